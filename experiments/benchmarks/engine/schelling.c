/* Schelling's rule in plain C: who is not satisfied moves to a random vacancy.
 *
 *     gcc -O3 -march=native -ffp-contract=off -std=gnu11 -o schelling schelling.c
 *     schelling FIRST_STATE        then on standard input: "run MONTHS", "write LAST_STATE"
 *
 * The same semantics, order of turns and draws as sim/engines/kernel/relocation, written on its own:
 * the last state has the hash of the city of the same config and seed. twin.py writes the first
 * state and reads the last. Every "run" starts from the first state and prints the months lived
 * (fewer if all are satisfied), the nanoseconds of processor time, the turns taken and who is
 * unhappy at the end.
 */
#include "program.h"

#include "draws.h"
#include "order.h"

enum { PURPOSE_ORDER = 2, PURPOSE_CANDIDATE = 3 };
enum { LIKE_SHARE = 0, LIKE_COUNT = 1 };
enum { MOST_GROUPS = 8, MOST_OFFSETS = 440 };

/* The head of a state's file, in this order. */
typedef struct {
    int64_t seed, rows, cols, torus, radius, households, vacancies, groups;
    int64_t on_turn, satisfaction, equal_happy, isolated_happy, stops;
    int64_t wanted[MOST_GROUPS], parts[MOST_GROUPS], quota_class[MOST_GROUPS];
} Rules;

typedef struct {
    Rules rules;
    int64_t cells, offsets, down[MOST_OFFSETS], right[MOST_OFFSETS], step[MOST_OFFSETS];
    int8_t *group;          /* (households) */
    int32_t *dwelling;      /* (households) cell of the home */
    int32_t *moved;         /* (households) month of the last move */
    int32_t *household;     /* (cells) who lives here, -1 for nobody */
    int8_t *record;         /* (cells) quota class of the owner of record */
    int32_t *vacant_since;  /* (cells) month in which it was last left */
    int32_t *vacant;        /* (vacancies) the list of vacant homes */
    int32_t *place;         /* (cells) place on that list, -1 if lived in */
    int32_t *around;        /* (cells, groups + 1) neighbours by group, and all */
    int8_t *living;         /* (cells) group that lives here, -1 for nobody */
    int32_t *waiting;       /* (households + 1) those not satisfied at the end of the month */
    int8_t *happy;          /* (groups + 1, offsets + 1, offsets + 1) is a group satisfied? */
    int64_t *turns;         /* (households) whose turn it is, in order */
    int64_t *spare;         /* (households) */
    int64_t tried, unhappy;
} City;

/* Add a household to (or take it from) the counts of the cells around its home. */
static inline void count_around(City *c, int64_t cell, int64_t group, int sign)
{
    const Rules *p = &c->rules;
    int64_t columns = p->groups + 1, row = cell / p->cols, col = cell % p->cols, reach = p->radius;
    if (reach <= row && row < p->rows - reach && reach <= col && col < p->cols - reach) {
        for (int64_t k = 0; k < c->offsets; k++) {
            int32_t *counts = c->around + (cell + c->step[k]) * columns;
            counts[group] += sign;
            counts[p->groups] += sign;
        }
        return;
    }
    for (int64_t k = 0; k < c->offsets; k++) {
        int64_t r = row + c->down[k], q = col + c->right[k];
        if (p->torus) {
            r = (r + p->rows) % p->rows;
            q = (q + p->cols) % p->cols;
        } else if (r < 0 || r >= p->rows || q < 0 || q >= p->cols) {
            continue;
        }
        int32_t *counts = c->around + (r * p->cols + q) * columns;
        counts[group] += sign;
        counts[p->groups] += sign;
    }
}

/* Is a household with these neighbours satisfied? Whole numbers, so that a tie is one. */
static inline int satisfied(int64_t like, int64_t occupied, int64_t wanted, int64_t parts,
                            const Rules *p)
{
    if (occupied == 0 && (p->isolated_happy || wanted > 0)) return (int)p->isolated_happy;
    int64_t of = p->satisfaction == LIKE_COUNT ? 1 : occupied;
    int64_t gap = like * parts - wanted * of;
    return gap > 0 || (gap == 0 && p->equal_happy);
}

/* Is the household of a group that lives in a cell satisfied there? */
static inline int content(const City *c, int64_t cell, int64_t group)
{
    const int32_t *counts = c->around + cell * (c->rules.groups + 1);
    return satisfied(counts[group], counts[c->rules.groups], c->rules.wanted[group],
                     c->rules.parts[group], &c->rules);
}

/* Leave home for a vacant one, which it takes off the list. */
static inline void move(City *c, int64_t household, int64_t cell, int64_t month)
{
    int64_t left = c->dwelling[household], group = c->group[household], place = c->place[cell];
    c->household[left] = -1;
    c->living[left] = -1;
    c->vacant_since[left] = (int32_t)month;
    c->vacant[place] = (int32_t)left;
    c->place[left] = (int32_t)place;
    c->place[cell] = -1;
    c->household[cell] = (int32_t)household;
    c->living[cell] = (int8_t)group;
    c->dwelling[household] = (int32_t)cell;
    c->moved[household] = (int32_t)month;
    c->record[cell] = (int8_t)c->rules.quota_class[group];
    count_around(c, left, group, -1);
    count_around(c, cell, group, 1);
}

/* Enter whether a group is satisfied with so many households around it, so many of them its own; a
 * vacancy, in the last row, always is. */
static void fill_happy(City *c)
{
    int64_t groups = c->rules.groups, numbers = c->offsets + 1;
    for (int64_t group = 0; group <= groups; group++)
        for (int64_t occupied = 0; occupied < numbers; occupied++)
            for (int64_t like = 0; like <= occupied; like++)
                c->happy[(group * numbers + occupied) * numbers + like] =
                    group == groups || satisfied(like, occupied, c->rules.wanted[group],
                                                 c->rules.parts[group], &c->rules);
}

/* Count who is not satisfied, cell by cell, and list them: it may be their turn next month. Without
 * a branch: each is written where the next belongs, and counts if it is not satisfied. */
static void note_unhappy(City *c)
{
    int64_t count = 0, groups = c->rules.groups, numbers = c->offsets + 1;
    const int32_t *counts = c->around;
    for (int64_t cell = 0; cell < c->cells; cell++, counts += groups + 1) {
        int64_t row = c->living[cell] >= 0 ? c->living[cell] : groups;
        c->waiting[count] = c->household[cell];
        count += 1 - c->happy[(row * numbers + counts[groups]) * numbers + counts[row]];
    }
    c->unhappy = count;
}

/* Put those whose turn comes in the order of this month's draw; return how many. */
static int64_t line_up(City *c, int64_t month)
{
    int64_t count = c->rules.on_turn ? c->rules.households : c->unhappy;
    for (int64_t i = 0; i < count; i++) {
        int64_t household = c->rules.on_turn ? i : c->waiting[i];
        uint32_t key = word((uint64_t)c->rules.seed, month, household, PURPOSE_ORDER, 0);
        c->turns[i] = turn_of(key, household);
    }
    sort_turns(c->turns, c->spare, count);
    return count;
}

/* Ask the memory for what turns a little later will touch. */
static inline void look_ahead(const City *c, const int32_t *drawn, int64_t i, int64_t count,
                              int all_move)
{
    enum { FAR = 16, NEAR = 8 };
    int64_t columns = c->rules.groups + 1;
    if (i + FAR < count) {
        int64_t household = id_of(c->turns[i + FAR]);
        __builtin_prefetch(c->dwelling + household, 1);
        __builtin_prefetch(c->group + household);
        if (all_move) {
            __builtin_prefetch(c->moved + household, 1);
            __builtin_prefetch(c->vacant + drawn[i + FAR], 1);
        }
    }
    if (i + NEAR < count) {
        int64_t left = c->dwelling[id_of(c->turns[i + NEAR])];
        __builtin_prefetch(c->around + left * columns, 1);
        if (all_move) {
            int64_t cells[2] = {left, c->vacant[drawn[i + NEAR]]};
            __builtin_prefetch(c->around + cells[1] * columns, 1);
            __builtin_prefetch(c->vacant_since + cells[0], 1);
            __builtin_prefetch(c->record + cells[1], 1);
            for (int k = 0; k < 2; k++) {
                __builtin_prefetch(c->household + cells[k], 1);
                __builtin_prefetch(c->place + cells[k], 1);
                __builtin_prefetch(c->living + cells[k], 1);
            }
        }
    }
}

static inline int64_t draw(const City *c, int64_t household, int64_t month)
{
    return pick(c->rules.vacancies, (uint64_t)c->rules.seed, month, household, PURPOSE_CANDIDATE, 0);
}

/* A month: whoever has a turn and is not satisfied takes a random vacancy. */
static void live(City *c, int64_t month)
{
    int64_t count = line_up(c, month);
    int all_move = c->rules.vacancies > 0 && !c->rules.on_turn;
    int32_t *drawn = (int32_t *)c->spare;
    for (int64_t i = 0; all_move && i < count; i++)
        drawn[i] = (int32_t)draw(c, id_of(c->turns[i]), month);
    for (int64_t i = 0; i < count; i++) {
        look_ahead(c, drawn, i, count, all_move);
        int64_t household = id_of(c->turns[i]);
        if (c->rules.on_turn && content(c, c->dwelling[household], c->group[household])) continue;
        c->tried++;
        if (all_move)
            move(c, household, c->vacant[drawn[i]], month);
        else if (c->rules.vacancies > 0)
            move(c, household, c->vacant[draw(c, household, month)], month);
    }
    note_unhappy(c);
}

/* ---- reading and writing ---- */

static void find_offsets(City *c)
{
    const Rules *p = &c->rules;
    for (int64_t down = -p->radius; down <= p->radius; down++)
        for (int64_t right = -p->radius; right <= p->radius; right++)
            if (down || right) {
                c->down[c->offsets] = down;
                c->right[c->offsets] = right;
                c->step[c->offsets++] = down * p->cols + right;
            }
}

static City read_city(const char *path)
{
    City c = {0};
    FILE *file = opened(path, "rb");
    take(&c.rules, sizeof c.rules, 1, file);
    int64_t people = c.rules.households;
    c.cells = c.rules.rows * c.rules.cols;
    find_offsets(&c);
    take(c.group = room(people, 1), 1, people, file);
    take(c.dwelling = room(people, 4), 4, people, file);
    take(c.moved = room(people, 4), 4, people, file);
    take(c.household = room(c.cells, 4), 4, c.cells, file);
    take(c.record = room(c.cells, 1), 1, c.cells, file);
    take(c.vacant_since = room(c.cells, 4), 4, c.cells, file);
    take(c.vacant = room(c.rules.vacancies, 4), 4, c.rules.vacancies, file);
    take(c.place = room(c.cells, 4), 4, c.cells, file);
    fclose(file);
    c.around = room(c.cells * (c.rules.groups + 1), 4);
    c.living = room(c.cells, 1);
    memset(c.living, -1, (size_t)c.cells);
    c.waiting = room(people + 1, 4);
    c.happy = room((c.rules.groups + 1) * (c.offsets + 1) * (c.offsets + 1), 1);
    c.turns = room(people, 8);
    c.spare = room(people, 8);
    for (int64_t household = 0; household < people; household++) {
        count_around(&c, c.dwelling[household], c.group[household], 1);
        c.living[c.dwelling[household]] = c.group[household];
    }
    fill_happy(&c);
    note_unhappy(&c);
    return c;
}

static void write_city(const City *c, const char *path)
{
    FILE *file = opened(path, "wb");
    size_t people = (size_t)c->rules.households, cells = (size_t)c->cells;
    fwrite(c->dwelling, 4, people, file);
    fwrite(c->moved, 4, people, file);
    fwrite(c->household, 4, cells, file);
    fwrite(c->record, 1, cells, file);
    fwrite(c->vacant_since, 4, cells, file);
    fwrite(c->vacant, 4, (size_t)c->rules.vacancies, file);
    fwrite(c->place, 4, cells, file);
    fclose(file);
}

/* Put a city back to where another stands. */
static void restore(City *c, const City *first)
{
    size_t people = (size_t)c->rules.households, cells = (size_t)c->cells;
    memcpy(c->dwelling, first->dwelling, 4 * people);
    memcpy(c->moved, first->moved, 4 * people);
    memcpy(c->household, first->household, 4 * cells);
    memcpy(c->record, first->record, cells);
    memcpy(c->vacant_since, first->vacant_since, 4 * cells);
    memcpy(c->vacant, first->vacant, 4 * (size_t)c->rules.vacancies);
    memcpy(c->place, first->place, 4 * cells);
    memcpy(c->around, first->around, 4 * cells * (size_t)(c->rules.groups + 1));
    memcpy(c->living, first->living, cells);
    memcpy(c->waiting, first->waiting, 4 * people);
    c->unhappy = first->unhappy;
    c->tried = 0;
}

static void run(City *c, const City *first, int64_t months)
{
    restore(c, first);
    int64_t month = 0, start = processor_time();
    while (month < months && (month == 0 || !c->rules.stops || c->unhappy > 0)) live(c, ++month);
    int64_t taken = processor_time() - start;
    printf("%lld %lld %lld %lld\n", (long long)month, (long long)taken, (long long)c->tried,
           (long long)c->unhappy);
    fflush(stdout);
}

int main(int count, char **words)
{
    if (count != 2) return fprintf(stderr, "usage: schelling FIRST_STATE\n"), 2;
    City first = read_city(words[1]), city = read_city(words[1]);
    char command[16], rest[4096];
    while (scanf("%15s %4095s", command, rest) == 2) {
        if (!strcmp(command, "run")) run(&city, &first, atoll(rest));
        if (!strcmp(command, "write")) write_city(&city, rest), puts("written"), fflush(stdout);
    }
    return 0;
}

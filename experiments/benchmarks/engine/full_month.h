/* The month of all households: contracts, strain, search, turnover, rents. */
#ifndef FULL_MONTH_H
#define FULL_MONTH_H

#include "full_ahead.h"
#include "full_search.h"
#include "order.h"

/* ---- the month of all households ---- */

/* Renew a private tenant's contract when it is due, and count months of a rent that is too high. */
static inline void live_in_rent(City *c, int64_t household)
{
    const Rules *p = &c->rules;
    int64_t months = c->month - c->moved[household], cell = c->dwelling[household];
    if (c->strain[household] >= 0 && months > 0 && months % p->reset_months == 0) {
        c->rent[household] = c->last_rent[cell] = rent_of(c, cell);
        c->last_rent_month[cell] = (int32_t)c->month;
    }
    int64_t rent = c->rent[household], income = c->income[household];
    int over = rent * MILLION > p->displacement_burden * income, strain = c->strain[household];
    c->strain[household] = (int16_t)(strain < 0 ? strain - 1 : over ? strain + 1 : 0);
    note(c, RENTERS, household);
    if (10 * rent > 3 * income) note(c, OVER_30, household);
    if (2 * rent > income) note(c, OVER_50, household);
}

static inline int considers(const City *c, int64_t household, int64_t market, double drawn)
{
    const Rules *p = &c->rules;
    if (must_search(c, household)) return 1;
    if (drawn >= (is_owned(market) ? p->consider_owner : p->consider_renter)) return 0;
    return market != PUBLIC_OWNED || c->month - c->moved[household] >= p->minimum_occupation;
}

/* Ask early for what a tenant's month reads of its home. */
static inline void fetch_tenancy(const City *c, int64_t household)
{
    if (household >= c->rules.people || !c->rent[household]) return;
    int64_t cell = c->dwelling[household];
    if (cell < 0) return;
    __builtin_prefetch(c->sector + cell);
    __builtin_prefetch(c->rental + cell);
}

static int64_t find_searchers(City *c)
{
    const Rules *p = &c->rules;
    double most = p->consider_owner > p->consider_renter ? p->consider_owner : p->consider_renter;
    int64_t count = 0, drawn_for = -1;
    Words words = {{0}};
    for (int64_t household = 0; household < p->people; household++) {
        fetch_tenancy(c, household + 24);
        if (c->dwelling[household] < 0) continue;
        if (household >> 2 != drawn_for) {
            drawn_for = household >> 2;
            words = philox((uint64_t)p->seed, c->month, drawn_for, CONSIDER, 0);
        }
        double drawn = words.w[household & 3] / 4294967296.0;
        if (drawn >= most && !c->rent[household] && !c->strain[household]) continue;
        int64_t market = market_at(c, c->dwelling[household]);
        if (market == PRIVATE_RENTAL) live_in_rent(c, household);
        if (!considers(c, household, market, drawn)) continue;
        note(c, CONSIDERED, household);
        c->searchers[count++] = (int32_t)household;
    }
    return count;
}

static void search(City *c)
{
    show_all(c);
    int64_t count = find_searchers(c);
    for (int64_t i = 0; i < count; i++) {
        int64_t household = c->searchers[i];
        uint32_t key = word((uint64_t)c->rules.seed, c->month, household, ORDER, 0);
        c->turns[i] = turn_of(key, household);
    }
    sort_turns(c->turns, c->spare, count);
    for (int64_t i = 0; i < count; i++) {
        look_ahead(c, i, count);
        choose(c, id_of(c->turns[i]));
    }
    c->decisions += count;
}

/* ---- leaving in vain, and who comes instead ---- */

/* Make room for so many households; new rows are zero and without a home. */
static void make_room(City *c, int64_t rows)
{
    if (rows <= c->capacity) return;
    int64_t before = c->capacity;
    c->capacity = rows > 2 * before ? rows : 2 * before;
    Column columns[COLUMNS];
    household_columns(c, columns);
    for (int k = 0; k < COLUMNS; k++) {
        size_t size = columns[k].size;
        char *larger = room(c->capacity, size);
        memcpy(larger, *columns[k].where, size * (size_t)before);
        free(*columns[k].where);
        *columns[k].where = larger;
    }
    memset(c->dwelling + before, -1, 4 * (size_t)(c->capacity - before));
    c->searchers = realloc(c->searchers, 4 * (size_t)c->capacity);
    c->turns = realloc(c->turns, 8 * (size_t)c->capacity);
    c->spare = realloc(c->spare, 8 * (size_t)c->capacity);
    if (!c->searchers || !c->turns || !c->spare) fail("not enough memory", "");
}

static inline int64_t kind_of(const City *c, int64_t household)
{
    return (c->group[household] * FIFTHS + c->fifth[household]) * MARKETS + c->market[household];
}

/* Sort the initial households by group, fifth and market; within each kind by number. */
static void fill_pools(City *c)
{
    int64_t kinds = MOST_GROUPS * FIFTHS * MARKETS, next[MOST_GROUPS * FIFTHS * MARKETS];
    c->pool = room(c->rules.initial, 4);
    for (int64_t i = 0; i < c->rules.initial; i++) c->pool_first[kind_of(c, i) + 1]++;
    for (int64_t kind = 0; kind < kinds; kind++) {
        c->pool_first[kind + 1] += c->pool_first[kind];
        next[kind] = c->pool_first[kind];
    }
    for (int64_t i = 0; i < c->rules.initial; i++) c->pool[next[kind_of(c, i)]++] = (int32_t)i;
}

/* Write the row of a household like one that left; return its number. */
static int64_t replace(City *c, int64_t leaver)
{
    int64_t number = STREAMS * c->arrivals[REPLACEMENT]++ + REPLACEMENT, kind = kind_of(c, leaver);
    int64_t first = c->pool_first[kind], size = c->pool_first[kind + 1] - first, like = leaver;
    if (size > 0)
        like = c->pool[first + pick(size, (uint64_t)c->rules.seed, 0, number, ARRIVAL, 0)];
    int64_t row = c->rules.initial + number;
    if (row + 1 > c->rules.people) c->rules.people = row + 1;
    c->group[row] = c->group[like];
    c->income[row] = c->income[like];
    c->fifth[row] = c->fifth[like];
    c->standing[row] = c->standing[like];
    c->market[row] = c->market[like];
    return row;
}

/* Let those leave who searched in vain, and others arrive in their place. */
static void turn_over(City *c)
{
    int64_t count = 0, *rows;
    int32_t *leavers = c->searchers;
    for (int64_t household = 0; household < c->rules.people; household++)
        if (c->strain[household] >= c->rules.longest_strain && c->dwelling[household] >= 0)
            leavers[count++] = (int32_t)household;
    if (!count) return;
    make_room(c, c->rules.initial + STREAMS * (c->arrivals[REPLACEMENT] + count));
    rows = c->turns;
    leavers = c->searchers;
    for (int64_t i = 0; i < count; i++) {
        note(c, DISPLACED, leavers[i]);
        leave(c, leavers[i]);
    }
    for (int64_t i = 0; i < count; i++) rows[i] = replace(c, leavers[i]);
    show_all(c);
    for (int64_t i = 0; i < count; i++) {
        Found found = look(c, rows[i]);
        note_refusal(c, rows[i], &found, NOTHING);
        note(c, found.home >= 0 ? ARRIVED : UNHOUSED, rows[i]);
        if (found.home >= 0) enter(c, rows[i], &found);
    }
    c->decisions += count;
}

/* ---- rents ---- */

static void update_levels(City *c)
{
    const Rules *p = &c->rules;
    for (int sector = 0; sector < 2; sector++) {
        int64_t all_empty = 0, all_homes = 0, places = p->neighbourhoods;
        memset(c->empty, 0, (size_t)places * sizeof *c->empty);
        for (int market = 2 * sector; market < 2 * sector + 2; market++) {
            if (market == PUBLIC_RENTAL) continue; /* its rents follow incomes */
            for (int64_t i = 0; i < c->length[market]; i++)
                c->empty[c->neighbourhood[c->vacant[market][i]]]++;
            all_empty += c->length[market];
        }
        for (int64_t place = 0; place < places; place++)
            all_homes += c->market_homes[2 * place + sector];
        if (!all_homes) continue;
        int64_t rest = all_empty * BILLION / all_homes;
        for (int64_t place = 0; place < places; place++) {
            int64_t homes = c->market_homes[2 * place + sector];
            int64_t *level = c->level + 2 * place + sector;
            int64_t rate = homes > 0 ? c->empty[place] * BILLION / homes : rest;
            int64_t change = floor_of(p->vacancy_response * (rest - rate), MILLION);
            change = floor_of(c->growth[place] + change, 12);
            if (change > p->most_change) change = p->most_change;
            if (change < -p->most_change) change = -p->most_change;
            *level += floor_of(*level * change, BILLION);
            if (*level < 1) *level = 1;
            if (*level > 100 * BILLION) *level = 100 * BILLION;
        }
    }
}

#endif

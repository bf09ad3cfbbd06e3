/* The city of full.c: its rules, columns and tables, and what happened in a month. */
#ifndef FULL_CITY_H
#define FULL_CITY_H

#include "program.h"

enum { CONSIDER = 1, ORDER = 2, CANDIDATE = 3, TASTE = 4, ENFORCEMENT = 8, ARRIVAL = 16 };
enum { PUBLIC_OWNED, PUBLIC_RENTAL, PRIVATE_OWNED, PRIVATE_RENTAL, MARKETS };
enum { THRESHOLD, LINEAR, INVERTED_U };
enum { REPLACEMENT = 2, STREAMS = 3, FIFTHS = 5, MOST_GROUPS = 8, NO_LIMIT = 10000 };
enum { CONSIDERED, MOVED, REFUSED, REFUSED_MOVE, FORCED, DISPLACED, UNHOUSED, ARRIVED };
enum { RENTERS = ARRIVED + 1, OVER_30, OVER_50, EVENTS = 16 };
static const int64_t MILLION = 1000000, BILLION = 1000000000;
static const double NOTHING = -1.0e300;

/* The head of a state's file, in this order: whole numbers, then doubles. */
typedef struct {
    int64_t seed, rows, cols, torus, taste, persistent, informed, candidates, tries, all_sectors;
    int64_t minimum_occupation, reset_months, entry_burden, displacement_burden;
    int64_t displacement_months, longest_strain, price_yield, loan_to_value, instalment;
    int64_t loan_months, public_rent_share, public_rental_ceiling, vacancy_response, most_change;
    int64_t month, people, initial, groups, classes, blocks, neighbourhoods;
    double threshold, peak, similarity, quality, cost, attachment_owner, attachment_renter;
    double consider_owner, consider_renter, enforcement;
} Rules;

typedef struct {
    int64_t look, cost; /* the last look that saw a vacant home, and its price or rent */
} Window;

typedef struct {
    Rules rules;
    int64_t cells, month, capacity, looks;
    /* households */
    int8_t *group, *fifth, *market;
    int16_t *standing, *strain;
    int32_t *dwelling, *moved;
    int64_t *income, *rent, *loan;
    /* cells */
    int8_t *sector, *rental, *record;
    int32_t *quality, *household, *vacant_since, *last_rent_month, *block, *neighbourhood, *place;
    int64_t *base_rent, *last_rent;
    int16_t *around;          /* (cells, groups + 1): households around, by group and all */
    int32_t *around_standing; /* (cells): sum of their income ranks */
    Window *window;           /* (cells) */
    /* vacant homes by market, rent levels, arrivals so far */
    int32_t *vacant[MARKETS];
    int64_t *length, *level, *arrivals;
    /* tables */
    int64_t *quota_class, *block_limit, *neighbourhood_limit, *market_homes, *growth;
    double *own_group, *appeal, *table;
    /* public homes by owner of record: (units, classes), and ever sold: (units) */
    int64_t *block_record, *block_sold, *neighbourhood_record, *neighbourhood_sold, *empty;
    /* initial households by group, fifth and market, one pool after the other */
    int64_t pool_first[MOST_GROUPS * FIFTHS * MARKETS + 1];
    int32_t *pool;
    int64_t *turns, *spare; /* (capacity) */
    int32_t *searchers;
    /* what happened in a month */
    int64_t events[EVENTS][MOST_GROUPS][FIFTHS], taken[MARKETS];
    int64_t sales[MOST_GROUPS], sales_wait[MOST_GROUPS];
    double utility[MOST_GROUPS][FIFTHS], deciders[MOST_GROUPS][FIFTHS];
    double refused_utility[MOST_GROUPS][FIFTHS];
    int64_t inside, decisions;
} City;

typedef struct {
    int64_t home, payment, loan;
    double best, refused, values;
} Found;

static inline int64_t least_of(int64_t a, int64_t b) { return a < b ? a : b; }
static inline int64_t floor_of(int64_t a, int64_t b) { return a / b - (a % b < 0); } /* b > 0 */

static inline void note(City *c, int event, int64_t household)
{
    c->events[event][c->group[household]][c->fifth[household]]++;
}

typedef struct {
    void **where;
    size_t size;
} Column;

enum { COLUMNS = 10 };
static void household_columns(City *c, Column columns[COLUMNS])
{
    Column all[COLUMNS] = {
        {(void **)&c->group, 1},   {(void **)&c->income, 8}, {(void **)&c->fifth, 1},
        {(void **)&c->standing, 2}, {(void **)&c->market, 1}, {(void **)&c->dwelling, 4},
        {(void **)&c->moved, 4},   {(void **)&c->rent, 8},   {(void **)&c->loan, 8},
        {(void **)&c->strain, 2},
    };
    memcpy(columns, all, sizeof all);
}

#endif

/* Asking the memory early for what turns a little later will read. */
#ifndef FULL_AHEAD_H
#define FULL_AHEAD_H

#include "full_search.h"
#include "order.h"

static inline void fetch_worth(const City *c, int64_t cell)
{
    __builtin_prefetch(c->around + cell * (c->rules.groups + 1), 1);
    __builtin_prefetch(c->around_standing + cell, 1);
    __builtin_prefetch(c->quality + cell);
    __builtin_prefetch(c->neighbourhood + cell);
}

static inline void fetch_household(const City *c, int64_t household)
{
    __builtin_prefetch(c->dwelling + household, 1);
    __builtin_prefetch(c->market + household);
    __builtin_prefetch(c->income + household);
    __builtin_prefetch(c->group + household);
    __builtin_prefetch(c->fifth + household);
    __builtin_prefetch(c->standing + household);
    __builtin_prefetch(c->strain + household, 1);
    __builtin_prefetch(c->moved + household, 1);
    __builtin_prefetch(c->rent + household, 1);
    __builtin_prefetch(c->loan + household, 1);
}

static inline void fetch_home(const City *c, int64_t cell)
{
    if (cell < 0) return;
    __builtin_prefetch(c->sector + cell);
    __builtin_prefetch(c->rental + cell);
    __builtin_prefetch(c->base_rent + cell);
    fetch_worth(c, cell);
    for (int64_t down = -2; down <= 2; down++) {
        int64_t other = cell + down * c->rules.cols;
        if (other < 0 || other >= c->cells) continue;
        __builtin_prefetch(c->around + other * (c->rules.groups + 1), 1);
        __builtin_prefetch(c->around_standing + other, 1);
    }
}

/* The homes that a household will draw first, as the lists stand now. */
static inline void fetch_candidates(const City *c, int64_t household)
{
    int64_t total = 0;
    for (int64_t market = 0; market < MARKETS; market++)
        if (searched(c, household, market)) total += c->length[market];
    Words words = {{0}};
    for (int64_t k = 0; total > 0 && k < c->rules.candidates; k++) {
        if (!(k & 1))
            words = philox((uint64_t)c->rules.seed, c->month, household, CANDIDATE, k >> 1);
        int64_t market, cell = vacancy_at(c, household, picked(total, words, k), &market);
        __builtin_prefetch(c->window + cell, 1);
        fetch_worth(c, cell);
        if (market > PUBLIC_RENTAL) continue;
        __builtin_prefetch(c->block + cell);
        __builtin_prefetch(c->record + cell, 1);
    }
}

static inline void look_ahead(const City *c, int64_t i, int64_t count)
{
    enum { FAR = 6, MIDDLE = 3, NEAR = 2 };
    if (i + FAR < count) fetch_household(c, id_of(c->turns[i + FAR]));
    if (i + MIDDLE < count) fetch_home(c, c->dwelling[id_of(c->turns[i + MIDDLE])]);
    if (i + NEAR < count) fetch_candidates(c, id_of(c->turns[i + NEAR]));
}

#endif

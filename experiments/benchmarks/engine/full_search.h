/* Leaving and entering a home, and the search of one household. */
#ifndef FULL_SEARCH_H
#define FULL_SEARCH_H

#include "full_homes.h"

/* ---- moving ---- */

static inline void count_at(City *c, int64_t cell, int64_t group, int sign, int rank)
{
    int16_t *counts = c->around + cell * (c->rules.groups + 1);
    counts[group] = (int16_t)(counts[group] + sign);
    counts[c->rules.groups] = (int16_t)(counts[c->rules.groups] + sign);
    c->around_standing[cell] += sign * rank;
}

/* Add a household to (or take it from) the counts of the cells around its home. */
static void count_around(City *c, int64_t cell, int64_t household, int sign)
{
    const Rules *p = &c->rules;
    int64_t row = cell / p->cols, col = cell % p->cols, group = c->group[household];
    int rank = c->standing[household];
    int inside = row >= 2 && row < p->rows - 2 && col >= 2 && col < p->cols - 2;
    for (int64_t down = -2; down <= 2; down++)
        for (int64_t right = -2; right <= 2; right++) {
            int64_t r = row + down, q = col + right;
            if (!down && !right) continue;
            if (!inside && p->torus) {
                r = (r + p->rows) % p->rows;
                q = (q + p->cols) % p->cols;
                if (r == row && q == col) continue;
            } else if (!inside && (r < 0 || r >= p->rows || q < 0 || q >= p->cols)) {
                continue;
            }
            count_at(c, r * p->cols + q, group, sign, rank);
        }
}

/* Put what a vacant home costs this month in the window: its price, or its rent where it is let. */
static inline void show(City *c, int64_t cell, int64_t market)
{
    int64_t rent = rent_of(c, cell);
    c->window[cell].cost = is_owned(market) ? price_of(c, rent) : rent;
}

static void show_all(City *c)
{
    for (int64_t market = 0; market < MARKETS; market++)
        for (int64_t i = 0; i < c->length[market]; i++) show(c, c->vacant[market][i], market);
}

static void leave(City *c, int64_t household)
{
    int64_t cell = c->dwelling[household], market = market_at(c, cell);
    c->household[cell] = -1;
    c->vacant_since[cell] = (int32_t)c->month;
    c->place[cell] = (int32_t)c->length[market];
    c->vacant[market][c->length[market]++] = (int32_t)cell;
    show(c, cell, market);
    c->dwelling[household] = -1;
    c->rent[household] = c->loan[household] = 0;
    c->strain[household] = 0;
    count_around(c, cell, household, -1);
}

static void enter(City *c, int64_t household, const Found *found)
{
    int64_t cell = found->home, market = market_at(c, cell);
    int32_t place = c->place[cell], swapped = c->vacant[market][--c->length[market]];
    c->vacant[market][place] = swapped;
    c->place[swapped] = place;
    c->place[cell] = -1;
    c->household[cell] = (int32_t)household;
    c->dwelling[household] = (int32_t)cell;
    c->moved[household] = (int32_t)c->month;
    c->rent[household] = is_owned(market) ? 0 : found->payment;
    c->loan[household] = is_owned(market) ? found->loan : 0;
    if (c->market[household] < 0) c->market[household] = (int8_t)market;
    if (market == PRIVATE_RENTAL) {
        c->last_rent[cell] = found->payment;
        c->last_rent_month[cell] = (int32_t)c->month;
    }
    if (market <= PUBLIC_RENTAL) record_sale(c, household, cell);
    c->taken[market]++;
    count_around(c, cell, household, 1);
}

/* ---- the search of one household ---- */

static inline int searched(const City *c, int64_t household, int64_t market)
{
    int64_t own = c->market[household];
    return c->rules.all_sectors || own < 0 || own == market;
}

/* The vacant home at a place of the lists that are searched, and its market. */
static inline int64_t vacancy_at(const City *c, int64_t household, int64_t place, int64_t *market)
{
    for (*market = 0;; ++*market)
        if (searched(c, household, *market)) {
            if (place < c->length[*market]) return c->vacant[*market][place];
            place -= c->length[*market];
        }
}

static Found look(City *c, int64_t household)
{
    const Rules *p = &c->rules;
    int64_t income = c->income[household], brought = equity_of(c, household);
    int64_t total = 0, seen = 0, looks = ++c->looks;
    for (int64_t market = 0; market < MARKETS; market++)
        if (searched(c, household, market)) total += c->length[market];
    Found found = {-1, 0, 0, NOTHING, NOTHING, 0.0};
    Words words = {{0}};
    for (int64_t k = 0; total > 0 && k < p->tries && seen < p->candidates; k++) {
        if (!(k & 1))
            words = philox((uint64_t)p->seed, c->month, household, CANDIDATE, k >> 1);
        int64_t market, cell = vacancy_at(c, household, picked(total, words, k), &market);
        if (c->window[cell].look == looks) continue;
        c->window[cell].look = looks;
        if (!p->informed) seen++;
        int64_t cost = c->window[cell].cost, loan = 0, payment = cost;
        if (is_owned(market)) {
            loan = loan_for(c, cost, brought);
            payment = instalment(c, loan, 0);
        } else if (market == PUBLIC_RENTAL) {
            payment = income * p->public_rent_share / MILLION;
        }
        if (!can_pay(c, market, payment, income)) continue;
        double plain = utility_of(c, cell, household, payment);
        double value = plain + shock(c, household, cell);
        if (vetoed(c, household, cell, market)) {
            if (value > found.refused) found.refused = value;
            continue;
        }
        if (p->informed) seen++;
        found.values += exp_of(plain);
        if (value > found.best) {
            found.best = value;
            found.home = cell;
            found.payment = payment;
            found.loan = loan;
        }
    }
    return found;
}

/* Count a refusal if the best home seen was vetoed, and what it cost if one would have moved. */
static void note_refusal(City *c, int64_t household, const Found *found, double stay)
{
    if (found->refused <= found->best) return;
    note(c, REFUSED, household);
    double chosen = found->best > stay ? found->best : stay;
    if (found->refused <= chosen) return;
    note(c, REFUSED_MOVE, household);
    if (chosen > NOTHING)
        c->refused_utility[c->group[household]][c->fifth[household]] += found->refused - chosen;
}

static inline int must_search(const City *c, int64_t household)
{
    return c->strain[household] < 0 || c->strain[household] >= c->rules.displacement_months;
}

static void choose(City *c, int64_t household)
{
    const Rules *p = &c->rules;
    int64_t home = c->dwelling[household], group = c->group[household];
    int owner = is_owned(market_at(c, home)), forced = must_search(c, household);
    double plain = utility_of(c, home, household, present_payment(c, household));
    plain += owner ? p->attachment_owner : p->attachment_renter;
    double stay = forced ? NOTHING : plain + shock(c, household, home);
    Found found = look(c, household);
    note_refusal(c, household, &found, stay);
    if (!forced) {
        double weight = 1.0 / (owner ? p->consider_owner : p->consider_renter);
        double values = exp_of(plain) + found.values;
        c->utility[group][c->fifth[household]] += weight * log_of(values);
        c->deciders[group][c->fifth[household]] += weight;
    }
    if (found.home < 0 || found.best <= stay) return;
    note(c, forced ? FORCED : MOVED, household);
    leave(c, household);
    enter(c, household, &found);
}

#endif

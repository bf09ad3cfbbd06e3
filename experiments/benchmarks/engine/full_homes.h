/* What a home costs, what it is worth, and who may buy it. */
#ifndef FULL_HOMES_H
#define FULL_HOMES_H

#include "full_city.h"
#include "draws.h"
#include "smooth.h"

/* ---- money ---- */

static inline int is_owned(int64_t market) { return !(market & 1); }
static inline int64_t market_at(const City *c, int64_t cell)
{
    return 2 * c->sector[cell] + c->rental[cell];
}

static inline int64_t rent_of(const City *c, int64_t cell)
{
    int64_t level = c->level[2 * c->neighbourhood[cell] + c->sector[cell]];
    int64_t rent = c->base_rent[cell] * level / BILLION;
    return rent > 0 ? rent : 1;
}

static inline int64_t price_of(const City *c, int64_t rent)
{
    return rent * 12 * MILLION / c->rules.price_yield;
}

/* What a household brings from selling its present home. */
static inline int64_t equity_of(const City *c, int64_t household)
{
    const Rules *p = &c->rules;
    int64_t cell = c->dwelling[household];
    if (cell < 0 || !is_owned(market_at(c, cell))) return 0;
    int64_t months = c->month - c->moved[household], owed = 0;
    if (months < p->loan_months)
        owed = c->loan[household] * (p->loan_months - months) / p->loan_months;
    int64_t left = price_of(c, rent_of(c, cell)) - owed;
    return left > 0 ? left : 0;
}

static inline int64_t loan_for(const City *c, int64_t full, int64_t brought)
{
    int64_t most = full * c->rules.loan_to_value / MILLION, need = full - brought;
    return least_of(need > 0 ? need : 0, most);
}

static inline int64_t instalment(const City *c, int64_t loan, int64_t months)
{
    return months >= c->rules.loan_months ? 0 : loan * c->rules.instalment / BILLION;
}

static inline int64_t present_payment(const City *c, int64_t household)
{
    if (!is_owned(market_at(c, c->dwelling[household]))) return c->rent[household];
    return instalment(c, c->loan[household], c->month - c->moved[household]);
}

static inline int can_pay(const City *c, int64_t market, int64_t payment, int64_t income)
{
    if (market == PUBLIC_RENTAL) return income <= c->rules.public_rental_ceiling;
    return payment * MILLION <= c->rules.entry_burden * income;
}

/* ---- what a home is worth ---- */

static inline int near(const City *c, int64_t a, int64_t b)
{
    const Rules *p = &c->rules;
    if (a == b || (!p->torus && llabs(a - b) > 2 * p->cols + 2)) return 0;
    int64_t down = llabs(a / p->cols - b / p->cols), right = llabs(a % p->cols - b % p->cols);
    if (p->torus) {
        down = least_of(down, p->rows - down);
        right = least_of(right, p->cols - right);
    }
    return down <= 2 && right <= 2;
}

static inline double taste(const Rules *p, double share, double strength)
{
    if (p->taste == THRESHOLD) return share >= p->threshold ? strength : 0.0;
    if (p->taste == LINEAR) return strength * share;
    return strength * share * (2.0 * p->peak - share) / (p->peak * p->peak);
}

static inline double utility_of(const City *c, int64_t cell, int64_t household, int64_t payment)
{
    const Rules *p = &c->rules;
    int64_t group = c->group[household], present = c->dwelling[household];
    int64_t income = c->income[household], rank = c->standing[household];
    const int16_t *counts = c->around + cell * (p->groups + 1);
    int64_t own = counts[group], occupied = counts[p->groups], ranks = c->around_standing[cell];
    if (present >= 0 && near(c, present, cell)) {
        own--;
        occupied--;
        ranks -= rank;
    }
    double share = 0.0, similarity = 0.0, burden = 0.0;
    if (occupied > 0) {
        share = (double)own / (double)occupied;
        double gap = (double)rank - (double)ranks / (double)occupied;
        similarity = -(gap < 0.0 ? -gap : gap) / 1000.0;
    }
    if (payment > 0) burden = payment >= income ? 1.0 : (double)payment / (double)income;
    double value = taste(p, share, c->own_group[group]);
    value += c->appeal[group * p->neighbourhoods + c->neighbourhood[cell]];
    value += p->similarity * similarity;
    value += p->quality * (c->quality[cell] / 1000.0);
    value -= p->cost * burden;
    return value;
}

static inline double shock(const City *c, int64_t household, int64_t cell)
{
    int64_t when = c->rules.persistent ? 0 : c->month;
    return gumbel(word((uint64_t)c->rules.seed, when, household, TASTE, cell), c->table);
}

/* ---- the quota ---- */

static inline int within(int64_t of_class, int64_t sold, int64_t limit)
{
    return limit >= NO_LIMIT || NO_LIMIT * (of_class + 1) <= limit * sold;
}

static inline int vetoed(const City *c, int64_t household, int64_t cell, int64_t market)
{
    const Rules *p = &c->rules;
    if (market > PUBLIC_RENTAL) return 0;
    int64_t buyer = c->quota_class[c->group[household]], seller = c->record[cell];
    int64_t block = c->block[cell], place = c->neighbourhood[cell];
    int64_t in_block = block * p->classes + buyer, in_place = place * p->classes + buyer;
    int64_t first = seller < 0;
    if (buyer == seller) return 0;
    if (within(c->block_record[in_block], c->block_sold[block] + first, c->block_limit[in_block]) &&
        within(c->neighbourhood_record[in_place], c->neighbourhood_sold[place] + first,
               c->neighbourhood_limit[in_place]))
        return 0;
    return uniform((uint64_t)p->seed, c->month, household, ENFORCEMENT, cell) < p->enforcement;
}

static inline void record_sale(City *c, int64_t household, int64_t cell)
{
    int64_t classes = c->rules.classes, buyer = c->quota_class[c->group[household]];
    int64_t seller = c->record[cell], block = c->block[cell], place = c->neighbourhood[cell];
    if (seller >= 0) {
        c->block_record[block * classes + seller]--;
        c->neighbourhood_record[place * classes + seller]--;
        if (!c->rental[cell]) {
            c->sales[seller]++;
            c->sales_wait[seller] += c->month - c->vacant_since[cell];
        }
    } else {
        c->block_sold[block]++;
        c->neighbourhood_sold[place]++;
    }
    c->block_record[block * classes + buyer]++;
    c->neighbourhood_record[place * classes + buyer]++;
    c->record[cell] = (int8_t)buyer;
}

#endif

/* The order of turns: households sorted by key, then id. */
#ifndef ORDER_H
#define ORDER_H

#include <stdint.h>
#include <string.h>

/* A turn packs a 32-bit key above a 31-bit id, so that whole numbers sort by key, then id. */
static inline int64_t turn_of(uint32_t key, int64_t id) { return (int64_t)key << 31 | id; }
static inline int64_t id_of(int64_t turn) { return turn & 0x7fffffff; }

/* Put turns in order that are nearly so. */
static void insert_turns(int64_t *turns, int64_t count)
{
    for (int64_t i = 1; i < count; i++) {
        int64_t turn = turns[i], j = i;
        for (; j > 0 && turns[j - 1] > turn; j--) turns[j] = turns[j - 1];
        turns[j] = turn;
    }
}

/* Sort turns by the digits of their keys, lowest first; then those of equal keys by id. `spare` has
 * as much room. */
static void sort_turns(int64_t *turns, int64_t *spare, int64_t count)
{
    enum { BITS = 11, DIGITS = 1 << BITS };
    if (count < 64) {
        insert_turns(turns, count);
        return;
    }
    static int64_t first[3][DIGITS];
    memset(first, 0, sizeof first);
    for (int64_t i = 0; i < count; i++)
        for (int pass = 0; pass < 3; pass++)
            first[pass][turns[i] >> (31 + BITS * pass) & (DIGITS - 1)]++;
    int64_t *from = turns, *to = spare;
    for (int pass = 0; pass < 3; pass++) {
        int64_t place = 0;
        for (int digit = 0; digit < DIGITS; digit++) {
            int64_t number = first[pass][digit];
            first[pass][digit] = place;
            place += number;
        }
        for (int64_t i = 0; i < count; i++)
            to[first[pass][from[i] >> (31 + BITS * pass) & (DIGITS - 1)]++] = from[i];
        int64_t *swap = from;
        from = to;
        to = swap;
    }
    memcpy(turns, from, (size_t)count * sizeof *turns);
    insert_turns(turns, count);
}

#endif

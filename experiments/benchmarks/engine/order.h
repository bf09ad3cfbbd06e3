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

/* Sort turns by the two highest digits of their keys, the lower first; then put the few right that
 * this leaves out of order, next to their places. `spare` has as much room. */
static void sort_turns(int64_t *turns, int64_t *spare, int64_t count)
{
    enum { SHORT = 8, LONG = 11 };
    if (count < 64) {
        insert_turns(turns, count);
        return;
    }
    static int64_t first[2][1 << LONG];
    int bits = count < 8192 ? SHORT : LONG, shift = 31 + 32 - 2 * bits;
    int64_t digits = (int64_t)1 << bits, mask = digits - 1;
    for (int pass = 0; pass < 2; pass++) memset(first[pass], 0, (size_t)digits * 8);
    for (int64_t i = 0; i < count; i++) {
        first[0][turns[i] >> shift & mask]++;
        first[1][turns[i] >> (shift + bits) & mask]++;
    }
    int64_t *from = turns, *to = spare;
    for (int pass = 0; pass < 2; pass++, shift += bits) {
        int64_t place = 0;
        for (int64_t digit = 0; digit < digits; digit++) {
            int64_t number = first[pass][digit];
            first[pass][digit] = place;
            place += number;
        }
        for (int64_t i = 0; i < count; i++) to[first[pass][from[i] >> shift & mask]++] = from[i];
        int64_t *swap = from;
        from = to;
        to = swap;
    }
    insert_turns(turns, count);
}

#endif

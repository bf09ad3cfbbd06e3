/* The keyed random stream of sim/draws.py: Philox4x32-10 (Salmon et al. 2011, SC11). */
#ifndef DRAWS_H
#define DRAWS_H

#include <stdint.h>

typedef struct {
    uint32_t w[4];
} Words;

/* Four independent uniform integers in [0, 2^32); the counter is taken modulo 2^32. */
static inline Words philox(uint64_t seed, int64_t month, int64_t entity, int64_t purpose,
                           int64_t index)
{
    uint32_t c0 = (uint32_t)month, c1 = (uint32_t)entity;
    uint32_t c2 = (uint32_t)purpose, c3 = (uint32_t)index;
    uint32_t k0 = (uint32_t)seed, k1 = (uint32_t)(seed >> 32);
    for (int round = 0; round < 10; round++) {
        uint64_t p0 = (uint64_t)0xD2511F53u * c0, p1 = (uint64_t)0xCD9E8D57u * c2;
        uint32_t high0 = (uint32_t)(p0 >> 32), high1 = (uint32_t)(p1 >> 32);
        c0 = high1 ^ c1 ^ k0;
        c1 = (uint32_t)p1;
        c2 = high0 ^ c3 ^ k1;
        c3 = (uint32_t)p0;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    return (Words){{c0, c1, c2, c3}};
}

/* One uniform integer in [0, 2^32). */
static inline uint32_t word(uint64_t seed, int64_t month, int64_t entity, int64_t purpose,
                            int64_t index)
{
    return philox(seed, month, entity, purpose, index).w[0];
}

/* A uniform double in [0, 1): an exact multiple of 2^-32. */
static inline double uniform(uint64_t seed, int64_t month, int64_t entity, int64_t purpose,
                             int64_t index)
{
    return word(seed, month, entity, purpose, index) / 4294967296.0;
}

/* Map a 64-bit draw to 0 .. n - 1 by its upper product; 0 < n < 2^31. */
static inline int64_t below(int64_t n, uint32_t high, uint32_t low)
{
    return (int64_t)(((uint64_t)high * (uint64_t)n + (((uint64_t)low * (uint64_t)n) >> 32)) >> 32);
}

/* The pick of an index from the block of draws that it shares with its neighbour. */
static inline int64_t picked(int64_t n, Words words, int64_t index)
{
    return index & 1 ? below(n, words.w[2], words.w[3]) : below(n, words.w[0], words.w[1]);
}

/* A uniform integer in 0 .. n - 1; two picks share one block of draws. */
static inline int64_t pick(int64_t n, uint64_t seed, int64_t month, int64_t entity,
                           int64_t purpose, int64_t index)
{
    return picked(n, philox(seed, month, entity, purpose, index >> 1), index);
}

#endif

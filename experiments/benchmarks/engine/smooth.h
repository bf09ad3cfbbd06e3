/* Logarithm, exponential and the Gumbel quantile of sim/portable.py: plain arithmetic. */
#ifndef SMOOTH_H
#define SMOOTH_H

#include <stdint.h>

static const double LN2_HIGH = 0.693147180369123816490;
static const double LN2_LOW = 1.90821492927058770002e-10;

static inline double log_of(double x)
{
    if (x < 2.2250738585072014e-308) return -708.3964185322641;
    int k = 0;
    for (; x < 1.52587890625e-05; k -= 16) x *= 65536.0;
    for (; x < 0.70710678118654752440; k--) x *= 2.0;
    for (; x >= 65536.0; k += 16) x /= 65536.0;
    for (; x >= 2.0 * 0.70710678118654752440; k++) x /= 2.0;
    double z = (x - 1.0) / (x + 1.0), y = z * z;
    double sum = 1.0 / 17 + y * (1.0 / 19 + y * (1.0 / 21 + y * (1.0 / 23)));
    sum = 1.0 / 9 + y * (1.0 / 11 + y * (1.0 / 13 + y * (1.0 / 15 + y * sum)));
    sum = y * (1.0 / 3 + y * (1.0 / 5 + y * (1.0 / 7 + y * sum)));
    return k * LN2_HIGH + (2.0 * z + (2.0 * z * sum + k * LN2_LOW));
}

static inline double exp_of(double x)
{
    if (x < -700.0) x = -700.0;
    if (x > 700.0) x = 700.0;
    int k = (int)(x * 1.4426950408889634 + (x >= 0.0 ? 0.5 : -0.5));
    double r = (x - k * LN2_HIGH) - k * LN2_LOW;
    double sum = 1 / 479001600.0 + r * (1 / 6227020800.0 + r * (1 / 87178291200.0));
    sum = 1 / 39916800.0 + r * sum;
    sum = 1 / 40320.0 + r * (1 / 362880.0 + r * (1 / 3628800.0 + r * sum));
    sum = 1 / 120.0 + r * (1 / 720.0 + r * (1 / 5040.0 + r * sum));
    sum = 1.0 + r * (1.0 + r * (1 / 2.0 + r * (1 / 6.0 + r * (1 / 24.0 + r * sum))));
    for (; k >= 16; k -= 16) sum *= 65536.0;
    for (; k <= -16; k += 16) sum /= 65536.0;
    for (; k > 0; k--) sum *= 2.0;
    for (; k < 0; k++) sum /= 2.0;
    return sum;
}

/* The standard Gumbel quantile of a draw, on the line between two knots of a table. */
static inline double gumbel(uint32_t draw, const double *table)
{
    uint32_t top = draw >> 20, rest = draw & 1048575, k = top;
    double part = rest / 1048576.0;
    if (top == 0 || top == 4095) {
        k = (top == 0 ? 4097 : 8194) + (rest >> 8);
        part = (rest & 255) / 256.0;
    }
    return table[k] + (table[k + 1] - table[k]) * part;
}

#endif

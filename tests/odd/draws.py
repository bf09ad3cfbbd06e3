"""Section 7.1 of docs/odd.md, keyed draws, written from that page alone."""

import math

CONSIDER, ORDER, CANDIDATE, TASTE, APPEAL, QUALITY, LOTTERY, ENFORCEMENT = range(1, 9)
LAND, TENURE, INCOME, PLACE, TENANT, STAY, PROJECT, ARRIVAL = 9, 10, 11, 12, 13, 14, 15, 16
RESERVED_CANDIDATE, BUILDING, PILOT, ELSEWHERE, LIFE, CITIZENSHIP = 17, 32, 33, 34, 36, 37
ZONING, WITHDRAWAL, EVICTION = 38, 39, 40
CUT = 32 - 12  # words below 2^20, and as many at the other end, are in the tails of the table


def philox(key, counter):
    """Return the four words of Philox4x32-10 (Salmon et al. 2011)."""
    mask = 0xFFFFFFFF
    c = [number & mask for number in counter]
    k0, k1 = key & mask, key >> 32 & mask
    for _ in range(10):
        a, b = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [b >> 32 ^ c[1] ^ k0, b & mask, a >> 32 ^ c[3] ^ k1, a & mask]
        k0, k1 = k0 + 0x9E3779B9 & mask, k1 + 0xBB67AE85 & mask
    return c


def below(high, low, n):
    """Map a 64-bit number to 0 .. n - 1."""
    return high * n + (low * n >> 32) >> 32


def normal_quantile(p):
    """Return the normal quantile by AS 241, PPND7 (Wichura 1988)."""
    q = p - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        up = ((59.109374720 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179
        down = ((67.187563600 * r + 78.757757664) * r + 17.895169469) * r + 1.0
        return q * up / down
    r = math.sqrt(-math.log(p if q < 0 else 1.0 - p))
    if r <= 5.0:
        r -= 1.6
        up = ((0.17023821103 * r + 1.3067284816) * r + 2.7568153900) * r + 1.4234372777
        down = (0.12021132975 * r + 0.73700164250) * r + 1.0
    else:
        r -= 5.0
        up = ((0.017337203997 * r + 0.42868294337) * r + 3.0812263860) * r + 6.6579051150
        down = (0.012258202635 * r + 0.24197894225) * r + 1.0
    return math.copysign(up / down, q)


def gumbel(word):
    """Return the Gumbel quantile of a word, interpolated between knots."""
    in_a_tail = word < 1 << CUT or word >= 2**32 - (1 << CUT)
    step = 2.0**-24 if in_a_tail else 2.0**-12

    def knot(k):
        u = min(max(k * step, 2.0**-33), 1 - 2.0**-33)
        return -math.log(-math.log(u))

    k = math.floor(word / 2**32 / step)
    return knot(k) + (knot(k + 1) - knot(k)) * (word / 2**32 / step - k)


class Draws:
    """The draws of a seed: every one is a function of month, entity, purpose and index."""

    def __init__(self, seed):
        self.seed = seed

    def word(self, month, entity, purpose, index):
        return philox(self.seed, (month, entity, purpose, index))[0]

    def uniform(self, *key):
        return self.word(*key) / 2**32

    def shared_uniform(self, month, household, purpose):
        return philox(self.seed, (month, household >> 2, purpose, 0))[household & 3] / 2**32

    def normal(self, *key):
        return normal_quantile((self.word(*key) + 0.5) / 2**32)

    def pick(self, month, entity, purpose, index, n):
        words = philox(self.seed, (month, entity, purpose, index >> 1))
        return below(*(words[2:] if index & 1 else words[:2]), n)

    def keyed_order(self, numbers, purpose, index):
        return sorted(numbers, key=lambda n: (self.word(0, n, purpose, index), n))

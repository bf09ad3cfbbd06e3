"""The keyed random stream: every draw is a pure function of (seed, month, entity, purpose, index).

Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3",
SC11), checked against the vectors published with Random123. There is no state: the same household
draws the same luck in every world that shares a seed, whatever the engine, the order or the number
of workers. This is the only module with two bodies, one for Python's integers and one for the
compiler's uint64.
"""

from collections.abc import Callable
from enum import IntEnum
from typing import Any

from sim.compiled import overloaded, rule

_MASK = 0xFFFFFFFF
_M0, _M1 = 0xD2511F53, 0xCD9E8D57
_W0, _W1 = 0x9E3779B9, 0xBB67AE85


class Purpose(IntEnum):
    """What a draw is for. Values are part of a run's identity: never reuse or renumber one."""

    CONSIDER = 1  # does the household consider a move this month? (four households share one block)
    ORDER = 2  # place of a searching household in the month's queue
    CANDIDATE = 3  # which vacant home is the k-th one seen
    TASTE = 4  # Gumbel shock of a household for a dwelling
    APPEAL = 5  # appeal of a neighbourhood to a group
    QUALITY = 6  # quality of a dwelling (index 0) and of its block (index 1)
    LOTTERY = 7  # place of a qualifying household in the month's lottery for reserved homes
    ENFORCEMENT = 8  # does a quota's veto stand, or is the appeal granted?
    LAND = 9  # order in which blocks are left empty, and their sector
    TENURE = 10  # order in which dwellings become rental, and then vacant
    INCOME = 11  # income of an initial household
    PLACE = 12  # order in which initial households are placed
    TENANT = 13  # which household takes an initial private rental home
    STAY = 14  # months since move at the end of the burn-in
    PROJECT = 15  # order in which blocks of empty land are built, and cells within them
    ARRIVAL = 16  # which initial household an arrival resembles
    RESERVED_CANDIDATE = 17  # which vacant reserved home is the k-th one seen
    SITE = 18  # order in which cells are lived in, and households placed, where they relocate
    KIND = 19  # is a cell lived in (index 0), and by which group (1), where that is drawn by cell?
    TURN = 20  # which household acts next, where one is drawn at a time
    PARTNER = 21  # with whom it changes places
    WALK = 22  # heading (even index) and length (odd) of a step of a random walk
    TIE = 23  # order of homes that are equally good
    ACCEPT = 24  # is a move accepted that only has a chance?
    RESTLESS = 25  # does a satisfied household move all the same?
    THRESHOLD = 26  # a household's own threshold
    SHORTLIST = 27  # which home of a shortlist
    FOLLOW = 28  # does the household follow the relocation policy?
    RECOMMEND = 29  # is a free place recommended?
    SHUFFLE = 30  # an index by chance: households over the same homes
    RESAMPLE = 31  # an interval: households drawn anew with replacement
    BUILDING = 32  # age of the building of a block at the start
    PILOT = 33  # order in which neighbourhoods are drawn for a pilot
    ELSEWHERE = 34  # Gumbel shock of a household for living elsewhere
    LIFE = 36  # to how many of 64 households something happens this month, to which, and what
    CITIZENSHIP = 37  # is an initial household in a public home one of permanent residents?
    ZONING = 38  # does a project take part (0), pay (1), build elsewhere (2), give up (3)?
    WITHDRAWAL = 39  # does the landlord of a home that was left sell it?
    EVICTION = 40  # does a landlord end a contract that a cap cuts?


def philox(
    seed: int, month: int, entity: int, purpose: int, index: int
) -> tuple[int, int, int, int]:
    """Return four independent uniform integers in [0, 2**32).

    Parameters
    ----------
    seed : int
        The run's seed, 0 to 2**63 - 1: the key of the generator.
    month, entity, purpose, index : int
        The counter; each is taken modulo 2**32 (months of the burn-in are negative).
    """
    c0, c1, c2, c3 = month & _MASK, entity & _MASK, purpose & _MASK, index & _MASK
    k0, k1 = seed & _MASK, (seed >> 32) & _MASK
    for _ in range(10):
        p0, p1 = _M0 * c0, _M1 * c2
        c0, c1, c2, c3 = (p1 >> 32) ^ c1 ^ k0, p1 & _MASK, (p0 >> 32) ^ c3 ^ k1, p0 & _MASK
        k0, k1 = (k0 + _W0) & _MASK, (k1 + _W1) & _MASK
    return c0, c1, c2, c3


@overloaded(philox)
def _compiled_philox(numba: Any) -> Callable[..., Any]:
    """Return Numba's overload of `philox`: the same rounds on unsigned 64-bit words."""
    u64 = numba.uint64
    m0, m1, w0, w1, mask = u64(_M0), u64(_M1), u64(_W0), u64(_W1), u64(_MASK)
    shift = u64(32)

    def body(seed, month, entity, purpose, index):  # type: ignore[no-untyped-def]
        c0, c1 = u64(month) & mask, u64(entity) & mask
        c2, c3 = u64(purpose) & mask, u64(index) & mask
        k0, k1 = u64(seed) & mask, (u64(seed) >> shift) & mask
        for _ in range(10):
            p0, p1 = m0 * c0, m1 * c2
            c0, c1 = (p1 >> shift) ^ c1 ^ k0, p1 & mask
            c2, c3 = (p0 >> shift) ^ c3 ^ k1, p0 & mask
            k0, k1 = (k0 + w0) & mask, (k1 + w1) & mask
        return numba.int64(c0), numba.int64(c1), numba.int64(c2), numba.int64(c3)

    def overload(seed, month, entity, purpose, index):  # type: ignore[no-untyped-def]
        return body

    return overload


@rule
def word(seed: int, month: int, entity: int, purpose: int, index: int) -> int:
    """Return one uniform integer in [0, 2**32)."""
    return philox(seed, month, entity, purpose, index)[0]


@rule
def uniform(seed: int, month: int, entity: int, purpose: int, index: int) -> float:
    """Return a uniform float in [0, 1): an exact multiple of 2**-32."""
    return philox(seed, month, entity, purpose, index)[0] / 4294967296.0


@rule
def shared_uniform(seed: int, month: int, entity: int, purpose: int) -> float:
    """Return the entity's own uniform float of a block of four that neighbouring ids share."""
    words = philox(seed, month, entity >> 2, purpose, 0)
    return words[entity & 3] / 4294967296.0


@rule
def below(n: int, high: int, low: int) -> int:
    """Map the 64-bit draw (high, low) to 0 .. n - 1 by its upper product; 0 < n < 2**31."""
    return (high * n + ((low * n) >> 32)) >> 32


@rule
def pick(n: int, seed: int, month: int, entity: int, purpose: int, index: int) -> int:
    """Return a uniform integer in 0 .. n - 1, for 0 < n < 2**31; two picks share one block of
    draws."""
    return picked(n, philox(seed, month, entity, purpose, index >> 1), index)


@rule
def picked(n: int, words: tuple[int, int, int, int], index: int) -> int:
    """Return the pick of an index from the block of draws that it shares with its neighbour."""
    if index & 1:
        return below(n, words[2], words[3])
    return below(n, words[0], words[1])


@rule
def gumbel(draw: int, table: Any) -> float:
    """Return the standard Gumbel quantile of a 32-bit draw by linear interpolation in `table`.

    `table` is `sim.portable.gumbel_table()`, as a list or a float64 array.
    """
    top = draw >> 20
    rest = draw & 1048575
    if top == 0:
        k = 4097 + (rest >> 8)
        part = (rest & 255) / 256.0
    elif top == 4095:
        k = 8194 + (rest >> 8)
        part = (rest & 255) / 256.0
    else:
        k = top
        part = rest / 1048576.0
    value: float = table[k] + (table[k + 1] - table[k]) * part
    return value

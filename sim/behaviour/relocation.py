"""Where may a household relocate, how likely, and does it accept? Scalar rules, written once."""

from sim.behaviour.switches import Switches
from sim.compiled import rule
from sim.config.choices import (
    AFFORDABLE,
    ALL_HAPPY,
    ANY,
    BETTER,
    CHEBYSHEV,
    LOGIT,
    LOGIT_CHOICE,
    MANHATTAN,
    MOST_IMPROVEMENT,
    NOBODY_MOVED,
    NOT_WORSE,
    SATISFIED_THERE,
)
from sim.portable import exp, log

QUARTER_TURN = 1.5707963267948966


@rule
def at_rest(unhappy: int, moved: int, p: Switches) -> bool:
    """Return whether a city stays as it is from now on, by `rules.stop`, after a month in which so
    many moved and after which so many are not satisfied."""
    if p.stop == ALL_HAPPY:
        return unhappy == 0
    return p.stop == NOBODY_MOVED and moved == 0


@rule
def apart(a: int, b: int, side: int, torus: bool) -> int:
    """Return how many cells lie between two rows (or columns), the short way round on a torus."""
    gap = a - b if a > b else b - a
    if torus and side - gap < gap:
        gap = side - gap
    return gap


@rule
def distance_squared(down: int, right: int, p: Switches) -> int:
    """Return the square of a distance by `rules.distance`, in cells: whole, so ties are ties."""
    if p.distance == MANHATTAN:
        return (down + right) * (down + right)
    if p.distance == CHEBYSHEV:
        return down * down if down > right else right * right
    return down * down + right * right


@rule
def distance_between(a: int, b: int, p: Switches) -> int:
    """Return the square of the distance between two cells."""
    down = apart(a // p.cols, b // p.cols, p.rows, p.torus)
    return distance_squared(down, apart(a % p.cols, b % p.cols, p.cols, p.torus), p)


@rule
def relevance(cell: int, p: Switches) -> float:
    """Return the relevance of a cell, which falls with the square of its distance from the centre.

    side / max(distance, floor)^2, Euclidean and from the middle of the grid; floor = side / 10
    (Gambetta, Mauro and Pappalardo 2023, Scientific Reports 13).
    """
    down, right = 2 * (cell // p.cols) - p.rows + 1, 2 * (cell % p.cols) - p.cols + 1
    far = (down * down + right * right) / 4.0
    side = p.rows if p.rows > p.cols else p.cols
    least = p.relevance_floor * p.relevance_floor
    return side / (far if far > least else least)


@rule
def power(x: float, exponent: float) -> float:
    """Return a positive number to any power."""
    if exponent == 0.0:
        return 1.0
    return exp(exponent * log(x))


@rule
def pull(home: int, cell: int, p: Switches) -> float:
    """Return relevance^alpha x distance^beta: how strongly a vacancy draws a household."""
    far = distance_between(home, cell, p)
    weight = power(relevance(cell, p), p.relevance_power)
    return weight * power(far * 1.0, 0.5 * p.distance_power)


@rule
def compares(p: Switches) -> bool:
    """Return whether it matters to a household what its present home is worth to it."""
    return p.acceptance == BETTER or p.acceptance == NOT_WORSE or p.acceptance == LOGIT


@rule
def acceptable(before: float, after: float, content: bool, satisfied: bool, p: Switches) -> bool:
    """Return whether a household would take a home, if it could and luck is not asked.

    Parameters
    ----------
    before, after : float
        What the present home and the other one are worth to it.
    content, satisfied : bool
        Whether it is satisfied in the present home, and would be in the other one.

    Notes
    -----
    Where satisfied households move now and then, one of them needs no better home, only one that is
    as good (Hatna and Benenson 2012, Journal of Artificial Societies and Social Simulation 15(1)6).
    """
    if p.acceptance == ANY or p.acceptance == LOGIT:
        return True
    if p.acceptance == NOT_WORSE:
        return after >= before
    if p.acceptance == SATISFIED_THERE or p.acceptance == AFFORDABLE:
        return satisfied
    if p.happy_moves > 0.0 and content:
        return after >= before
    return after > before


@rule
def may_stay(p: Switches) -> bool:
    """Return whether the present home is among those that a household compares.

    Only where the best is sought: nothing else is as near, and nothing has been lived in longer.
    """
    best = p.search == MOST_IMPROVEMENT and p.acceptance == NOT_WORSE
    return best or p.search == LOGIT_CHOICE


@rule
def can_afford(poorer: int, neighbours: int, p: Switches) -> bool:
    """Return whether a household is not poorer than enough of the neighbours to be.

    `poorer` of them have no higher income. Sahasranaman and Jensen (2016), PLoS ONE 11(11):
    e0166960.
    """
    return poorer * p.afford_of >= p.afford * neighbours


@rule
def logit(gain: float, temperature: float) -> float:
    """Return the probability 1 / (1 + exp(-gain / T)); at T = 0 whether there is a gain."""
    if temperature <= 0.0:
        return 1.0 if gain > 0.0 else 0.5 if gain == 0.0 else 0.0
    return 1.0 / (1.0 + exp(-gain / temperature))


@rule
def sine(x: float) -> float:
    """Return the sine of an angle from 0 to a quarter turn, to about 1e-15."""
    y = x * x
    total = y * (1 / 355687428096000 + y * (-1 / 121645100408832000))
    total = 1 / 6227020800 + y * (-1 / 1307674368000 + total)
    total = -1 / 5040 + y * (1 / 362880 + y * (-1 / 39916800 + y * total))
    return x * (1.0 + y * (-1 / 6 + y * (1 / 120 + y * total)))


@rule
def step_of_walk(heading: float, length: float) -> tuple[float, float]:
    """Return how far a step leads down and to the right; `heading` in turns, 0 to 1."""
    quarter = int(4.0 * heading)
    part = 4.0 * heading - quarter
    down, right = sine(QUARTER_TURN * part), sine(QUARTER_TURN * (1.0 - part))
    if quarter == 1:
        down, right = right, -down
    elif quarter == 2:
        down, right = -down, -right
    elif quarter == 3:
        down, right = -right, down
    return length * down, length * right


@rule
def cell_at(place: float, side: int, torus: bool) -> int:
    """Return the row (or column) at a place, -1 beyond the edge of a bounded city."""
    place += 0.5
    whole = int(place)
    if place < whole:  # int() cuts towards zero
        whole -= 1
    if torus:
        return whole % side
    return whole if 0 <= whole < side else -1

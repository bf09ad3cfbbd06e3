"""The plain rule, Schelling's own: whoever is not satisfied takes a random vacancy, whatever it is
like. Its loop is compiled for these switches."""

from collections.abc import Callable
from typing import Any

from sim.behaviour.switches import Switches
from sim.compiled import overloaded
from sim.config.choices import (
    ANY,
    NEVER,
    RANDOM_ORDER,
    RANDOM_VACANCY,
    SATISFIED,
    TWO_TRAITS,
    UNHAPPY,
)
from sim.engines.kernel.constants import knowing

PLAIN: dict[str, Any] = {
    "isolated_avoided": False,
    "count_empty": False,
    "sees_itself": NEVER,
    "sees_start": False,
    "zonal": False,
    "activation": RANDOM_ORDER,
    "movers": UNHAPPY,
    "happy_moves": 0.0,
    "search": RANDOM_VACANCY,
    "recommended": False,
    "tied_homes": False,
    "acceptance": ANY,
    "tracked": False,
    "sees_income": False,
}


def plain(p: Switches) -> bool:
    """Return whether these are switches of the plain rule."""
    same = all(getattr(p, name) == value for name, value in PLAIN.items())
    return same and p.sample <= 1 and p.score != TWO_TRAITS


def plainly(p: Switches) -> Switches:
    """Return switches of the plain rule as the compiler may know them; what any home is worth does
    not matter to it."""
    return p._replace(score=SATISFIED, **PLAIN)


@overloaded(plainly)
def _compiled_plainly(numba: Any) -> Callable[..., Any]:
    return knowing(numba, {"score": SATISFIED, **PLAIN})

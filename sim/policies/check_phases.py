"""What every policy owes its users while it is phased in: place after place, in the keyed order."""

from collections.abc import Mapping
from typing import Any

from sim.draws import Purpose
from sim.policies.base import Policy
from sim.policies.check_levers import at_rest, calendar_of, differing
from sim.state import keyed

START_MONTH, MONTHS, AFTER = 3, 4, 3  # first month, months of the phase-in, months watched after it


def check_phases(policy: type[Policy], parameters: Mapping[str, Any]) -> None:
    """Check the levers of a policy that is phased in, month by month.

    In each month they are those of the policy in the places that it has reached; the calendar says
    that they may turn; nothing moves before the start. A phase-in of no months, or of one, is none.

    Raises
    ------
    AssertionError
        Naming the policy, the month and the levers.
    """
    name, last = policy.name, START_MONTH + MONTHS + AFTER
    given = {**parameters, "start": START_MONTH, "stop": None}
    phased = calendar_of({name: {**given, "phase_in": MONTHS}})
    count = phased.neighbourhoods
    order = keyed.order(range(count), 1, Purpose.PILOT).tolist()
    if parameters.get("places") is not None:
        order = [place for place in order if place in parameters["places"]]
    whole = calendar_of({name: given})
    for none in (0, 1):
        other = calendar_of({name: {**given, "phase_in": none}})
        for month in range(1, last):
            moved = differing(whole.levers(month), other.levers(month))
            assert not moved, f"{name}: a phase-in of {none} months moves {', '.join(moved)}"
    before = at_rest(phased)
    for month in range(1, last):
        levers, expected = phased.levers(month), at_rest(phased)
        number = -(-(month - START_MONTH + 1) * len(order) // MONTHS)
        if number >= len(order):
            expected = whole.levers(month)
        elif month >= START_MONTH:
            here = {**given, "places": sorted(order[:number])}
            expected = calendar_of({name: here}).levers(month)
        others = ", ".join(differing(levers, expected))
        assert not others, f"{name}: phased in, it moves {others} elsewhere in month {month}"
        told = phased.turns(month) or not differing(levers, before)
        assert told, f"{name}: phased in, it moves levers in month {month} and does not say so"
        before = levers

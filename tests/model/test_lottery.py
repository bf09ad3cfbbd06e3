"""One renter, one reserved and one other vacant home: what the lottery's choice is worth."""

import math

import pytest

import sim.state.columns as c
from sim.burn_in import Start
from sim.city import City
from sim.engines.flows import MOVED, REFUSED
from tests.model.tiny import INCOME, RENT, cell_of, tiny_city

#        0 1 2
BLOCK = "a . . a a a a a a a"
SEARCHER, RESERVED_HOME, OPEN_HOME = 0, 1, 2
RESERVED_RENT = 90_000  # cents a month
WANTS = {"quality": 1.0, "cost": 2.0}


def city_of(engine, *, attachment, reserved_quality, highest_income=INCOME):
    """Return a city of renters in which only the one in the corner may look for a home."""
    preferences = WANTS | {"attachment_renter": attachment}
    city = tiny_city([BLOCK], engine=engine, tenure="private", preferences=preferences)
    state, cell = city.state, cell_of(0, RESERVED_HOME, 1)
    c.unlist_vacancy(state, cell)
    state.dwellings.reserved_until[cell] = 400
    state.dwellings.reserved_income[cell] = highest_income
    state.dwellings.reserved_rent[cell] = RESERVED_RENT
    c.list_vacancy(state, cell)
    state.dwellings.quality[cell] = reserved_quality
    state.dwellings.quality[cell_of(0, OPEN_HOME, 1)] = -500
    state.households.dwelling[1:] = -1  # alone in the city
    state.dwellings.household[1:] = -1
    return City(city.config, 1, start=Start(state, float("nan")))


def expected_utility(*, attachment, reserved_quality=None):
    stay = attachment - 2.0 * RENT / INCOME
    others = [-0.5 - 2.0 * RENT / INCOME]
    if reserved_quality is not None:
        others.append(reserved_quality / 1000 - 2.0 * RESERVED_RENT / INCOME)
    return math.log(sum(math.exp(value) for value in [stay, *others]))


@pytest.mark.parametrize("engine", ["kernel", "reference"])
@pytest.mark.parametrize(("attachment", "quality", "moves"), [(0.0, 20_000, 1), (30.0, 200, 0)])
def test_winners_and_others_are_judged_over_the_same_homes(engine, attachment, quality, moves):
    """Present, reserved and open home count for one who moves into the reserved home, and for one
    who looks at both and stays."""
    city = city_of(engine, attachment=attachment, reserved_quality=quality)
    city.step()
    assert city.flows.events[MOVED].sum() == moves
    assert int(city.flows.taken[c.RESERVED]) == moves
    wanted = expected_utility(attachment=attachment, reserved_quality=quality)
    assert city.flows.utility.sum() == pytest.approx(wanted, abs=1e-9)
    assert city.flows.deciders.sum() == 1  # it considers a move every month: it stands for itself


@pytest.mark.parametrize("engine", ["kernel", "reference"])
def test_a_reserved_home_for_lower_incomes_is_no_choice(engine):
    city = city_of(engine, attachment=3.0, reserved_quality=20_000, highest_income=INCOME - 1)
    city.step()
    assert int(city.flows.taken[c.RESERVED]) == 0
    assert city.flows.utility.sum() == pytest.approx(expected_utility(attachment=3.0), abs=1e-9)
    assert city.flows.events[REFUSED].sum() == 0

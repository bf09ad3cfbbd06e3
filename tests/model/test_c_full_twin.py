"""The C twin of the housing market, a third writing of it: the same draws, flows and last state."""

import sys
from pathlib import Path

import numpy as np
import pytest

import sim

ENGINE = Path(__file__).resolve().parents[2] / "experiments" / "benchmarks" / "engine"
sys.path.insert(0, str(ENGINE))

from full_twin import FullTwin  # noqa: E402
from program import compiler  # noqa: E402

pytestmark = pytest.mark.skipif(compiler() is None, reason="no C compiler on the path")

TOWN = ["city=singapore", "city.initial=random", "city.size=[60,60]", "market.project_rate=0"]
QUOTA, NONE = "policy=ethnic_quota", "policy=none"
OFTEN = ["rules.consider_owner=6", "rules.consider_renter=6"]
STRESS = ["market.rent_growth=0.3", "market.max_monthly_change=0.1"]
CASES = {
    "the default market under a quota": [QUOTA],
    "many search": [QUOTA, *OFTEN, "rules.minimum_occupation=0"],
    "everybody decides": [
        *(QUOTA, "rules.consider_owner=12", "rules.consider_renter=12"),
        "rules.minimum_occupation=0",
    ],
    "rents displace": [NONE, *STRESS],
    "rents displace under a quota, on a torus": [QUOTA, *STRESS, "rules.torus=true"],
    "half of the vetoes stand": [QUOTA, *OFTEN, "policy.ethnic_quota.enforcement=0.5"],
    "blind search in all sectors": [QUOTA, *OFTEN, "rules.search=blind", "rules.sectors_open=all"],
    "lasting tastes in an inverted u": [
        *(QUOTA, *OFTEN),
        *("preferences.shock=persistent", "preferences.taste=inverted_u"),
    ],
    "tastes with a threshold, an uneven grid": [
        *(NONE, *OFTEN, "preferences.taste=threshold", "city.size=[60,80]", "city.block=5"),
    ],
}


def city_of(words: list[str], seed: int) -> sim.City:
    return sim.City(sim.compose(*TOWN, *words, "metrics=none", "months=1000"), seed=seed)


@pytest.mark.parametrize("seed", [1, 2**40 + 7])
@pytest.mark.parametrize("case", CASES)
def test_the_twin_lives_the_same_months(case, seed):
    city = city_of(CASES[case], seed)
    with FullTwin(city) as twin:
        for months in (1, 2, 9, 36):
            for _ in range(months):
                city.step()
            twin.live(months)
            state, flows = twin.last()
            assert state.clock[0] == city.month
            for name, counted in flows.items():
                assert np.array_equal(counted, getattr(city.flows, name)), name
            assert twin.state_hash() == city.state_hash()


def test_the_twin_counts_who_looks_for_a_home():
    city = city_of(CASES["many search"], 1)
    with FullTwin(city) as twin:
        city.step()
        assert twin.live(1).decisions == city.flows.events[0].sum() > 100


def test_displacement_is_among_the_cases():
    city = city_of(CASES["rents displace"], 1)
    for _ in range(48):
        city.step()
    assert city.state.arrivals.sum() > 20


@pytest.mark.parametrize(
    "word, name",
    [
        ("market=full", "market.arrivals"),
        ("market.project_rate=0.01", "market.project_rate"),
        ("policy=rent_cap/california_ab1482", "policy"),
        ("policy.ethnic_quota.counts=monthly", "policy.ethnic_quota.counts"),
    ],
)
def test_what_the_twin_does_not_know_is_refused_by_name(word, name):
    city = city_of([QUOTA, word], 1)
    with pytest.raises(ValueError, match=name.replace(".", r"\.")):
        FullTwin(city)


@pytest.mark.slow
@pytest.mark.parametrize("side", [1000, 2000])
def test_large_cities_end_in_the_same_state(side):
    city = city_of([*CASES["everybody decides"], f"city.size=[{side},{side}]"], 1)
    with FullTwin(city) as twin:
        for _ in range(3):
            city.step()
        twin.live(3)
        assert twin.state_hash() == city.state_hash()

"""The C twins, a third writing of the rules: the same draws, the same last state."""

import sys
from pathlib import Path

import pytest

import sim

ENGINE = Path(__file__).resolve().parents[2] / "experiments" / "benchmarks" / "engine"
sys.path.insert(0, str(ENGINE))

from program import compiler  # noqa: E402
from twin import Twin  # noqa: E402

pytestmark = pytest.mark.skipif(compiler() is None, reason="no C compiler on the path")

MESA, JULIA = "published/mesa_example", "published/juliadynamics_comparison"
CASES = {
    "the shipped example": (MESA, []),
    "a larger one": (MESA, ["city.size=[100,100]"]),
    "not square, on a torus": (MESA, ["city.size=[23,41]", "rules.torus=true"]),
    "half empty": (MESA, ["paper.density=0.5", "paper.homophily=0.6"]),
    "one in twenty empty": (MESA, ["city.size=[60,60]", "paper.density=0.95"]),
    "hardly a home empty": (MESA, ["paper.density=0.997"]),
    "an unequal third": (MESA, ["paper.minority_pc=0.33", "paper.radius=2"]),
    "nobody is ever satisfied": (MESA, ["paper.homophily=1.0", "preferences.at_equality=unhappy"]),
    "alone and content": (MESA, ["paper.density=0.1", "preferences.isolated=happy"]),
    "the small comparison": (JULIA, []),
    "the large comparison": (JULIA, ["paper.case=large"]),
    "the comparison, known at the start": (JULIA, ["rules.decided=at_start"]),
}


def city_of(experiment: str, words: list[str], seed: int) -> sim.City:
    words = [f"experiment={experiment}", *words, "metrics=none", "months=1000"]
    return sim.City(sim.compose(*words), seed=seed)


@pytest.mark.parametrize("seed", [1, 2, 2**40 + 7])
@pytest.mark.parametrize("case", CASES)
def test_the_schelling_twin_ends_in_the_same_state(case, seed):
    city = city_of(*CASES[case], seed)
    with Twin(city) as twin:
        turns = 0
        for months in (1, 2, 5, 12):
            while city.month < months and city.running:
                city.step()
                turns += int(city.flows.tried.sum())
            lived = twin.live(months)
            assert lived.months == city.month
            assert lived.turns == turns
            assert lived.unhappy == city.flows.unhappy.sum()
            assert twin.state_hash() == city.state_hash()


def test_another_seed_is_another_state():
    city, other = (city_of(*CASES["the shipped example"], seed) for seed in (1, 2))
    with Twin(city) as twin:
        twin.live(3)
        for _ in range(3):
            other.step()
        assert twin.state_hash() != other.state_hash()


def test_what_the_twin_does_not_know_is_refused_by_name():
    city = city_of(MESA, ["rules.search=nearest"], 1)
    with pytest.raises(ValueError, match=r"rules\.search"):
        Twin(city)


@pytest.mark.slow
@pytest.mark.parametrize("side", [1000, 2000])
def test_large_cities_end_in_the_same_state(side):
    city = city_of(MESA, [f"city.size=[{side},{side}]"], 1)
    with Twin(city) as twin:
        lived = twin.live(12)
        for _ in range(12):
            city.step()
        assert lived.unhappy == city.flows.unhappy.sum()
        assert twin.state_hash() == city.state_hash()

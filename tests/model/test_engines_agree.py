"""The two engines live the same life: equal state hash and equal flows at every month."""

import dataclasses

import numpy as np
import pytest
from hypothesis import HealthCheck, event, given, seed, settings
from hypothesis import strategies as st

from sim.burn_in import burned_in
from sim.city import City
from tests.model.cities import QUOTA, built, town, with_engine
from tests.model.strategies import LAST_MONTH, SEEDS, configs

PARTS, EXAMPLES = 4, 25  # 100 examples in the default suite, in parts that share two cores
SLOW_PARTS, SLOW_EXAMPLES = 20, 100  # 2,000 behind the slow marker
CALM = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


def same_flows(one: City, other: City) -> None:
    for name, mine, theirs in zip(one.flows._fields, one.flows, other.flows, strict=True):
        assert np.array_equal(mine, theirs), f"{name} differs in month {one.month}"


def same_month(one: City, other: City) -> None:
    same_flows(one, other)
    assert one.life.homes_built == other.life.homes_built
    assert one.state_hash() == other.state_hash(), f"month {one.month}"


def agree(config, number: int) -> None:
    kernel = built(with_engine(config, "kernel"), number)
    reference = built(with_engine(config, "reference"), number)
    same_month(kernel, reference)
    total = np.zeros_like(kernel.flows.events[:, 0, 0])
    for _ in range(LAST_MONTH):
        kernel.step()
        reference.step()
        same_month(kernel, reference)
        total += kernel.flows.events.sum(axis=(1, 2))
    for what, place in (("moves", 1), ("refusals", 2), ("forced", 3), ("displaced", 4)):
        event(f"{what}: {bool(total[place])}")


def check_part(part: int, examples: int) -> None:
    @seed(part)
    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=CALM)
    @given(config=configs(), number=SEEDS)
    def run(config, number):
        agree(config, number)

    run()


@pytest.mark.parametrize("part", range(PARTS))
def test_engines_agree_month_by_month(part):
    check_part(part, EXAMPLES)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(SLOW_PARTS))
def test_engines_agree_month_by_month_on_many_cities(part):
    check_part(1000 + part, SLOW_EXAMPLES)


ZONING = {"smallest_project": 1, "set_aside": 0.5, "term_years": 1.0, "income_share": 1.0}
CAP = {"growth": 0.1, "cap": 0.02, "vacancy_decontrol": False}
LAW = {"fixed": 0.0, "exempt_years": 1.0, "oldest_years": 3.0, "vacancy_decontrol": False}
LANDLORDS = {"fixed": 0.0, "withdrawal": 0.3, "eviction": 0.4}


FEES = {"fee_share": 0.5, "fee_per_home": 2.0, "off_site_share": 0.5, "off_site_ratio": 0.2}
BANDS = [
    {"share": 0.4, "income_share": 0.4, "rent_burden": 0.3},
    {"share": 0.6, "income_share": 1.2, "rent_burden": 0.2},
]
BUILDING = {"supply": "developers", "construction_months": 4, "construction_cost": 0.4}
REBUILDING = BUILDING | {"construction_cost": 0.0, "developer_return": -0.5, "prices": "asking"}
REBUILDING |= {"redevelopment_years": 20.0, "redevelopment_notice": 3}


@pytest.mark.parametrize(
    "zoning",
    [{}, {"bands": BANDS, "term_restarts": True}, FEES, {"mandatory": False}],
    ids=["plain", "bands", "fees", "voluntary"],
)
@pytest.mark.parametrize(
    "market",
    [{"project_rate": 1.0}, BUILDING, REBUILDING],
    ids=["programme", "developers", "redevelopment"],
)
def test_engines_agree_on_what_is_built(market, zoning):
    config = town(
        policy={"inclusionary_zoning": ZONING | zoning},
        city={"empty_land": 0.4},
        market=market,
    )
    cities = [City(with_engine(config, engine), 5) for engine in ("kernel", "reference")]
    for _ in range(24):
        for city in cities:
            city.step()
        same_month(*cities)
        assert cities[0].life.supply.told == cities[1].life.supply.told
    series = cities[0].series()
    assert series["homes_built"][-1] > 50
    assert series["reserved_lettings"].sum() > 0
    assert np.array_equal(series["reserved_saved"], cities[1].series()["reserved_saved"])


@pytest.mark.parametrize("start", ["random", "segregated"])
@pytest.mark.parametrize(
    "policy",
    [
        {"ethnic_quota": QUOTA},
        {"ethnic_quota": {"limits": [QUOTA["limits"][0] | {"block": {}}]}},
        {"ethnic_quota": QUOTA | {"counts": "monthly", "enforcement": 0.8}},
        {"inclusionary_zoning": ZONING},
        {"rent_growth": CAP},
        {"rent_cap": LAW},
        {"rent_cap": LANDLORDS},
        {
            "ethnic_quota": QUOTA,
            "inclusionary_zoning": ZONING,
            "rent_cap": LAW,
            "rent_growth": CAP,
        },
    ],
    ids=[
        "quota",
        "neighbourhood limits only",
        "monthly quota",
        "zoning",
        "cap",
        "law",
        "landlords",
        "all",
    ],
)
def test_engines_agree_where_policies_bite(policy, start):
    config = town(policy=policy, city={"initial": start}, market={"rent_growth": 0.1})
    cities = [City(with_engine(config, engine), 5) for engine in ("kernel", "reference")]
    for _ in range(30):
        for city in cities:
            city.step()
        same_month(*cities)


@settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=CALM)
@given(config=configs(), number=SEEDS, months=st.sampled_from([5, 12, 121]))
def test_engines_agree_from_a_burned_in_start(config, number, months):
    built(config, number)
    burn_in = dataclasses.replace(config.city.burn_in, months=months, policy=config.policy)
    city = dataclasses.replace(config.city, initial="burned_in", burn_in=burn_in)
    config = dataclasses.replace(config, city=city)
    starts = [burned_in(with_engine(config, engine), number) for engine in ("kernel", "reference")]
    assert np.array_equal(starts[0].drift, starts[1].drift, equal_nan=True)
    kernel = City(with_engine(config, "kernel"), number, start=starts[0])
    reference = City(with_engine(config, "reference"), number, start=starts[1])
    same_month(kernel, reference)
    for _ in range(6):
        kernel.step()
        reference.step()
        same_month(kernel, reference)


def test_most_drawn_configs_have_a_first_month():
    tried, refused = 0, 0

    @settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=CALM)
    @given(config=configs(), number=SEEDS)
    def run(config, number):
        nonlocal tried, refused
        from sim.state.initial import InfeasibleCity, initial_state

        tried += 1
        try:
            initial_state(config, number)
        except InfeasibleCity:
            refused += 1

    run()
    assert tried >= 60
    assert refused <= 0.2 * tried

"""Permanent residents, buy-back and minimum occupation: the engines agree, and limits are kept."""

import numpy as np
import pytest
from hypothesis import given

from sim.city import City
from sim.engines.flows import BOUGHT_BACK, KEPT
from tests.model.cities import (
    QUOTA,
    TOWN,
    built,
    hashes,
    owners_of_record,
    residents_on_record,
    town,
    with_engine,
)
from tests.model.strategies import LAST_MONTH, SEEDS, configs
from tests.model.test_engines_agree import same_month
from tests.model.test_invariants import check_city, check_kernel_books, examples, live

SHARES = {"ash": 0.2, "birch": 0.15, "cedar": 0.3}
MIXED = {
    name: group | {"permanent_residents": SHARES[name]}
    for name, group in TOWN["city"]["groups"].items()
}
LIMITS = {"permanent_residents": {"block": 30.0, "neighbourhood": 26.0}}
BOTH = {"limits": [QUOTA["limits"][0] | LIMITS]}
BUYING = {"buy_back_years": 0.25, "buy_back_months": 2, "buy_back_since": "2020-10-08"}


def mixed(start="random", **changes):
    """Return the town with permanent residents."""
    return town(city={"groups": MIXED, "initial": start}, **changes)


@pytest.mark.parametrize("start", ["random", "segregated"])
@pytest.mark.parametrize(
    "policy",
    [
        {"ethnic_quota": BOTH},
        {"ethnic_quota": {"limits": [{"since": "1989-03", **LIMITS}]}},
        {"ethnic_quota": BOTH | {"counts": "monthly", "enforcement": 0.8}},
        {"ethnic_quota": BOTH | BUYING | {"rental_block_points": 5.0}},
        {
            "ethnic_quota": BOTH | BUYING | {"counts": "monthly"},
            "minimum_occupation": {"months": 9},
        },
    ],
    ids=["both", "permanent residents only", "monthly", "buy-back", "occupation"],
)
def test_engines_agree_where_policies_bite(policy, start):
    config = mixed(start, policy=policy)
    cities = [City(with_engine(config, engine), 5) for engine in ("kernel", "reference")]
    refused, bought, kept = 0, 0, 0
    for _ in range(30):
        for city in cities:
            city.step()
            check_city(city)
        same_month(*cities)
        check_kernel_books(cities[0])
        deeds = cities[0].flows.deeds.sum(axis=(1, 2))
        bought, kept = bought + deeds[BOUGHT_BACK], kept + deeds[KEPT]
    refused = cities[0].series()["refusals"].sum()
    assert refused > 10
    assert (bought > 0) == ("buy_back_years" in policy["ethnic_quota"])
    assert (kept > 0) == ("minimum_occupation" in policy)


def check_residents_keep_their_limits(city, months):
    """Step; no unit within its limits passes them. Return the public homes taken by residents."""
    taken = 0
    for _ in range(months):
        before = [residents_on_record(city), owners_of_record(city)]
        homes = city.state.dwellings.record_citizenship.copy()
        city.step()
        after = [residents_on_record(city), owners_of_record(city)]
        tables = city.levers.tables
        limits = (tables.residents_block_limit, tables.residents_neighbourhood_limit)
        for level, limit in enumerate(limits):
            was, now = (
                10_000 * found[0][level] <= limit * found[1][level][:, -1]
                for found in (before, after)
            )
            broken = was & ~now & (limit < 10_000)
            assert not broken.any(), f"month {city.month}, units {np.flatnonzero(broken)}"
        taken += int((city.state.dwellings.record_citizenship > homes).sum())
    return taken


@examples(60)
@given(config=configs(), number=SEEDS)
def test_no_approved_sale_passes_a_limit_on_permanent_residents(config, number):
    config = live(config)
    if config is not None:
        check_residents_keep_their_limits(built(config, number), LAST_MONTH)


@pytest.mark.parametrize("start", ["random", "segregated"])
def test_no_approved_sale_passes_a_limit_where_limits_bind(start):
    city = City(mixed(start, policy={"ethnic_quota": BOTH}, months=60), 3)
    assert check_residents_keep_their_limits(city, 60) > 20


def test_a_granted_appeal_does_pass_a_limit():
    """The tests above can fail."""
    policy = {"ethnic_quota": BOTH | {"enforcement": 0.5}}
    with pytest.raises(AssertionError):
        check_residents_keep_their_limits(City(mixed(policy=policy), 3), 60)


def test_without_permanent_residents_their_limits_change_nothing():
    plain = town(policy={"ethnic_quota": QUOTA})
    assert hashes(plain) == hashes(town(policy={"ethnic_quota": BOTH}))


def test_without_limits_of_their_own_permanent_residents_live_as_anybody():
    """The same households move to the same homes; only the columns of citizenship differ."""
    cities = [
        City(config, 1)
        for config in (town(policy={"ethnic_quota": QUOTA}), mixed(policy={"ethnic_quota": QUOTA}))
    ]
    for _ in range(12):
        for city in cities:
            city.step()
        one, other = (city.state for city in cities)
        assert np.array_equal(one.households.dwelling, other.households.dwelling)
        assert np.array_equal(one.dwellings.record, other.dwellings.record)
    assert other.households.citizenship.any() and not one.households.citizenship.any()


def test_their_limits_bind():
    one, other = (
        City(mixed(policy={"ethnic_quota": quota}, months=24), 3).run() for quota in (QUOTA, BOTH)
    )
    assert one.state_hash() != other.state_hash()
    assert other.series()["refusals"].sum() > one.series()["refusals"].sum()


def test_shares_are_drawn_by_group_and_by_key():
    city = City(town(city={"groups": MIXED, "size": [120, 120]}), 1)
    people = city.state.households
    for g, share in enumerate(SHARES.values()):
        here = (people.group == g) & (people.market < 2)
        drawn, number = people.citizenship[here].mean(), here.sum()
        assert abs(drawn - share) < 4 * (share * (1 - share) / number) ** 0.5
    again = City(town(city={"groups": MIXED, "size": [120, 120]}), 1).state.households
    assert np.array_equal(people.citizenship, again.citizenship)


def test_homes_bought_back_are_no_longer_sold_homes():
    """What the board buys leaves the homes ever sold; a sale of it adds it again, with no seller.

    In every month: sold now = sold before - bought + first sales.
    """
    city = City(mixed(policy={"ethnic_quota": BOTH | BUYING}, months=40), 4)
    seen = 0
    for _ in range(40):
        homes = city.state.dwellings
        never = homes.record < 0
        sold = int((~never).sum())
        city.step()
        bought = int(city.flows.deeds[BOUGHT_BACK].sum())
        resales = int(city.flows.sales.sum())
        first = int(city.flows.taken[0]) - resales
        rented = int(
            ((city.state.dwellings.record >= 0) & never)[city.state.dwellings.rental == 1].sum()
        )
        assert int((city.state.dwellings.record >= 0).sum()) == sold - bought + first + rented
        seen += bought
    assert seen > 3
    series = city.series()
    assert series["bought_back"].sum() == seen
    assert series["buy_back_paid"].sum() > 0
    by_group = sum(series[f"buy_back_paid.{name}"] for name in MIXED)
    assert np.array_equal(series["buy_back_paid"], by_group)

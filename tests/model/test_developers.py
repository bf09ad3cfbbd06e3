"""Developers against projects worked by hand, and what must hold of them in every city."""

from pathlib import Path

import numpy as np
import pytest
import yaml

import sim.state.columns as c
from sim.burn_in import Start
from sim.city import City
from sim.config.convert import typed_policies
from sim.config.validate import validate
from sim.engines.flows import DISPLACED, FORCED
from sim.market.developers import Developers
from sim.policies import REGISTRY
from sim.policies.base import Setting
from sim.policies.levers import resting
from sim.state.initial import initial_state
from tests.model.cities import merged, town, with_engine
from tests.model.tiny import BASE, tiny_city

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "developers.yaml").read_text())
RULE = {"set_aside": 0.25, "density_bonus": 0.0, "smallest_project": 1}


def cases(part):
    return pytest.mark.parametrize("case", [pytest.param(k, id=k["why"]) for k in CASES[part]])


def empty_city(market):
    """Return a config and a state: one block of ten public homes, the others empty land."""
    market = dict(market)
    empty = market.pop("empty", 3)
    city = {
        "size": [2, 5 * (empty + 1)],
        "empty_land": empty / (empty + 1),
        "rent_spread": 0.0,
        "groups": {"a": {"share": 1.0, "quota_class": "a"}},
        "public": {"vacancy_owned": 0.1},
        "private": {"rent": 100.0},
    }
    costs = {"land_cost": 0.4, "construction_cost": 0.6, "developer_return": 0.0}
    costs |= {"price_yield": 0.12, "project_homes": 8, "most_projects": 1, "supply": "developers"}
    config = validate(merged(BASE, {"city": city, "market": {**costs, **market}}))
    state = initial_state(config, 1)
    state.households.income[:] = 50_000
    return config, state


def set_asides(rule, blocks):
    levers = resting(blocks, 1, 1)
    policy = typed_policies({"inclusionary_zoning": RULE | rule}, "policy")
    setting = Setting("2020-07", ["a"], np.zeros(blocks, np.int32), 1)
    REGISTRY["inclusionary_zoning"].apply(levers, policy["inclusionary_zoning"], setting)
    return levers.set_asides


@cases("months")
def test_month(case):
    config, state = empty_city(case.get("market", {}))
    state.rent_level[:] = round(c.LEVEL_ONE * case.get("level", 1.0))
    rules = set_asides(case["rule"], 4) if "rule" in case else []
    developers = Developers(config, state, 1)
    assert developers.build(state, rules, 1) == (0, 0)
    told = developers.told
    assert told["projects_begun"] == case["begun"]
    assert told["projects_unprofitable"] == case.get("looked", 0)
    assert told["projects_stopped_by_rules"] == case.get("stopped", 0)
    wanted = case.get("homes", 0) + case.get("elsewhere", 0)
    assert told["homes_under_construction"] == wanted == int(state.sites.homes.sum())
    kept = case.get("reserved", 0) + case.get("elsewhere", 0)
    assert int(state.sites.reserved.sum()) == kept
    assert int((state.dwellings.reserved_until >= 0).sum()) == kept
    assert int(state.sites.fund[0]) == 100 * case.get("fund", 0)
    if "elsewhere" in case:
        assert sorted(state.sites.homes.tolist())[-2:] == [case["elsewhere"], case["homes"]]


@cases("courses")
def test_course(case):
    config, state = empty_city(case["market"])
    developers = Developers(config, state, 1)
    found = {name: [] for name in ("begun", "building", "market_homes", "reserved_homes")}
    for month in range(1, len(case["begun"]) + 1):
        holds = case.get("from", 1) <= month < case.get("until", 1000) and "rule" in case
        market, reserved = developers.build(
            state, set_asides(case["rule"], 4) if holds else [], month
        )
        found["begun"].append(developers.told["projects_begun"])
        found["building"].append(developers.told["homes_under_construction"])
        found["market_homes"].append(market)
        found["reserved_homes"].append(reserved)
    assert found == {name: case[name] for name in found}
    assert int(state.vacancies.length[c.PRIVATE_RENTAL]) == sum(case["market_homes"])
    assert int(state.vacancies.length[c.RESERVED]) == sum(case["reserved_homes"])
    assert not state.sites.finish.any() or state.sites.homes.any()
    if "last_month" in case:
        until = state.dwellings.reserved_until
        assert set(until[until >= 0].tolist()) == {case["last_month"]}


def old_city(blocks, engine="reference", contract=450, **market):
    """Return a city of rented homes in buildings of 40 years, all let below the market."""
    market = {"supply": "developers", "price_yield": 0.12, "land_cost": 0.0} | market
    market = {"developer_return": 0.0, "project_homes": 10, "redevelopment_years": 39.5} | market
    market = {"most_projects": 2} | market  # null would be the pace of ten homes: none
    given = {"engine": engine, "tenure": "private", "market": market}
    rules = {"consider_renter": 1e-9}
    made = tiny_city(blocks, city={"rent_spread": 0.0}, rules=rules, **given)
    made.config.city.private.rent = 1800.0  # what the homes of a tiny city are let for
    made.state.households.rent[:] = 100 * contract
    made.state.households.moved[:] = 0
    again = City(made.config, 1, start=Start(made.state, float("nan")))
    again.buildings.drawn[:] = 0.5  # of 80 years
    return again


@cases("redevelopments")
def test_redevelopment(case):
    market = {"construction_cost": case["cost"], "developer_return": case.get("return", 0.0)}
    market["redevelopment_years"] = case.get("years", 40.0)
    city = old_city(["a a a a a a a a a ."], contract=case["contract"], **market)
    city.buildings.drawn[:] = case.get("age", 480) / 960 + 1e-6
    state, developers = city.state, city.life.supply
    if "reserved" in case:
        state.dwellings.reserved_until[0] = 100
    rules = set_asides(case["rule"], 1) if "rule" in case else []
    developers.build(state, rules, 0)
    assert developers.told.get("buildings_given_notice", 0) == case["notice"]
    assert developers.told["projects_stopped_by_rules"] == case.get("stopped", 0)
    assert state.sites.clear.tolist() == [12 * case["notice"]]
    assert int(state.vacancies.length.sum()) == 1 - case["notice"]  # the vacant home is pulled down
    assert int((state.dwellings.sector == c.UNBUILT).sum()) == case["notice"]


@pytest.mark.parametrize(("engine", "homes"), [("kernel", 10), ("reference", 10), ("reference", 8)])
def test_households_under_notice_search_until_they_are_displaced(engine, homes):
    """Nine tenants, three vacant homes elsewhere, three months of notice, two of construction; of
    a project of eight homes the other two cells stay empty."""
    blocks = ["a a a a a a a a a .", "a a a a a a a . . ."]
    market = {"construction_cost": 0.6, "redevelopment_notice": 3, "construction_months": 2}
    market |= {"project_homes": homes, "developer_return": -0.5}
    city = old_city(blocks, engine, most_projects=1, **market)
    city.buildings.drawn[:] = [0.5, 0.0]
    city.step()
    assert city.state.sites.clear.tolist() == [4, 0]
    assert city.flows.events[FORCED].sum() == 3  # the others find nothing
    assert int((city.state.zones.block[city.state.dwellings.sector == c.UNBUILT] == 0).sum()) == 4
    for _ in range(2):
        city.step()
        assert city.flows.events[FORCED].sum() == city.flows.events[DISPLACED].sum() == 0
    city.step()
    assert city.flows.events[DISPLACED].sum() == 6
    assert city.flows.events[DISPLACED, 0, 2] == 6  # by group and fifth
    assert city.state.sites.clear.tolist() == [0, 0] and city.state.sites.finish.tolist() == [6, 0]
    assert not (city.state.dwellings.sector[city.state.zones.block == 0] >= 0).any()
    city.step()
    city.step()
    assert city.life.homes_built == (homes, 0)
    assert not city.state.sites.finish.any() and not city.state.sites.homes.any()
    assert city.buildings.finished[0] == 6
    city.step()
    assert city.state.households.strain.max() == 0


def test_owners_under_notice_bring_their_equity_and_search_too():
    """Owners do not consider a move here: that they find another home is due to the notice."""
    found = []
    for years in (None, 0.0):
        market = {**BUILDING, "construction_cost": 0.0, "land_cost": 0.0, "developer_return": -0.9}
        market |= {"redevelopment_years": years, "redevelopment_notice": 4, "most_projects": 1}
        rules = {"consider_owner": 0.0, "consider_renter": 0.0}
        private = {"rental": 0.0, "vacancy_owned": 0.2}
        config = town(market=market, rules=rules, city={"empty_land": 0.0, "private": private})
        city = City(with_engine(config, "reference"), 2)
        city.step()
        found.append(city.flows.events[FORCED].sum())
    assert found[0] == 0 and found[1] > 0


def test_every_case_has_its_reason():
    assert all(case["why"] for part in CASES.values() for case in part)


# In whole cities ----------------------------------------------------------------------------------

BUILDING = {
    "supply": "developers",
    "construction_months": 3,
    "project_homes": 12,
    "most_projects": 2,
}


def begun(months=12, policy=None, **market):
    """Return the projects begun in a town, month by month; rents do not answer to vacancy."""
    market = {"vacancy_response": 0.0, "rent_growth": 0.1, **BUILDING, **market}
    config = town(policy=policy or {}, market=market, city={"empty_land": 0.5}, months=months)
    return City(with_engine(config, "reference"), 1).run().series()


def test_a_higher_set_aside_never_begins_more():
    costs = {"construction_cost": 0.65, "land_cost": 0.25, "developer_return": 0.0}
    found = []
    for share in (0.0, 0.1, 0.2, 0.4, 0.7):
        zoning = {"set_aside": share, "density_bonus": 0.0, "smallest_project": 1}
        series = begun(policy={"inclusionary_zoning": zoning}, **costs)
        found.append(series["projects_begun"].cumsum())
    for fewer, more in zip(found[1:], found[:-1], strict=True):
        assert (fewer <= more).all()
    assert found[-1][-1] < found[0][-1]


def test_where_building_costs_nothing_as_many_begin_as_are_allowed():
    series = begun(construction_cost=0.0, land_cost=0.0, developer_return=5.0, months=5)
    assert series["projects_begun"].tolist() == [0, 2, 2, 2, 2, 2]
    assert not series["projects_unprofitable"].any()
    assert series["homes_built"].tolist() == [0, 0, 0, 0, 24, 45]  # a block at the edge is smaller


def test_where_it_never_pays_nothing_is_built():
    series = begun(construction_cost=100.0)
    assert not series["projects_begun"].any() and not series["homes_built"].any()
    assert (series["projects_unprofitable"][1:] > 0).all()
    assert not series["projects_stopped_by_rules"].any()


@pytest.mark.parametrize("policy", [{}, {"set_aside": 0.0}, {"places": []}], ids=str)
def test_a_harmless_rule_leaves_developers_alone(policy):
    config = town(market=BUILDING, city={"empty_land": 0.3})
    zoned = town(
        policy={"inclusionary_zoning": policy or {"smallest_project": 13}},
        market=BUILDING,
        city={"empty_land": 0.3},
    )
    cities = [City(with_engine(each, "reference"), 3) for each in (config, zoned)]
    for _ in range(8):
        for city in cities:
            city.step()
        assert cities[0].state_hash() == cities[1].state_hash()
    assert cities[0].life.homes_built[0] > 0

"""Policies against numbers worked by hand: one YAML file a policy beside this runner."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import yaml

import sim.state.columns as c
from sim import compose
from sim.behaviour.eligibility import quota_allows
from sim.behaviour.parameters import BILLION, per
from sim.behaviour.tenancy import NO_CAP
from sim.burn_in import Start
from sim.city import City
from sim.config.convert import typed_policies
from sim.config.schema import MarketConfig
from sim.config.validate import validate
from sim.engines.flows import FORCED, MOVED, REFUSED, REFUSED_MOVE
from sim.market import rents
from sim.market.projects import Projects
from sim.policies import REGISTRY
from sim.policies.base import Setting, holds
from sim.policies.ethnic_quota import limits_on
from sim.policies.levers import resting
from sim.policies.rent_cap import nominal_cap, of_covered_age
from sim.state.buildings import Buildings
from sim.state.initial import initial_state
from tests.model.cities import merged
from tests.model.tiny import BASE, RENT, owners, tiny_city

FOLDER = Path(__file__).parent
ENGINES = pytest.mark.parametrize("engine", ["kernel", "reference"])


def cases(policy, part):
    """Return the cases of one part of a policy's file, each named by its reason."""
    data = yaml.safe_load((FOLDER / f"{policy}.yaml").read_text())
    return pytest.mark.parametrize("case", [pytest.param(k, id=k["why"]) for k in data[part]])


def test_every_policy_has_its_file_and_every_case_its_reason():
    assert {path.stem for path in FOLDER.glob("*.yaml")} == set(REGISTRY)
    for path in FOLDER.glob("*.yaml"):
        for part in yaml.safe_load(path.read_text()).values():
            assert all(case["why"] for case in part)


@pytest.mark.parametrize(
    ("month", "held"),
    [(-5, True), (0, True), (1, False), (4, False), (5, True), (8, True), (9, False)],
)
def test_a_policy_holds_from_its_start_to_the_month_before_its_stop(month, held):
    assert holds({"start": 5, "stop": 9}, month) is held  # and all through a burn-in


# Ethnic quota -------------------------------------------------------------------------------------


@cases("ethnic_quota", "sales")
def test_sale(case):
    free = {"own": 0, "sold": 1000, "limit": 100}
    units = []
    for level in ("block", "neighbourhood"):
        unit = case.get(level, free)
        units += [unit["own"], unit["sold"], per(unit["limit"], 100)]
    seller = {"same": 0, "other": 1, "none": -1}[case["seller"]]
    assert quota_allows(0, seller, *units) is case["allowed"]


@cases("ethnic_quota", "dates")
def test_limits_by_date(case):
    limits = [
        {"since": "1989-03-01", "block": {"x": 13.0}, "neighbourhood": {"x": 10.0}},
        {"since": "2010-03-05", "block": {"x": 15.0}, "neighbourhood": {"x": 12.0}},
    ]
    quota = {"start": 1, "stop": None, "places": None, "limits": limits, "counts": "live"}
    assert limits_on(quota, case["date"])["block"]["x"] == case["limit"]
    levers = resting(blocks=2, neighbourhoods=1, classes=2)
    setting = Setting(case["date"], ["w", "x"], np.zeros(2, np.int32), 1)
    REGISTRY["ethnic_quota"].apply(levers, quota | {"enforcement": 1.0}, setting)
    assert levers.tables.block_limit.tolist() == [[10_000, 100 * case["limit"]]] * 2


@ENGINES
@cases("ethnic_quota", "months")
def test_month(case, engine):
    policy = {}
    if "limits" in case:
        entry = {"since": "1989-03", **case["limits"]}
        quota = {"limits": [entry], "counts": case.get("counts", "live")}
        policy["ethnic_quota"] = quota | {"enforcement": case.get("enforcement", 1.0)}
    keys = {key: case[key] for key in ("settled", "better") if key in case}
    # Checked configs refuse limits below a class's share; a case may start over its limit.
    city = tiny_city(case["blocks"], engine=engine, policy={}, **keys)
    config = _with_policy(city.config, policy)
    if case.get("content"):
        config.preferences.attachment_owner = 100.0
    city = City(config, 1, start=Start(city.state, float("nan")))
    city.step()
    events = {"moves": MOVED, "refusals": REFUSED, "refused_moves": REFUSED_MOVE}
    for name, event in events.items():
        if name not in case["expect"]:
            continue
        counts = city.flows.events[event].sum(axis=1).tolist()
        assert dict(zip(city.config.city.groups, counts, strict=True)) == case["expect"][name]
    if "owners" in case["expect"]:
        assert owners(city) == case["expect"]["owners"]


def _with_policy(config, policy):
    from dataclasses import replace

    from sim.config.convert import typed_policies

    return replace(config, policy=typed_policies(policy, "policy"))


# Inclusionary zoning ------------------------------------------------------------------------------


def zoned_city(incomes=(), rent=1000.0, **changes):
    """Return the config and state of a city of one built block and one of empty land."""
    city = {
        "size": [10, 20],
        "block": 10,
        "empty_land": 0.5,
        "groups": {"a": {"share": 1.0, "quota_class": "a"}},
        "public": {"vacancy_owned": 0.1},
        "private": {"rent": rent},
    }
    market = {"project_rate": 1.0, "project_homes": 82, **changes}
    config = validate(merged(BASE, {"city": city, "market": market}))
    state = initial_state(config, 1)
    people = state.households
    if incomes:
        people.dwelling[len(incomes) :] = -1
        people.income[: len(incomes)] = [round(100 * income) for income in incomes]
    return config, state


def set_asides(rules):
    levers = resting(2, 1, 1)
    setting = Setting("2020-07", ["a"], np.zeros(2, np.int32), 1)
    policy = REGISTRY["inclusionary_zoning"]
    for rule in rules:
        parameters = {"start": 1, "stop": None, "places": None, "set_aside": 0.15}
        parameters |= {"density_bonus": 0.22, "smallest_project": 20, "income_share": 0.6}
        parameters |= {"rent_burden": 0.3, "term_years": 30.0}
        policy.apply(levers, parameters | rule, setting)
    return levers.set_asides


def build(rules, incomes=(), **changes):
    config, state = zoned_city(incomes, **changes)
    before = state.dwellings.sector >= 0
    counts = Projects(config, state, 1).build(state, set_asides(rules), 10)
    return state, counts, (state.dwellings.sector >= 0) & ~before


@cases("inclusionary_zoning", "projects")
def test_project(case):
    state, (market, reserved), new = build(case["rules"])
    assert (market + reserved, reserved) == (case["built"], case["reserved"])
    assert int(new.sum()) == case["built"]
    assert int((state.dwellings.reserved_until >= 0).sum()) == case["reserved"]
    assert int(state.vacancies.length[c.RESERVED]) == case["reserved"]
    assert int(state.vacancies.length[c.PRIVATE_RENTAL]) == case["built"] - case["reserved"]


@cases("inclusionary_zoning", "homes")
def test_reserved_home(case):
    rule = {key: case[key] for key in ("income_share", "rent_burden") if key in case}
    state, _, _ = build([rule], case["incomes"])
    reserved = state.dwellings.reserved_until >= 0
    limits, asked = (
        set((getattr(state.dwellings, name)[reserved] / 100).tolist())
        for name in ("reserved_income", "reserved_rent")
    )
    assert limits == {case["income_limit"]}
    assert asked == {case["rent"]}


@cases("inclusionary_zoning", "terms")
def test_term(case):
    from sim.market.reserved import release

    state, _, _ = build([{"term_years": case["term_years"]}])
    assert release(state, case["last_month"]) == 0
    assert release(state, case["last_month"] + 1) == 15
    assert int(state.vacancies.length[c.RESERVED]) == 0
    assert int(state.vacancies.length[c.PRIVATE_RENTAL]) == 100


# Rent growth --------------------------------------------------------------------------------------


@cases("rent_growth", "levels")
def test_level(case):
    places = len(case["homes"])
    labels = np.repeat(np.arange(places), case["vacant"]).astype(np.int32)
    cells = len(labels)
    vacancies = c.empty_vacancies(cells)
    vacancies.homes[c.PUBLIC_OWNED] = np.arange(cells)
    vacancies.length[c.PUBLIC_OWNED] = cells
    state = c.State(
        c.empty_households(1),
        c.empty_dwellings(cells),
        c.Zones(labels, labels),
        vacancies,
        np.full((places, 2), c.LEVEL_ONE, np.int64),
        np.zeros(3, np.int64),
        np.zeros(5, np.int64),
        c.no_sales(places, places),
        c.no_sites(places),
    )
    homes = np.stack([np.array(case["homes"], np.int64), np.zeros(places, np.int64)], axis=1)
    market = MarketConfig(vacancy_response=case.get("response", 0.3), max_monthly_change=0.02)
    growth = np.array([per(g, BILLION) for g in case["growth"]], np.int64)
    for _ in range(case["months"]):
        rents.update_levels(state, homes, growth, market)
    expected = [round(level * 1e9) for level in case["levels"]]
    assert state.rent_level[:, 0].tolist() == expected
    assert (state.rent_level[:, 1] == c.LEVEL_ONE).all()  # no private homes, no private level


@cases("rent_growth", "levers")
def test_levers(case):
    levers = resting(3, 3, 1)
    setting = Setting("2020-07", ["a"], np.arange(3, dtype=np.int32), 3)
    for policy in case["policies"]:
        parameters = {"start": 1, "stop": None, "places": None, "growth": 0.0, "cap": None}
        parameters |= {"vacancy_decontrol": True} | policy
        REGISTRY["rent_growth"].apply(levers, parameters, setting)
    assert levers.growth.tolist() == [per(g, BILLION) for g in case["growth"]]
    caps = [NO_CAP if cap is None else per(cap, BILLION) for cap in case["cap"]]
    assert levers.tables.rent_cap.tolist() == caps


@ENGINES
@cases("rent_growth", "contracts")
def test_contract(case, engine):
    policy = {}
    if "cap" in case:
        policy = {"rent_growth": {"cap": case["cap"], "vacancy_decontrol": case["decontrol"]}}
    tenants = "a a a a a a a a a ."
    rules = {"consider_renter": 1e-9}  # nobody moves
    market = {"rent_growth": 0.12, "reset_months": 2}
    city = tiny_city(
        [tenants], engine=engine, tenure="private", policy=policy, market=market, rules=rules
    )
    city.state.households.moved[:] = 0
    if not case.get("never_let"):
        city.state.dwellings.last_rent[:] = RENT
    city = City(city.config, 1, start=Start(city.state, float("nan")))
    city.step()
    assert city.state.households.rent.tolist() == [RENT] * 9  # the contract runs
    city.step()
    assert set(city.state.households.rent.tolist()) == {round(100 * case["contract"])}
    assert _asked(city) == round(100 * case["asking"])


def _asked(city):
    """Return the rent asked for the one vacant home: what a newcomer would pay for it."""
    from sim.engines.reference import ReferenceEngine

    home = ReferenceEngine(city, city.flows).vacant[c.PRIVATE_RENTAL][0]
    return home.asking_rent(city.month)


@ENGINES
@cases("rent_growth", "displacement")
def test_displacement(case, engine):
    tenants = "a b b b b b b b b ."
    # Only a is poor; nobody considers a move but by force; the vacant home is dear or cheap.
    city = tiny_city(
        [tenants],
        engine=engine,
        tenure="private",
        rules={"consider_renter": 1e-9},
        market={"reset_months": 1000},
        preferences={"attachment_renter": 100.0},
    )
    people, homes = city.state.households, city.state.dwellings
    people.income[0] = round(100 * case["income"])
    vacant = int(city.state.vacancies.homes[c.PRIVATE_RENTAL, 0])
    homes.base_rent[vacant] = round(100 * case.get("cheap_home", 5000))
    city = City(city.config, 1, start=Start(city.state, float("nan")))
    for _ in range(case["months"]):
        city.step()
    people = city.state.households
    assert (people.dwelling[0] < 0) == case["gone"]
    if not case["gone"]:
        assert people.strain[0] == case["strain"]
    assert city.flows.events[FORCED].sum() == case.get("forced", False)
    assert city.series()["displaced_out"].sum() == case["gone"]


# Rent cap -----------------------------------------------------------------------------------------


def rent_cap(*, decontrol=True, incomes=0.0, **changes):
    """Return the parameters of a rent cap; incomes stand still."""
    given = {"income_growth": incomes, "vacancy_decontrol": decontrol, **changes}
    return typed_policies({"rent_cap": given}, "policy")["rent_cap"]


def setting(month=1, built=(0, 0, 0)):
    """Return a setting of three neighbourhoods of one block each, July 2020 being month 1."""
    buildings = SimpleNamespace(built=lambda oldest: np.array(built))
    places = np.arange(3, dtype=np.int32)
    return Setting("2020-07", ["a"], places, 3, month, "2020-07", buildings)


@cases("rent_cap", "formulas")
def test_formula(case):
    parameters = rent_cap(**case["cap"], cpi=case["cpi"], incomes=case.get("incomes", 0.03))
    nominal, levers = nominal_cap(parameters), resting(3, 3, 1)
    assert nominal == pytest.approx(case["nominal"])
    REGISTRY["rent_cap"].apply(levers, parameters, setting())
    cap = NO_CAP if nominal is None else per(case["over_incomes"], BILLION)
    assert levers.tables.rent_cap.tolist() == [cap] * 3


@cases("rent_cap", "laws")
def test_law(case):
    words = [f"policy=rent_cap/{case['law']}", f"policy.rent_cap.cpi={case['cpi']}"]
    if "as_of" in case:
        words.append(f"policy.rent_cap.as_of={case['as_of']}")
    parameters = compose(*words).policy["rent_cap"]
    assert nominal_cap(parameters) == pytest.approx(case["nominal"])
    assert parameters["exempt_years"] == case.get("exempt_years", 0)
    assert parameters["built_before"] == case.get("built_before")
    assert parameters["vacancy_decontrol"] is case["decontrol"]


@cases("rent_cap", "buildings")
def test_building(case):
    rule = {key: case[key] for key in ("exempt_years", "built_before") if key in case}
    parameters = rent_cap(fixed=0.05, **rule)
    covered = of_covered_age(parameters, setting(case["month"], [case["built"]] * 3))
    assert covered.tolist() == [case["covered"]] * 3


@cases("rent_cap", "ages")
def test_age(case):
    _, state = zoned_city()
    buildings = Buildings(state, 1)
    buildings.drawn[:] = case["drawn"]
    buildings.finished[:] = case.get("finished", -1)
    assert buildings.built(case["oldest_years"]).tolist() == [case["built"]] * 2


@cases("rent_cap", "levers")
def test_cap_levers(case):
    levers = resting(3, 3, 1)
    given = {"rent_cap": rent_cap(**case["rent_cap"]), "rent_growth": case.get("rent_growth", {})}
    for name, parameters in typed_policies(given, "policy").items():
        REGISTRY[name].apply(levers, parameters, setting())
    for table, expected in (("rent_cap", "sitting"), ("letting_cap", "letting")):
        caps = [NO_CAP if cap is None else per(cap, BILLION) for cap in case[expected]]
        assert getattr(levers.tables, table).tolist() == caps


def capped_city(case, engine, tenants, **changes):
    """Return a city of rented homes under a rent cap, all let for 1,800 in month 0."""
    silent = ("why", "contract", "asking", "cut", "saved", "rent", "saved_next", "other_cap")
    policy = {"rent_cap": rent_cap(**{k: v for k, v in case.items() if k not in silent})}
    policy["rent_cap"]["oldest_years"] = 0.0
    if "other_cap" in case:
        policy["rent_growth"] = {"cap": case["other_cap"]}
    market = {"rent_growth": 0.12, "reset_months": 2}
    given = {"engine": engine, "tenure": "private", "policy": policy, "market": market}
    city = tiny_city([tenants], **given, **changes)
    city.state.households.moved[:] = 0
    city.state.dwellings.last_rent[:] = RENT
    return City(city.config, 1, start=Start(city.state, float("nan")))


@ENGINES
@cases("rent_cap", "contracts")
def test_capped_contract(case, engine):
    city = capped_city(case, engine, "a a a a a a a a a .", rules={"consider_renter": 1e-9})
    city.step()
    city.step()
    assert set(city.state.households.rent.tolist()) == {round(100 * case["contract"])}
    assert _asked(city) == round(100 * case["asking"])
    series = city.series()
    assert series["cut_renewals"].tolist() == [0, 0, case["cut"]]
    assert series["rent_saved"].tolist() == [0, 0, round(100 * case["saved"])]
    assert series["rent_saved.a"].tolist() == series["rent_saved.fifth3"].tolist()
    assert series["rent_saved.a"].tolist() == series["rent_saved"].tolist()


@ENGINES
@cases("rent_cap", "lettings")
def test_capped_letting(case, engine):
    city = capped_city(case, engine, "a . . . . . . . . .")
    city.step()
    assert city.state.households.rent[0] == round(100 * case["rent"])
    city.step()
    series = city.series()
    assert series["cut_lettings"].tolist()[:2] == [0, case["cut"]]
    assert series["rent_saved"].tolist() == [0, 0, round(100 * case["saved_next"])]


def test_other_policies_record_nothing_of_caps():
    names = tiny_city(["a a a a a b b b b ./b"], policy={"rent_growth": {"cap": 0.0}}).series()
    assert not {"cut_renewals", "cut_lettings", "rent_saved"} & set(names)

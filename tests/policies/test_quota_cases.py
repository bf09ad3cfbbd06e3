"""The quota on permanent residents, public homes to let, buy-back and minimum occupation: cases of
ethnic_quota.yaml and minimum_occupation.yaml beside this runner."""

from dataclasses import replace

import numpy as np
import pytest

import sim.state.columns as c
from sim import compose
from sim.behaviour.eligibility import NO_LIMIT, residents_quota_allows
from sim.behaviour.parameters import per
from sim.burn_in import Start
from sim.city import City
from sim.config import ConfigError
from sim.config.convert import typed_policies
from sim.engines.flows import BOUGHT_BACK, BUY_BACK_PAID, KEPT, MOVED, REFUSED
from sim.policies import REGISTRY
from sim.policies.base import Setting
from sim.policies.levers import NEVER, resting
from tests.model.cities import residents_on_record, town
from tests.model.tiny import cell_of, owners, tiny_city
from tests.policies.test_cases import ENGINES, cases

PRICE = 43_200_000  # cents: a rent of 1,800 a month, a yield of 5 % a year
OPEN = {
    "rules": {"sectors_open": "all"},
    "city": {"public_rental_income_ceiling": 10_000.0},
}


def under(city, policy, **moved):
    """Return the city again, under policies that a checked config may not have."""
    config = replace(city.config, policy=typed_policies(policy, "policy"))
    for household, months in moved.items():
        city.state.households.moved[int(household[1:])] = months
    return City(config, 1, start=Start(city.state, float("nan")))


def quota(case):
    """Return the parameters of an ethnic quota of a case."""
    entry = {"since": "1989-03", **case["limits"]}
    keys = ("counts", "enforcement", "rental_block_points", "start")
    return {"limits": [entry], **{key: case[key] for key in keys if key in case}}


def by_group(city, event):
    counts = city.flows.events[event].sum(axis=1).tolist()
    return dict(zip(city.config.city.groups, counts, strict=True))


def held(city, free):
    """Hold all households in their homes but those numbered."""
    moved = city.state.households.moved
    moved[np.setdiff1d(np.arange(len(moved)), free)] = 0


# Permanent residents, and homes to let ------------------------------------------------------------


@cases("ethnic_quota", "residents")
def test_sale_to_permanent_residents(case):
    free = {"own": 0, "residents": 0, "sold": 1000, "limit": 100, "residents_limit": 100}
    numbers = []
    for level in ("block", "neighbourhood"):
        unit = case.get(level, free)
        numbers += [unit[key] for key in ("own", "residents", "sold")]
        numbers += [per(unit[key], 100) for key in ("limit", "residents_limit")]
    seller = {"same": 0, "other": 1, "none": -1}[case["seller"]]
    resident = {"citizen": 0, "resident": 1}[case["of"]]
    assert residents_quota_allows(0, seller, resident, *numbers) is case["allowed"]


@cases("ethnic_quota", "residents_dates")
def test_limits_on_permanent_residents_by_date(case):
    policy = compose("policy=ethnic_quota", "policy.ethnic_quota.buy_back_years=10").policy
    levers = resting(blocks=2, neighbourhoods=1, classes=3)
    classes = ["chinese", "malay", "indian_others"]
    setting = Setting(case["date"], classes, np.zeros(2, np.int32), 1)
    REGISTRY["ethnic_quota"].apply(levers, policy["ethnic_quota"], setting)
    assert levers.tables.residents_block_limit.tolist() == [100 * case["block"]] * 2
    assert levers.tables.residents_neighbourhood_limit.tolist() == [100 * case["neighbourhood"]]
    assert levers.tables.buy_back.tolist() == [120 if case["buys"] else NEVER] * 2
    assert levers.buy_back_months.tolist() == [6 if case["buys"] else NEVER] * 2


@ENGINES
@cases("ethnic_quota", "months_of_residents")
def test_month_of_permanent_residents(case, engine):
    keys = {key: case[key] for key in ("better", "rental", "private") if key in case}
    city = tiny_city(case["blocks"], engine=engine, policy={}, **OPEN, **keys)
    held(city, case["free"])
    city = under(city, {"ethnic_quota": quota(case)})
    city.step()
    for name, event in {"moves": MOVED, "refusals": REFUSED}.items():
        assert by_group(city, event) == case["expect"][name]
    if "residents" in case["expect"]:
        assert residents_on_record(city)[0].sum() == case["expect"]["residents"]


# Buy-back -----------------------------------------------------------------------------------------


def buying(case):
    """Return a quota under which the board buys."""
    terms = {"buy_back_years": case.get("years", 10), "buy_back_months": case.get("months", 6)}
    return quota(case) | terms | {"buy_back_since": case.get("since")}


@ENGINES
@cases("ethnic_quota", "buy_backs")
def test_buy_back(case, engine):
    keys = {"rental": case["rental"]} if "rental" in case else {}
    city = tiny_city(case["blocks"], engine=engine, policy={}, **keys)
    homes, names = city.state.dwellings, list(city.config.city.groups)
    cell = cell_of(0, 9, 1)
    sellers = np.flatnonzero(city.state.households.group == homes.record[cell])
    homes.owned_months[cell] = case["owned"]
    homes.sold_by[cell] = 0 if case.get("unknown") else sellers[-1] + 1
    homes.vacant_since[cell] = 1 - case["empty"]
    seller = names[homes.record[cell]]
    free = [names.index(name) for name in case.get("free", [])]
    held(city, np.flatnonzero(np.isin(city.state.households.group, free)))
    city = under(city, {"ethnic_quota": buying(case)})
    city.step()
    bought = city.flows.deeds[BOUGHT_BACK].sum(axis=1).tolist()
    wanted = {name: int(case["bought"] and name == seller) for name in names}
    assert dict(zip(names, bought, strict=True)) == wanted
    paid = city.flows.deeds[BUY_BACK_PAID].sum(axis=1).tolist()
    assert paid == [PRICE * number for number in bought]
    if not free:
        assert (city.state.dwellings.record[cell] < 0) == case["bought"]
        assert not (case["bought"] and city.state.dwellings.sold_by[cell])
    if "moves" in case:
        assert by_group(city, MOVED) == case["moves"]
    if "refusals" in case:
        assert by_group(city, REFUSED) == case["refusals"]
    if "sales" in case:
        assert dict(zip(names, city.flows.sales.tolist(), strict=True)) == case["sales"]
    if "owners" in case:
        assert owners(city) == case["owners"]
    series = city.series()
    assert series["bought_back"].tolist() == [0, int(case["bought"])]
    assert series["buy_back_paid.fifth3"].tolist() == [0, PRICE * int(case["bought"])]


@ENGINES
@cases("ethnic_quota", "buy_back_lives")
def test_life_of_a_sale(case, engine):
    blocks = ["a b b b b b b b b b", "a a a a a a a a a ./a"]
    city = tiny_city(blocks, engine=engine, policy={})
    held(city, [])
    case = case | {"limits": {"block": {"b": 90}}}
    city = under(city, {"ethnic_quota": buying(case)}, h0=1 - case["owned"])
    bought = []
    for _ in range(12):
        city.step()
        bought.append(int(city.flows.deeds[BOUGHT_BACK].sum()))
    assert [month for month, number in enumerate(bought, 1) if number] == (
        [case["month"]] if case["month"] else []
    )
    assert by_group(city, MOVED) == {"a": 0, "b": 0}
    assert owners(city) == {"a": 10 if case["month"] else 11, "b": 9}


# Minimum occupation -------------------------------------------------------------------------------


@ENGINES
@cases("minimum_occupation", "months")
def test_month_of_minimum_occupation(case, engine):
    keys = {key: case[key] for key in ("rental", "private") if key in case}
    rules = OPEN["rules"] | {"minimum_occupation": case["rules"]}
    blocks = ["a b b b b b b b b ./b"]
    city = tiny_city(blocks, engine=engine, policy={}, city=OPEN["city"], rules=rules, **keys)
    held(city, [])
    asked = {key: case[key] for key in ("months", "start", "places") if key in case}
    city = under(city, {"minimum_occupation": asked}, h0=1 - case["lived"])
    city.step()
    assert by_group(city, MOVED) == {"a": int(case["moves"]), "b": 0}
    assert city.flows.deeds[KEPT].sum() == case["kept"]
    assert city.series()["kept.a"].tolist() == [0, case["kept"]]


@cases("minimum_occupation", "levers")
def test_stay_by_block(case):
    levers = resting(3, 3, 1)
    setting = Setting("2020-07", ["a"], np.arange(3, dtype=np.int32), 3)
    for policy in case["policies"]:
        parameters = typed_policies({"minimum_occupation": policy}, "policy")
        REGISTRY["minimum_occupation"].apply(levers, parameters["minimum_occupation"], setting)
    assert levers.tables.minimum_stay.tolist() == case["stay"]


@cases("minimum_occupation", "presets")
def test_preset_of_minimum_occupation(case):
    policy = compose(f"policy=minimum_occupation/{case['preset']}").policy
    assert policy["minimum_occupation"]["months"] == case["months"]


# What cannot be -----------------------------------------------------------------------------------

SOME = {
    name: {"share": 0.5, "public_rate": 0.7, "quota_class": name, "permanent_residents": 0.1}
    for name in ("ash", "birch")
}


@pytest.mark.parametrize(
    ("policy", "named"),
    [
        ({"rental_block_points": 101}, "rental_block_points is 101.0: it must be a number from 0"),
        ({"buy_back_years": -1}, "buy_back_years is -1.0: it must be a number from 0 to 999"),
        ({"buy_back_months": -1}, "buy_back_months is -1: it must be a number from 0 to 1200"),
        ({"buy_back_since": "soon"}, "buy_back_since is 'soon': it must be a date"),
        ({"limits": {"blok": 5}}, "permanent_residents names 'blok': the limits are of block and"),
        ({"limits": {"block": 101}}, "permanent_residents.block is 101.0: it must be a number"),
        ({"limits": {"block": 9}}, "permanent_residents.block is 9 %: they are 10.0 % of the"),
        ({"limits": {"neighbourhood": 9}}, "so no city can satisfy it; allowed: 10.0 to 100"),
    ],
)
def test_what_a_quota_cannot_be(policy, named):
    limits = [{"since": "1989-03", "permanent_residents": policy.pop("limits", {})}]
    with pytest.raises(ConfigError) as error:
        town(city={"groups": SOME}, policy={"ethnic_quota": {"limits": limits, **policy}})
    assert named in str(error.value) and "\n" not in str(error.value)


def test_a_limit_equal_to_the_share_of_permanent_residents_is_taken():
    limits = [{"since": "1989-03", "permanent_residents": {"block": 10, "neighbourhood": 10}}]
    town(city={"groups": SOME}, policy={"ethnic_quota": {"limits": limits}})


def test_minimum_occupation_cannot_be_negative():
    with pytest.raises(ConfigError, match="months is -1: it must be a number"):
        town(policy={"minimum_occupation": {"months": -1}})


BOARD = ("city=board", "preferences=satisfaction", "rules=relocation", "policy=ethnic_quota")


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["policy.ethnic_quota.buy_back_years=10"], "means nothing where households relocate"),
        (["policy.ethnic_quota.rental_block_points=5"], "means nothing where households relocate"),
        (["+city.groups.blue.permanent_residents=0.1"], "they have no citizenship"),
    ],
)
def test_relocation_knows_no_homes_to_let_and_no_citizenship(words, named):
    limits = "policy.ethnic_quota.limits=[{since: 1989-03, block: {blue: 60}}]"
    compose(*BOARD, limits)
    with pytest.raises(ConfigError, match=named):
        compose(*BOARD, limits, *words)


def test_at_rest_no_lever_binds():
    tables = resting(2, 1, 2).tables
    assert (tables.residents_block_limit == NO_LIMIT).all()
    assert (tables.residents_neighbourhood_limit == NO_LIMIT).all()
    assert not tables.rental_points.any() and not tables.minimum_stay.any()
    assert (tables.buy_back == NEVER).all()


def test_presets_have_the_numbers_of_their_date():
    found = {}
    for name in ("hdb_1989", "hdb_2010", "hdb_2022"):
        numbers = compose(f"policy=ethnic_quota/{name}").policy["ethnic_quota"]
        (entry,) = numbers["limits"]
        residents, years = entry["permanent_residents"], numbers["buy_back_years"]
        found[name] = (entry["block"]["indian_others"], residents, years)
    two = {"block": 8.0, "neighbourhood": 5.0}
    assert found == {
        "hdb_1989": (13.0, {}, None),
        "hdb_2010": (15.0, two, None),
        "hdb_2022": (15.0, two, 10.0),
    }


def test_arrivals_have_the_citizenship_of_whom_they_resemble():
    """Growth resembles private tenants, who are not counted; replacements resemble anybody."""
    groups = {"birch": {"share": 1.0, "permanent_residents": 1.0}}
    config = town(
        city={"groups": groups, "public": {"share": 1.0}, "private": {"share": 0.0}},
        policy={},
    )
    from sim.market.arrivals import Arrivals
    from sim.state.initial import initial_state

    state = initial_state(config, 1)
    assert state.households.citizenship.all()
    state, rows = Arrivals(state, 1).replace(state, np.array([0, 1, 2]))
    assert state.households.citizenship[rows].tolist() == [1, 1, 1]


def test_only_public_homes_have_permanent_residents():
    groups = {"birch": {"share": 1.0, "public_rate": 0.7, "permanent_residents": 1.0}}
    from sim.state.initial import initial_state

    state = initial_state(town(city={"groups": groups}), 1)
    people, homes = state.households, state.dwellings
    assert np.array_equal(people.citizenship == 1, people.market < c.PRIVATE_OWNED)
    assert np.array_equal(homes.record_citizenship == 1, homes.record >= 0)

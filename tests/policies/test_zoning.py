"""Inclusionary zoning as programmes really are, against numbers worked by hand."""

import numpy as np
import pytest

import sim.state.columns as c
from sim import compose
from sim.burn_in import Start
from sim.city import City
from sim.config import ConfigError
from sim.config.convert import typed_policies
from sim.config.validate import validate
from sim.experiment.address import address
from sim.experiment.design import Design, Run
from sim.market.obligations import ELSEWHERE, GIVES_UP, PAYS, TAKES_PART, drawn
from sim.market.projects import Projects
from sim.market.reserved import release, restart
from sim.policies import REGISTRY
from sim.policies.base import AT_REST, Setting
from sim.policies.inclusionary_zoning import LATER
from sim.policies.levers import resting
from sim.state.initial import initial_state
from tests.model.cities import merged
from tests.model.tiny import BASE, tiny_city
from tests.policies.test_cases import ENGINES, cases

ZONING = "inclusionary_zoning"


def parameters(rule):
    given = {"density_bonus": 0.0, "smallest_project": 20} | rule
    return typed_policies({ZONING: given}, "policy")[ZONING]


def programme(rule, empty=3, month=10):
    """Return a state after the months of a programme under a rule, and the programme."""
    city = {
        "size": [10, 10 * (empty + 1)],
        "block": 10,
        "empty_land": empty / (empty + 1),
        "rent_spread": 0.0,
        "groups": {"a": {"share": 1.0, "quota_class": "a"}},
        "public": {"vacancy_owned": 0.1},
        "private": {"rent": 100.0},
    }
    market = {"project_rate": 1.0, "project_homes": 82, "price_yield": 0.12}
    market |= {"land_cost": 0.4, "construction_cost": 0.6}
    config = validate(merged(BASE, {"city": city, "market": market}))
    config.policy = {ZONING: parameters(rule)}
    state = initial_state(config, 1)
    state.households.income[:] = 900_000
    levers = resting(empty + 1, 1, 1)
    setting = Setting("2020-07", ["a"], np.zeros(empty + 1, np.int32), 1)
    REGISTRY[ZONING].apply(levers, config.policy[ZONING], setting)
    supply = Projects(config, state, 1)
    for each in range(1, month + 1):
        supply.build(state, levers.set_asides, each)
    return state, supply


@pytest.mark.parametrize(("burden", "dearer"), [(0.02, 0), (0.0224, 41), (0.3, 41)])
def test_reserved_homes_dearer_than_the_market_are_counted(burden, dearer):
    """Half of 9,000 dollars times the burden, against a market rent of 100: 90, 100.80, 1,350."""
    rule = {"set_aside": 0.5, "income_share": 0.5, "rent_burden": burden, "smallest_project": 1}
    state, supply = programme(rule, empty=1, month=12)
    assert int((state.dwellings.reserved_until >= 0).sum()) == 41
    assert supply.told["reserved_dearer"] == dearer
    state.rent_level[:] = state.rent_level // 2  # 50 dollars
    supply.tell(state)
    assert supply.told["reserved_dearer"] == 41
    state.dwellings.reserved_until[:] = -1
    supply.tell(state)
    assert supply.told["reserved_dearer"] == 0


@cases("inclusionary_zoning", "ways")
def test_way(case):
    state, supply = programme(case["rule"], case.get("empty", 3), case.get("month", 10))
    homes = state.dwellings
    new = homes.sector == c.PRIVATE
    reserved = new & (homes.reserved_until >= 0)
    assert (int(new.sum()), int(reserved.sum())) == (case["built"], case["reserved"])
    assert supply.told["fees_paid"] == round(100 * case.get("fees", 0))
    assert supply.told["fund"] == int(state.sites.fund[0]) == round(100 * case.get("fund", 0))
    assert supply.told["homes_by_fund"] == case.get("by_fund", 0)
    if "blocks" in case:
        counts = np.bincount(state.zones.block[new], minlength=case.get("empty", 3) + 1)
        assert sorted(counts.tolist(), reverse=True)[:-1] == case["blocks"]
    if "rents" in case:
        for kind, cells in (("market", new & ~reserved), ("reserved", reserved)):
            assert set(homes.base_rent[cells].tolist()) == {100 * case["rents"][kind]}
    assert int(state.vacancies.length[c.RESERVED]) == case["reserved"]
    assert not (state.sites.homes.any() or state.sites.reserved.any() or state.sites.finish.any())


@cases("inclusionary_zoning", "bands")
def test_bands(case):
    names = ("share", "income_share", "rent_burden")
    bands = [dict(zip(names, band, strict=True)) for band in case["bands"]]
    state, _ = programme({"set_aside": 0.25, "bands": bands})
    homes = state.dwellings
    found = {}
    for cell in np.flatnonzero(homes.reserved_until >= 0).tolist():
        key = (int(homes.reserved_income[cell]), int(homes.reserved_rent[cell]))
        found[key] = found.get(key, 0) + 1
    assert sorted(
        [number, income / 100, rent / 100] for (income, rent), number in found.items()
    ) == (sorted(case["homes"]))


@cases("inclusionary_zoning", "restarts")
def test_restart(case):
    rule = {"term_restarts": case.get("term_restarts", True), "term_years": 1.0}
    state, _ = programme(rule)
    homes, people = state.dwellings, state.households
    cell = int(np.flatnonzero(homes.reserved_until >= 0)[0])
    others = int((homes.reserved_until >= 0).sum()) - 1
    if case["let"] is not None:
        c.unlist_vacancy(state, cell)
        homes.household[cell], people.dwelling[0], people.moved[0] = 0, cell, case["let"]
    restart(state)
    assert release(state, case["last_month"]) == (others if case["last_month"] > 22 else 0)
    assert homes.reserved_until[cell] == case["last_month"]
    release(state, case["last_month"] + 1)
    assert homes.reserved_until[cell] == -1 and homes.reserved_term[cell] == 0
    restart(state)
    assert homes.reserved_until[cell] == -1  # what is released stays on the market


@ENGINES
@cases("inclusionary_zoning", "savings")
def test_saving(case, engine):
    rules = {"consider_renter": 1e-9}
    first = tiny_city(["a a a a a a a a a ."], engine=engine, tenure="private", rules=rules)
    config = first.config
    config.policy = {ZONING: parameters({})}
    config.rules.consider_renter = 12.0
    config.preferences.attachment_renter = 100.0  # nobody moves between homes of the market
    state = first.state
    cell = int(state.vacancies.homes[c.PRIVATE_RENTAL, 0])
    c.unlist_vacancy(state, cell)
    homes = state.dwellings
    homes.reserved_until[cell], homes.quality[cell] = 400, 30_000
    homes.reserved_income[cell], homes.reserved_rent[cell] = case["limit"] * 100, case["rent"] * 100
    c.list_vacancy(state, cell)
    city = City(config, 1, start=Start(state, float("nan")))
    for _ in range(3):
        city.step()
    series = city.series()
    assert series["reserved_lettings"].tolist() == [0, *case["lettings"]]
    assert series["reserved_saved"].tolist() == [0, *(100 * saved for saved in case["saved"])]
    assert series["reserved_saved.a"].tolist() == series["reserved_saved.fifth3"].tolist()
    assert series["reserved_saved.a"].tolist() == series["reserved_saved"].tolist()


# Draws of projects --------------------------------------------------------------------------------


@pytest.mark.parametrize("what", [TAKES_PART, PAYS, ELSEWHERE, GIVES_UP])
def test_projects_are_drawn_by_key_and_a_larger_share_holds_the_smaller(what):
    small, large = (
        {block for block in range(2000) if drawn(share, what, block, 7)} for share in (0.1, 0.3)
    )
    assert small < large and 140 <= len(small) <= 260 and 510 <= len(large) <= 690
    assert not any(drawn(0.0, what, block, 7) for block in range(500))
    assert all(drawn(1.0, what, block, 7) for block in range(500))


def test_the_four_draws_of_a_project_are_its_own():
    found = [tuple(drawn(0.5, what, block, 7) for what in range(4)) for block in range(400)]
    assert len(set(found)) == 16


# What cannot be -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("fee_share=1.1", "fee_share is 1.1: it must be a number from 0 to 1"),
        ("price_pass_through=.3", "from 0 to 0.2"),
        ("supply_response=.09", "from 0 to 0.08"),
        ("off_site_ratio=-1", "from 0 to 10"),
        ("mandatory=3", "mandatory: 3 is not allowed; give true or false"),
        ("bands=[{share:.5,income_share:.4,rent_burden:.3}]", "sum to 0.5: they must sum to 1"),
        ("bands=[{share:1,income_share:9,rent_burden:.3}]", "bands[0].income_share is 9"),
        ("bands=[{share:1,income_share:.4}]", "bands[0].rent_burden: missing"),
        ("bands=[{share:1,income:.4,rent_burden:.3}]", "bands[0].income: unknown key 'income'"),
    ],
)
def test_what_cannot_be_is_one_line(words, named):
    with pytest.raises(ConfigError) as error:
        compose(f"policy={ZONING}", f"policy.{ZONING}.{words}")
    assert named in str(error.value) and "\n" not in str(error.value)


def test_developers_respond_by_themselves():
    words = (f"policy={ZONING}", f"policy.{ZONING}.supply_response=.05")
    compose(*words)
    with pytest.raises(ConfigError, match=r"supply_response is 0\.05: with market\.supply=dev"):
        compose(*words, "market.supply=developers")


def test_a_configuration_in_python_may_leave_the_later_numbers_out():
    from sim.config.validate import check

    config = compose(f"policy={ZONING}")
    for name in LATER:
        del config.policy[ZONING][name]
    check(config)
    levers = resting(2, 1, 1)
    setting = Setting("2020-07", ["a"], np.zeros(2, np.int32), 1)
    REGISTRY[ZONING].apply(levers, config.policy[ZONING], setting)
    REGISTRY[ZONING].apply(levers, compose(f"policy={ZONING}").policy[ZONING], setting)
    assert levers.set_asides[0] == levers.set_asides[1]
    del config.policy[ZONING]["set_aside"]
    with pytest.raises(ConfigError, match="set_aside: missing"):
        check(config)


def test_the_later_numbers_at_rest_leave_the_address():
    assert {name: AT_REST[name] for name in LATER} == LATER
    plain = compose(f"policy={ZONING}")
    settings = Design([Run.of(plain)]).describe()["settings"]
    assert not {f"policy.{ZONING}.{name}" for name in LATER} & set(settings)
    found = {address(plain)}
    for name, value in LATER.items():
        other = compose(f"policy={ZONING}")
        changed = [{"share": 1.0}] if value is None else not value if value is True else 1
        other.policy[ZONING][name] = changed
        assert address(other) not in found, name
        found.add(address(other))
    shown = Design([Run.of(compose(f"policy={ZONING}", f"policy.{ZONING}.fee_share=0.1"))])
    assert f"policy.{ZONING}.fee_share" in shown.describe()["settings"]

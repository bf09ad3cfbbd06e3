"""The open city against numbers worked by hand (`open_city.yaml`), and what must hold in any."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import yaml

import sim.state.columns as c
from sim.behaviour.parameters import BILLION, per
from sim.city import City
from sim.config.errors import ConfigError
from sim.config.schema import CityConfig, MarketConfig, Sector
from sim.engines.flows import ARRIVED, CONSIDERED, DEPARTED, DISPLACED, FORCED, STAYED_AWAY
from sim.market import open_city, rents
from tests.model.cities import QUOTA, hashes, town, with_engine
from tests.model.tiny import tiny_city

CASES = yaml.safe_load((Path(__file__).parent / "open_city.yaml").read_text())
ENGINES = pytest.mark.parametrize("engine", ["kernel", "reference"])
OPEN = {"arrivals": "market", "rents": "natural_vacancy"}


def cases(part):
    return pytest.mark.parametrize("case", [pytest.param(k, id=k["why"]) for k in CASES[part]])


# Rents --------------------------------------------------------------------------------------------


def market_of(given=None, response=0.3):
    return MarketConfig(
        arrivals="market",
        rents="natural_vacancy",
        natural_vacancy=given,
        vacancy_response=response,
        max_monthly_change=0.02,
    )


def city_of(rental, owned, let, public):
    return CityConfig(
        public=Sector(share=0.5, rental=0.1, vacancy_owned=public, vacancy_rental=0.9),
        private=Sector(share=0.5, rental=rental, vacancy_owned=owned, vacancy_rental=let),
    )


@cases("natural")
def test_natural_vacancy(case):
    city = city_of(case["rental"], case["owned"], case["let"], case["public"])
    found = rents.natural_vacancy(city, market_of(case.get("given")))
    assert found == tuple(per(rate, BILLION) for rate in case["rates"])
    assert rents.natural_vacancy(city, MarketConfig()) is None


@cases("levels")
def test_level(case):
    places, sector = len(case["homes"]), ("public", "private").index(case["sector"])
    labels = np.repeat(np.arange(places), case["vacant"]).astype(np.int32)
    vacancies = c.empty_vacancies(len(labels))
    listed = (c.PUBLIC_OWNED, c.PRIVATE_RENTAL)[sector]
    vacancies.homes[listed], vacancies.length[listed] = np.arange(len(labels)), len(labels)
    state = c.State(
        c.empty_households(1),
        c.empty_dwellings(len(labels)),
        c.Zones(labels, labels),
        vacancies,
        np.full((places, 2), c.LEVEL_ONE, np.int64),
        np.zeros(3, np.int64),
        np.zeros(5, np.int64),
        c.no_sales(places, places),
        c.no_sites(places),
    )
    homes = np.zeros((places, 2), np.int64)
    homes[:, sector] = case["homes"]
    market = market_of(case.get("given"), case.get("response", 0.3))
    natural = rents.natural_vacancy(city_of(0.5, 0.05, 0.08, 0.007), market)
    growth = np.full(places, per(case.get("growth", 0.0), BILLION), np.int64)
    rents.update_levels(state, homes, growth, market, natural)
    assert state.rent_level[:, sector].tolist() == [round(x * 1e9) for x in case["levels"]]
    assert (state.rent_level[:, 1 - sector] == c.LEVEL_ONE).all()


# Who comes, who leaves ----------------------------------------------------------------------------


@cases("newcomers_due")
def test_newcomers_due(case):
    market = MarketConfig(newcomers=case["rate"])
    due = [open_city.newcomers_due(market, case["initial"], m + 1) for m in range(len(case["due"]))]
    assert due == case["due"]


def check(city, expect, whole_run=True):
    series = city.series()
    for name, value in expect.items():
        flow = not name.startswith(("households", "vacant"))
        found = series[name].sum() if flow and whole_run else series[name][-1]
        assert found == value, name


@ENGINES
@cases("comes")
def test_newcomer(case, engine):
    market = OPEN | {"newcomers": case["newcomers"], "elsewhere": case["elsewhere"]}
    market["entry_burden"] = case.get("burden", 0.3)
    policy = {}
    if "limits" in case:
        entry = {"since": "1989-03", "block": case["limits"], "neighbourhood": case["limits"]}
        policy = {"ethnic_quota": {"limits": [entry], "enforcement": 1.0}}
    city = tiny_city(
        [case["block"]],
        engine=engine,
        better=[(0, case["better"])] if "better" in case else [],
        market=market,
        rules={"consider_owner": 1e-9},
        policy=policy,
    )
    for _ in range(case["months"]):
        city.step()
    check(city, case["expect"])


@ENGINES
@cases("leaves")
def test_leaving(case, engine):
    city = tiny_city(
        [case["block"]],
        engine=engine,
        settled=case.get("settled", ()),
        preferences={"attachment_owner": float(case["stay"])},
        market=OPEN | {"newcomers": 0.0, "elsewhere": case["elsewhere"]},
    )
    if "worse" in case:
        city.state.dwellings.quality[case["worse"]] = -20_000
    city.step()
    check(city, case["expect"])


@ENGINES
@cases("forced")
def test_forced(case, engine):
    city = tiny_city(
        ["a . . . . . . . . ."],
        engine=engine,
        tenure="private",
        rules={"consider_renter": 1e-9},
        market=OPEN | {"newcomers": 0.0, "elsewhere": case["elsewhere"]},
    )
    city.state.households.income[0] = 359_900
    if case.get("cheap"):
        city.state.dwellings.base_rent[5] = 100_000
    if engine == "reference":  # its agents hold their traits themselves
        from sim.engines import make_engine

        city.life.engine = make_engine(engine, city, city.life.flows)
    for _ in range(case["months"]):
        city.step()
    check(city, case["expect"])


@ENGINES
@cases("forms_and_ends")
def test_formation_and_dissolution(case, engine):
    market = {key: float(case.get(key, 0.0)) for key in ("formation", "dissolution", "elsewhere")}
    city = tiny_city(
        [case["block"]],
        engine=engine,
        rules={"consider_owner": 1e-9},
        market=OPEN | market | {"newcomers": 0.0},
    )
    for _ in range(case["months"]):
        city.step()
    check(city, case["expect"], whole_run=False)


def test_each_household_ends_or_forms_at_its_rate():
    """Seed 3, 4,000 months, a town's households; 5 standard errors."""
    city = City(town(market=OPEN), 3)
    here = np.flatnonzero(city.state.households.dwelling >= 0)
    market = MarketConfig(dissolution=0.6, formation=1.2)  # .05 a month, and .1 of the rest
    ends, forms = np.zeros((2, len(city.state.households.dwelling)), np.int64)
    together, months = 0, 4000
    for month in range(1, months + 1):
        ended, parents = open_city.drawn(city.state, city.parameters, month, market)
        assert (np.diff(ended) > 0).all() and (np.diff(parents) > 0).all()
        assert not np.isin(ended, parents).any()
        ends[ended] += 1
        forms[parents] += 1
        together += bool(np.isin(here[:2], ended).all())
    for found, chance in ((ends[here], 0.05), (forms[here], 0.095)):
        each = np.sqrt(chance * (1 - chance) / months)
        assert np.abs(found / months - chance).max() < 5 * each
        assert abs(found.mean() / months - chance) < 5 * each / np.sqrt(len(here))
    assert abs(together / months - 0.05**2) < 5 * 0.05 / np.sqrt(months)  # neighbours by id


def test_what_happens_to_a_household_is_its_own():
    """Whether others are in the city changes nothing."""
    city = City(town(market=OPEN), 3)
    market = MarketConfig(dissolution=0.6, formation=1.2)
    before = open_city.drawn(city.state, city.parameters, 5, market)
    city.state.households.dwelling[::2] = -1
    after = open_city.drawn(city.state, city.parameters, 5, market)
    for one, other in zip(before, after, strict=True):
        assert other.tolist() == [h for h in one.tolist() if h % 2 == 1]
    nothing = MarketConfig(dissolution=0.0, formation=0.0)
    found = open_city.drawn(city.state, city.parameters, 5, nothing)
    assert [len(rows) for rows in found] == [0, 0]


# Whole cities -------------------------------------------------------------------------------------

BUSY = OPEN | {"newcomers": 0.6, "elsewhere": 1.5, "formation": 0.3, "dissolution": 0.2}


@pytest.mark.parametrize("policy", [{}, {"ethnic_quota": QUOTA}], ids=["none", "quota"])
def test_engines_agree_in_an_open_city(policy):
    zoning = {"inclusionary_zoning": {"smallest_project": 1, "set_aside": 0.5}}
    config = town(market=BUSY, policy=policy | zoning, months=30)
    assert hashes(with_engine(config, "kernel")) == hashes(with_engine(config, "reference"))


def test_a_city_that_nobody_enters_or_leaves_is_a_closed_one():
    """Elsewhere worth nothing and no newcomer: the same city as one with replacement, month by
    month, where nobody is displaced and no home is built."""
    still = {"vacancy_response": 0.0, "displacement_burden": 1.0, "project_rate": 0.0}
    closed = town(market=still, months=24)
    alone = OPEN | still | {"newcomers": 0.0, "elsewhere": -100.0}
    assert hashes(town(market=alone, months=24)) == hashes(closed)
    assert hashes(town(market=alone | {"elsewhere": 2.0}, months=24)) != hashes(closed)


@ENGINES
def test_where_elsewhere_is_worth_nothing_nobody_leaves_of_his_own_will(engine):
    market = BUSY | {"elsewhere": -100.0, "newcomers": 3.0}
    city = City(town(market=market, engine=engine), 1).run()
    series = city.series()
    assert series["departed"].sum() == 0
    assert series["arrivals"].sum() > 20
    assert series["stayed_away"].sum() > 0  # those who found nothing


@ENGINES
def test_where_elsewhere_is_worth_everything_all_who_search_leave_and_nobody_comes(engine):
    market = BUSY | {"elsewhere": 100.0, "displacement_burden": 1.0}
    city = City(town(market=market, engine=engine, months=6), 1)
    for _ in range(6):
        city.step()
        events = city.flows.events.sum(axis=(1, 2))
        assert events[DEPARTED] == events[CONSIDERED] > 0
        assert events[ARRIVED] == events[FORCED] == events[DISPLACED] == 0
    assert city.series()["stayed_away"].sum() > 0


def test_the_nth_newcomer_is_the_same_household_in_every_world():
    worlds = [
        City(town(market=BUSY, policy=policy, months=30), 1).run()
        for policy in ({}, {"ethnic_quota": QUOTA}, {"rent_growth": {"growth": 0.2}})
    ]
    for world in worlds[1:]:
        assert world.state_hash() != worlds[0].state_hash()
    initial = worlds[0].initial_households
    numbers = np.arange(int(worlds[0].state.arrivals[:2].sum()))
    assert len(numbers) == int(0.6 * initial * 2.5) > 400
    rows = initial + 3 * (numbers // 2) + numbers % 2
    for name in ("group", "income", "fifth", "standing"):
        one, *others = (getattr(world.state.households, name)[rows] for world in worlds)
        assert all(np.array_equal(one, other) for other in others), name
    came = [world.state.households.moved[rows] != 0 for world in worlds]
    assert any(not np.array_equal(came[0], other) for other in came[1:])


def test_ids_are_used_up_no_faster_than_newcomers_come():
    city = City(town(market=BUSY | {"newcomers": 1.0}, months=60), 1).run()
    newcomers = int(city.state.arrivals[:2].sum())
    assert newcomers == 5 * city.initial_households
    assert c.used_rows(city.state) <= city.initial_households + 1.5 * newcomers + 3


def test_newcomers_are_tenants_as_often_as_tenants_look_around(monkeypatch):
    rules = {"consider_owner": 0.5, "consider_renter": 4.5}
    city = City(town(market=BUSY, rules=rules), 1)
    first = city.state.households.market[: city.initial_households]
    tenants, owners = int((first % 2 == 1).sum()), int((first % 2 == 0).sum())
    seen = []

    def copied(state, keys, chosen):
        seen.append(chosen)
        return state, keys

    monkeypatch.setattr(city.life.newcomers, "_copy", copied)
    monkeypatch.setattr(city.life.newcomers, "_look_everywhere", lambda *given: given)
    city.life.newcomers.newcomers(city.state, 5000, city.parameters)
    renting = first[seen[0]] % 2 == 1
    share = 4.5 * tenants / (4.5 * tenants + 0.5 * owners)
    assert abs(renting.mean() - share) < 4 * (share * (1 - share) / len(renting)) ** 0.5


def test_elsewhere_is_what_the_city_was_worth_to_ones_kind_at_the_start():
    """Recounted agent by agent with the readable engine."""
    market = BUSY | {"elsewhere": 0.25}
    city = City(town(market=market, engine="reference"), 1)
    worth = {}
    for one in city.life.engine.households.values():
        value = one.systematic_utility(one.home, one.present_payment(0))
        worth.setdefault((one.group, one.fifth), []).append(value)
    assert len(worth) == 15
    for kind, values in worth.items():
        mean = sum(values) / len(values)
        assert city.tables.elsewhere[kind] == pytest.approx(mean + 0.25, abs=1e-12)


def test_a_household_of_a_kind_that_is_absent_has_the_mean_of_its_group_or_of_all():
    from sim.market.elsewhere import worth_elsewhere

    city = City(town(market=OPEN), 1)
    people = city.state.households
    people.dwelling[(people.group == 1) & (people.fifth == 4)] = -1
    people.dwelling[people.group == 2] = -1
    worth = worth_elsewhere(city.state, city.parameters, city.tables, 0.0)
    here = people.dwelling >= 0
    count = np.zeros((3, 5))
    np.add.at(count, (people.group[here], people.fifth[here]), 1)
    assert count[1, 4] == count[2].sum() == 0
    assert worth[1, 4] == pytest.approx((worth[1] * count[1]).sum() / count[1].sum())
    assert worth[2].tolist() == [pytest.approx((worth * count).sum() / count.sum())] * 5


# Configurations -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("market", "key"),
    [
        ({"rents": "natural_vacancy"}, "market.rents"),
        ({"arrivals": "market"}, "market.rents"),
        ({"formation": 0.02}, "market.formation"),
        ({"dissolution": 0.01}, "market.dissolution"),
    ],
)
def test_laws_that_do_not_go_together_are_refused_in_one_line(market, key):
    with pytest.raises(ConfigError) as refused:
        town(market=market)
    text = str(refused.value)
    assert text.startswith(key)
    assert "market.arrivals=" in text
    assert "\n" not in text


@pytest.mark.parametrize(
    ("market", "key", "needs"),
    [
        ({"natural_vacancy": 0.05}, "market.natural_vacancy", "market.rents=natural_vacancy"),
        ({"redevelopment_years": 30.0}, "market.redevelopment_years", "market.supply=developers"),
    ],
)
def test_a_number_of_a_law_that_is_not_on_is_refused_in_one_line(market, key, needs):
    with pytest.raises(ConfigError) as refused:
        town(market=market)
    text = str(refused.value)
    assert text.startswith(key)
    assert needs in text
    assert "\n" not in text


def test_only_what_is_on_is_recorded():
    later = {"departed", "stayed_away", "formed", "dissolved", "evicted"}
    assert not later & set(City(town(), 1).series())
    without = dataclasses.replace(town(market=OPEN))
    assert later & set(City(without, 1).series()) == {"departed", "stayed_away"}
    assert later - set(City(town(market=BUSY), 1).series()) == {"evicted"}


def test_events_are_recorded_by_group_and_fifth():
    series = City(town(market=BUSY), 1).run().series()
    for event in ("departed", "stayed_away", "formed", "dissolved"):
        assert series[event].sum() > 0
        parts = [series[f"{event}.{name}"] for name in ("ash", "birch", "cedar")]
        assert np.array_equal(series[event], sum(parts))
        parts = [series[f"{event}.fifth{k}"] for k in range(1, 6)]
        assert np.array_equal(series[event], sum(parts))
    assert STAYED_AWAY > DEPARTED


def test_a_household_that_forms_has_the_group_and_citizenship_that_it_comes_from():
    config = town(market=OPEN)
    for group in config.city.groups.values():
        group.permanent_residents = 0.5
    city = City(config, 1)
    people = city.state.households
    parents = np.flatnonzero(people.market < c.PRIVATE_OWNED)[::3]
    kinds = set(
        zip(people.group[parents].tolist(), people.citizenship[parents].tolist(), strict=True)
    )
    assert len(kinds) == 6
    state, rows = city.life.newcomers.form(city.state, parents)
    for name in ("group", "citizenship"):
        column = getattr(state.households, name)
        assert np.array_equal(column[rows], column[parents]), name
    assert not np.array_equal(state.households.income[rows], people.income[parents])

"""The accounts of every month balance in every city, and do not in one that is broken."""

import dataclasses

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

import sim.state.columns as c
from sim.accounts.auditor import OutOfBalance
from sim.accounts.identities import accounts, markets
from sim.city import City
from sim.config.validate import validate
from sim.engines.flows import ARRIVED, BOUGHT_BACK, DEPARTED, DISPLACED, LOANS, WITHDRAWN
from sim.measurement.payments import PAID, payments
from tests.model.cities import QUOTA, built, hashes, town, with_engine
from tests.model.strategies import SEEDS, configs

CALM = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
ENGINES = pytest.mark.parametrize("engine", ["kernel", "reference"])
POLICY = {
    "ethnic_quota": QUOTA,
    "inclusionary_zoning": {
        "smallest_project": 1, "set_aside": 0.5, "term_years": 0.5, "income_share": 5.0,
        "rent_burden": 0.1,
    },
    "rent_cap": {"fixed": 0.0, "income_growth": 0.0, "vacancy_decontrol": False},
}  # fmt: skip


def audited(config):
    """Return the config with its accounts checked."""
    metrics = dataclasses.replace(config.metrics, accounts=True, money=True)
    return dataclasses.replace(config, metrics=metrics)


def lively(engine="kernel", **market):
    """Return a town in which something of everything happens every few months."""
    market = {"rent_growth": 0.3, "reset_months": 2, "displacement_burden": 0.25} | market
    market |= {"displacement_months": 1, "displacement_search": 1}
    return town(policy=POLICY, market=market, engine=engine, months=14)


@ENGINES
@pytest.mark.parametrize("prices", ["rents", "asking"])
def test_the_books_of_a_lively_town_balance(engine, prices):
    city = City(audited(lively(engine, prices=prices)), 3).run()
    assert city._records.auditor.months == 14
    series = city.series()
    for flow in ("arrivals", "displaced_out", "homes_reserved", "cut_renewals", "sales.rest"):
        assert series[flow].sum() > 0, flow  # or the books would prove little


@ENGINES
def test_the_books_balance_where_homes_are_withdrawn_in_the_month_of_their_release(engine):
    """A home reserved at the start of a month is let on the market, left, and sold in it."""
    answer = {"rent_cap": POLICY["rent_cap"] | {"withdrawal": 1.0}}
    config = dataclasses.replace(lively(engine), policy=POLICY | answer, months=30)
    city, at_once = City(audited(validate(dataclasses.asdict(config))), 3), 0
    for _ in range(30):
        before = markets(city.state.dwellings)
        city.step()
        after = markets(city.state.dwellings)
        at_once += ((before == c.RESERVED) & (after == c.PRIVATE_OWNED)).sum()
    assert at_once > 0


@ENGINES
def test_the_books_balance_where_withdrawn_homes_are_pulled_down_in_the_same_month(engine):
    answer = {"rent_cap": POLICY["rent_cap"] | {"withdrawal": 1.0}}
    market = {"supply": "developers", "construction_months": 0, "construction_cost": 0.0}
    market |= {"developer_return": -1.0, "land_cost": 0.0, "most_projects": 3}
    market |= {"redevelopment_years": 0.0, "redevelopment_notice": 1, "dissolution": 3.0}
    market |= {"arrivals": "market", "rents": "natural_vacancy", "newcomers": 3.0}
    config = dataclasses.replace(lively(engine, **market), policy=answer, months=14)
    city, at_once = City(audited(validate(dataclasses.asdict(config))), 3), 0
    for _ in range(14):
        before = city.state.dwellings.withdrawn.copy()
        city.step()
        homes = city.state.dwellings
        at_once += ((before == 0) & (homes.withdrawn > 0) & (homes.sector == c.UNBUILT)).sum()
    assert at_once > 0


@ENGINES
def test_the_books_of_an_open_town_balance(engine):
    """Households form, end, leave of their own and come, or not, from elsewhere."""
    market = {"arrivals": "market", "rents": "natural_vacancy", "newcomers": 0.3}
    market |= {"formation": 0.3, "dissolution": 0.3}
    city = City(audited(lively(engine, **market)), 3).run()
    assert city._records.auditor.months == 14
    series = city.series()
    for flow in ("departed", "formed", "dissolved", "arrivals", "displaced_out"):
        assert series[flow].sum() > 0, flow


@ENGINES
def test_the_books_of_a_town_whose_board_buys_flats_back_balance(engine):
    from tests.model.test_permanent_residents import BOTH, BUYING, mixed

    policy = {"ethnic_quota": BOTH | BUYING, "minimum_occupation": {"months": 9}}
    city = City(audited(mixed(policy=policy, engine=engine, months=24)), 5).run()
    assert city._records.auditor.months == 24
    assert city.series()["bought_back"].sum() > 0


def check_drawn(config, number, engine):
    city = built(with_engine(audited(config), engine), number).run()
    assert city._records.auditor.months == config.months


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=CALM)
@given(config=configs(), number=SEEDS)
def test_the_books_of_every_drawn_city_balance(config, number):
    check_drawn(config, number, "kernel")


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=CALM)
@given(config=configs(), number=SEEDS)
def test_the_books_of_every_drawn_city_balance_in_the_reference_engine(config, number):
    check_drawn(config, number, "reference")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_the_books_of_larger_cities_balance(seed):
    for prices in ("rents", "asking"):
        config = lively(prices=prices)
        city = dataclasses.replace(config.city, size=[120, 120], block=6, neighbourhood=4)
        config = dataclasses.replace(config, city=city, months=120)
        assert City(audited(config), seed).run()._records.auditor.months == 120


def test_checking_the_books_changes_nothing():
    config = lively()
    assert hashes(audited(config)) == hashes(config)


# Broken cities ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def month():
    """Return a month that balances, as its accounts look at it, in copies of its own."""
    city = City(audited(lively(prices="asking")), 3)
    for _ in range(7):
        city.step()
    auditor, before = city._records.auditor, c.copy(city.state)
    built_before = city.life.homes_built
    city.step()
    auditor._before, auditor._built = before, built_before
    found = auditor.month(city, city.life)
    assert accounts(found) == []
    return found


def copied(month):
    """Return the same month in copies that may be broken."""
    owners = tuple(table.copy() for table in month.owners)
    flows = type(month.flows)(*(counter.copy() for counter in month.flows))
    return dataclasses.replace(
        month,
        before=c.copy(month.before),
        after=c.copy(month.after),
        flows=flows,
        owners=owners,
        saved=month.saved.copy(),
    )


def resident(m, market):
    """Return a household that lives in a home of a market, and its home."""
    kind, homes = markets(m.after.dwellings), m.after.dwellings
    cell = int(np.flatnonzero((kind == market) & (homes.household >= 0))[0])
    return int(homes.household[cell]), cell


def vacant(m, market):
    return int(m.after.vacancies.homes[market, 0])


def lose_a_household(m):
    who, cell = resident(m, c.PUBLIC_OWNED)
    m.after.households.dwelling[who] = m.after.dwellings.household[cell] = -1
    m.after.households.loan[who] = 0
    m.after.dwellings.asking[cell] = 0
    c.list_vacancy(m.after, cell)


def change_a_group(m):
    who, _ = resident(m, c.PRIVATE_RENTAL)
    m.after.households.group[who] = (m.after.households.group[who] + 1) % 3


def change_a_fifth(m):
    who, _ = resident(m, c.PRIVATE_RENTAL)
    m.after.households.fifth[who] = (m.after.households.fifth[who] + 1) % 5


def forget_an_arrival(m):
    m.flows.events[ARRIVED, 0, 0] += 1


def forget_one_displaced(m):
    m.flows.events[DISPLACED, 1, 2] += 1


def forget_one_departed(m):
    m.flows.events[DEPARTED, 1, 2] += 1


def two_in_a_home(m):
    who, _ = resident(m, c.PUBLIC_OWNED)
    other, cell = resident(m, c.PRIVATE_OWNED)
    assert who != other
    m.after.households.dwelling[who] = cell


def a_home_without_its_household(m):
    _, cell = resident(m, c.PUBLIC_OWNED)
    m.after.dwellings.household[cell] = -1
    c.list_vacancy(m.after, cell)


def live_in_the_open(m):
    _, cell = resident(m, c.PRIVATE_RENTAL)
    m.after.dwellings.sector[cell] = c.UNBUILT


def forget_a_vacancy(m):
    c.unlist_vacancy(m.after, vacant(m, c.PRIVATE_RENTAL))


def list_twice(m):
    cell = vacant(m, c.PUBLIC_OWNED)
    c.list_vacancy(m.after, cell)


def list_on_the_wrong_market(m):
    cell = vacant(m, c.PUBLIC_OWNED)
    lists, last = m.after.vacancies, m.after.vacancies.length[c.PRIVATE_OWNED]
    c.unlist_vacancy(m.after, cell)
    lists.homes[c.PRIVATE_OWNED, last], lists.place[cell] = cell, last
    lists.length[c.PRIVATE_OWNED] += 1


def list_an_occupied_home(m):
    _, cell = resident(m, c.PUBLIC_OWNED)
    c.list_vacancy(m.after, cell)


def swap_places(m):
    lists = m.after.vacancies
    lists.homes[c.PUBLIC_OWNED, :2] = lists.homes[c.PUBLIC_OWNED, 1::-1]


def turn_a_tenure(m):
    cell = vacant(m, c.PUBLIC_OWNED)
    c.unlist_vacancy(m.after, cell)
    m.after.dwellings.rental[cell] = 1
    c.list_vacancy(m.after, cell)


def withdraw_in_secret(m):
    cell = vacant(m, c.PRIVATE_RENTAL)
    c.unlist_vacancy(m.after, cell)
    m.after.dwellings.rental[cell] = 0
    c.list_vacancy(m.after, cell)


def withdraw_on_paper(m):
    m.flows.deeds[WITHDRAWN, 0, 0] += 1


def build_in_secret(m):
    cell = int(np.flatnonzero(m.after.dwellings.sector == c.UNBUILT)[0])
    m.after.dwellings.sector[cell], m.after.dwellings.rental[cell] = c.PRIVATE, 1
    c.list_vacancy(m.after, cell)


def pull_down_in_secret(m):
    cell = vacant(m, c.PRIVATE_RENTAL)
    c.unlist_vacancy(m.after, cell)
    m.after.dwellings.sector[cell] = c.UNBUILT


def release_early(m):
    both = (markets(m.before.dwellings) == c.RESERVED) & (markets(m.after.dwellings) == c.RESERVED)
    cell = int(np.flatnonzero(both & (m.after.dwellings.household < 0))[0])
    c.unlist_vacancy(m.after, cell)
    m.after.dwellings.reserved_until[cell] = -1
    c.list_vacancy(m.after, cell)
    assert m.before.dwellings.reserved_until[cell] >= m.number


def change_an_owner(m):
    _, cell = resident(m, c.PUBLIC_OWNED)
    m.after.dwellings.record[cell] = 1 - m.after.dwellings.record[cell]


def change_citizenship(m):
    _, cell = resident(m, c.PUBLIC_OWNED)
    m.after.dwellings.record_citizenship[cell] = 1


def change_the_books(m):
    m.owners[1][0, -1] += 1


def own_a_private_home(m):
    _, cell = resident(m, c.PRIVATE_OWNED)
    m.after.dwellings.record[cell] = 0


def an_owner_of_no_class(m):
    _, cell = resident(m, c.PUBLIC_OWNED)
    m.after.dwellings.record[cell] = 9


def forget_an_owner(m):
    _, cell = resident(m, c.PUBLIC_OWNED)
    zones, kept = m.after.zones, int(m.after.dwellings.record[cell])
    m.after.dwellings.record[cell] = -1
    for table, unit in zip(m.owners, (zones.block[cell], zones.neighbourhood[cell]), strict=True):
        table[unit, [kept, -1]] -= 1


def a_negative_rent(m):
    who, _ = resident(m, c.PUBLIC_RENTAL)
    m.after.households.rent[who] = -1


def an_owner_pays_rent(m):
    m.after.households.rent[resident(m, c.PUBLIC_OWNED)[0]] = 100


def a_tenant_has_a_loan(m):
    m.after.households.loan[resident(m, c.PRIVATE_RENTAL)[0]] = 100


def one_who_left_pays(m):
    m.after.households.rent[int(np.flatnonzero(m.after.households.dwelling < 0)[0])] = 100


def pay_another_rent(m):
    m.after.households.rent[resident(m, c.PRIVATE_RENTAL)[0]] += 1


def save_too_much(m):
    homes = m.after.dwellings
    new = (homes.last_rent_month == m.number) & (markets(homes) == c.PRIVATE_RENTAL)
    new &= (homes.household >= 0) & (m.before.dwellings.reserved_until < 0)
    m.saved[homes.household[np.flatnonzero(new)[0]]] += 1


def lend_too_much(m):
    m.flows.money[LOANS, 0] += 1


BROKEN = {
    lose_a_household: "households of group",
    change_a_group: "households of group",
    change_a_fifth: "households of group",
    forget_an_arrival: "households of group 0, fifth 1",
    forget_one_displaced: "households of group 1, fifth 3",
    forget_one_departed: "households of group 1, fifth 3",
    two_in_a_home: "are not those that live in their homes",
    a_home_without_its_household: "occupied homes",
    live_in_the_open: "live where nothing is built",
    forget_a_vacancy: "1 vacant homes are not on a list once",
    list_twice: "1 vacant homes are not on a list once",
    list_on_the_wrong_market: "on the list private_owned are of another market",
    list_an_occupied_home: "1 homes on a list are not vacant",
    swap_places: "do not know their place",
    turn_a_tenure: "1 homes turned from public_owned to public_rental",
    withdraw_in_secret: "became homes for owners, and 0 were withdrawn",
    withdraw_on_paper: "0 homes to let became homes for owners, and 1 were withdrawn",
    build_in_secret: "homes were built",
    pull_down_in_secret: "1 homes were pulled down where nobody builds",
    release_early: "1 reserved homes were released before their term was over",
    change_an_owner: "the engine's books say",
    change_citizenship: "the engine's books say",
    change_the_books: "neighbourhood 0 has owners of record",
    own_a_private_home: "1 homes that are not public have an owner of record",
    an_owner_of_no_class: "of no quota class",
    forget_an_owner: "1 homes lost their owner of record, and 0 were bought back",
    a_negative_rent: "1 households have a rent or a loan below zero",
    an_owner_pays_rent: "1 households own their home and pay rent",
    a_tenant_has_a_loan: "1 households are tenants with a loan",
    one_who_left_pays: "1 households left and have a rent or a loan",
    pay_another_rent: "1 private tenants pay another rent than their home was let for",
    save_too_much: "1 new contracts and what a cap saved",
    lend_too_much: "public homes were sold for",
}


@pytest.mark.parametrize("harm", BROKEN, ids=lambda harm: harm.__name__)
def test_a_broken_city_is_caught(month, harm):
    broken = copied(month)
    harm(broken)
    lines = accounts(broken)
    assert any(BROKEN[harm] in line for line in lines), lines
    assert all(line.startswith("month 8: ") and "\n" not in line for line in lines)
    assert accounts(month) == []


def test_a_home_that_was_bought_back_may_lose_its_owner(month):
    bought = copied(month)
    forget_an_owner(bought)
    bought.flows.deeds[BOUGHT_BACK, 0, 0] += 1
    assert accounts(bought) == []


def test_a_run_whose_books_do_not_balance_fails():
    city = City(audited(lively()), 3)
    city.step()
    who = int(np.flatnonzero(city.state.households.rent > 0)[0])
    city.state.households.dwelling[who] = -1
    with pytest.raises(OutOfBalance, match="month 2: "):
        city.step()


# What is paid -------------------------------------------------------------------------------------


@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=CALM)
@given(config=configs(), number=SEEDS)
def test_what_is_paid_is_what_the_contracts_say(config, number):
    city = built(audited(dataclasses.replace(config, months=5)), number)
    for _ in range(5):
        city.step()
    people, p = city.state.households, city.parameters
    paid = payments(city.state, city.month, p)
    living = people.dwelling >= 0
    assert paid[:3].sum() == people.rent[living].sum()
    for fifth in range(5):
        assert paid[:3, fifth].sum() == people.rent[living & (people.fifth == fifth)].sum()
    expected = dict.fromkeys(PAID, 0)
    for one in np.flatnonzero(living).tolist():
        market = c.market_of(city.state.dwellings, int(people.dwelling[one]))
        months = city.month - int(people.moved[one])
        owed = int(people.loan[one]) * p.instalment // 10**9 if months < p.loan_months else 0
        name = {1: "public_rental", 3: "private_rental", 4: "reserved"}.get(market, "instalments")
        expected[name] += int(people.rent[one]) if market in (1, 3, 4) else owed
    series = city.series()
    for what, cents in expected.items():
        assert series[f"paid.{what}"][-1] == pytest.approx(cents / 100)
        by_fifth = sum(series[f"paid.{what}.fifth{k}"][-1] for k in range(1, 6))
        assert by_fifth == pytest.approx(cents / 100)


def test_what_is_paid_is_recorded_only_where_it_is_asked_for():
    assert not any(name.startswith("paid.") for name in City(lively(), 1).series())

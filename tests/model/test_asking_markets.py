"""Whole markets in which sellers ask prices: what must hold whatever is drawn."""

import dataclasses

import numpy as np
import pytest

from sim.behaviour.parameters import BILLION
from sim.burn_in import Start, burned_in
from sim.city import City
from sim.market import asking
from sim.outcomes import expand
from sim.state.columns import PRIVATE_OWNED, PUBLIC_OWNED
from sim.state.initial import initial_state
from tests.model.cities import QUOTA, hashes, town, with_engine

FLAT = {"prices": "asking", "asking_markup": 0.0, "asking_decline": 0.0}
MARKETS = (PUBLIC_OWNED, PRIVATE_OWNED)


def for_sale(city: City) -> np.ndarray:
    """Return the cells of the owned homes that stand empty."""
    listed = city.state.vacancies
    return np.concatenate([listed.homes[m, : listed.length[m]] for m in MARKETS])


def test_without_mark_up_and_decline_every_price_stays_that_of_the_start():
    """Where nobody asks more or less than the reference, all sales are at the first price."""
    city = City(town(market=FLAT, policy={"ethnic_quota": QUOTA}), 3)
    sold = 0
    for _ in range(24):
        city.step()
        cells, homes = for_sale(city), city.state.dwellings
        assert np.array_equal(homes.asking[cells], homes.base_rent[cells] * 240)
        rings = city.state.sales.block
        assert set(np.unique(rings)) <= {0, BILLION}
        sold += int(city.flows.money[0].sum())
        series = city.series()
        for name in ("price_level.public", "price_level.private"):
            assert (series[name] == 1.0).all()
    assert sold > 0


@pytest.mark.parametrize("engine", ["kernel", "reference"])
def test_prices_that_never_part_from_rents_that_never_move_change_no_life(engine):
    """With both prices fixed the two laws are one: the same moves, in every month."""
    still = {"vacancy_response": 0.0, "rent_growth": 0.0}
    rents, flat = (City(town(engine=engine, market=m | still), 2) for m in ({}, FLAT))
    for _ in range(12):
        rents.step()
        flat.step()
        for name in ("dwelling", "loan", "moved", "rent"):
            one, other = (getattr(city.state.households, name) for city in (rents, flat))
            assert np.array_equal(one, other), name


@pytest.mark.parametrize("number", range(4))
def test_raising_all_rents_and_incomes_raises_all_prices(number):
    """Money is a measure: three times the rents and incomes, the same moves at three times the
    prices, but for what is rounded to cents, a dollar a month at most."""
    config = town(market={"prices": "asking", "project_rate": 0.0})
    cities = []
    for factor in (1, 3):
        state = initial_state(config, number)
        people, homes = state.households, state.dwellings
        for column in (people.income, people.rent, people.loan, homes.base_rent, homes.last_rent):
            column[:] *= factor
        again = dataclasses.replace(config, city=dataclasses.replace(config.city))
        again.city.public_rental_income_ceiling *= factor
        cities.append(City(again, number, start=Start(state, float("nan"))))
    one, three = cities
    for _ in range(24):
        for city in cities:
            city.step()
        assert np.array_equal(one.state.households.dwelling, three.state.households.dwelling)
        assert three.flows.money == pytest.approx(3 * one.flows.money, rel=1e-6, abs=100)
        assert three.state.dwellings.asking == pytest.approx(
            3 * one.state.dwellings.asking, rel=1e-6
        )
    assert asking.price_levels(one.state)[0] == pytest.approx(asking.price_levels(three.state)[0])


def test_a_burn_in_asks_no_prices_and_its_start_lists_what_stands_empty():
    changes = {"city": {"initial": "burned_in", "burn_in": {"months": 13}}}
    asks = town(market={"prices": "asking"}, **changes)
    start, rests = burned_in(asks, 4), burned_in(town(**changes), 4)
    assert not start.state.dwellings.asking.any()
    assert not any(part.any() for part in start.state.sales)
    assert start.state.clock.tolist() == rests.state.clock.tolist()
    city = City(asks, 4, start=start)
    cells, homes = for_sale(city), city.state.dwellings
    first = homes.base_rent[cells] * 240
    assert len(cells)
    assert np.array_equal(homes.asking[cells], first + first * 3 // 100)
    assert not start.state.dwellings.asking.any()  # a start is shared: it stays as it was


def test_the_level_of_prices_is_that_of_what_is_asked():
    """What owners would ask now, over the start and the mark-up, is the level that is recorded."""
    city = City(town(market={"prices": "asking", "asking_markup": 0.0}), 1)
    for _ in range(18):
        city.step()
    homes, state = city.state.dwellings, city.state
    for sector in (0, 1):
        owned = np.flatnonzero((homes.sector == sector) & (homes.rental == 0))
        owners = homes.household[owned]
        before = asking.price_levels(state)[sector]
        levels = asking.levels_of(state, sector, owned) / BILLION
        assert before == pytest.approx(levels.mean(), rel=1e-12)
        assert before != 1.0
        assert len(owners)


def test_where_rents_set_prices_nothing_is_recorded_of_sales():
    city = City(town(policy={"ethnic_quota": QUOTA}), 1).run()
    assert not city.state.dwellings.asking.any()
    assert not any(name.startswith(("sold", "money", "price")) for name in city.series())
    assert hashes(town()) == hashes(town(market={"asking_markup": 0.5, "asking_decline": 0.3}))


def test_the_record_has_the_sales_of_the_months():
    city = City(town(market={"prices": "asking"}, policy={"ethnic_quota": QUOTA}), 1)
    money, number, level = 0, 0, [1.0]
    price = 0.0
    for _ in range(12):
        city.step()
        money = money + city.flows.money.sum(axis=1)
        number += int(city.flows.sold[0].sum())
        price += city.flows.sold[2].sum() / BILLION / level[-1]
        level.append(asking.price_levels(city.state)[0])
    series = city.series()

    def total(start: str) -> float:
        return sum(float(s.sum()) for name, s in series.items() if name.startswith(start))

    kinds = ("money_value.", "money_loans.", "money_equity.", "money_savings.")
    assert [total(kind) for kind in kinds] == pytest.approx((money / 100).tolist())
    assert total("sold.") == number > 0
    assert total("sold_price.") == pytest.approx(price)
    assert series["price_level.public"].tolist() == level
    limits = {name.split("@")[1] for name in series if name.startswith("sold.")}
    assert limits == {"no", "ash", "rest", "several"}


def test_observing_prices_changes_nothing():
    config = town(market={"prices": "asking"})
    state = initial_state(config, 1)
    watched = City(config, 1, start=Start(state, float("nan")))
    seen = [watched.state_hash()]
    for _ in range(6):
        watched.series()
        asking.price_levels(watched.state)[0]
        asking.cuts(watched.state, 1, watched.month)
        watched.step()
        seen.append(watched.state_hash())
    assert hashes(with_engine(config, "reference"), months=6) == seen


def test_the_table_of_outcomes_tells_seller_and_limit():
    city = City(town(market={"prices": "asking"}, policy={"ethnic_quota": QUOTA}), 1)
    labels = {outcome.name: outcome.label for outcome in expand(city.series())}
    assert labels["price_level.public"] == "Price level, public"
    assert labels["price_at.ash@no"] == "Price over the level, Ash seller, no limit"
    assert labels["months_for_sale.rest@ash"] == "Months on market, Rest seller, Ash limit"
    assert "price_at.rest@several" in labels
    assert labels["months_on_market.ash"] == "Months on market, Ash"
    plain = City(town(policy={"ethnic_quota": QUOTA}), 1)
    assert not any(name.startswith("price") for name in labels_of(plain))


def labels_of(city: City) -> list[str]:
    """Return the names of the outcomes that a city's record can supply."""
    return [outcome.name for outcome in expand(city.series())]

"""The full market, landlords and the board, written from docs/odd.md alone, are the simulator's."""

import pytest

from tests.odd.board import BoardCity
from tests.odd.month import City
from tests.odd.open_city import OpenCity
from tests.odd.worlds import BUSY, PERMANENT_RESIDENTS, QUOTA, SINGAPORE, first_difference

LAND = (
    *SINGAPORE, "rules=teaching", "city.public.vacancy_owned=0.08", "city.empty_land=0.3",
    "market.project_homes=4", "market.project_rate=0.4",
)  # fmt: skip
PLAIN_OPEN = (
    *LAND, "market.arrivals=market", "market.rents=natural_vacancy", "market.newcomers=0.6",
    "market.elsewhere=1", "market.formation=0.4", "market.dissolution=0.3",
)  # fmt: skip
OPEN = (
    *PLAIN_OPEN, "market=full", "market.construction_months=2", "market.construction_cost=0.4",
)  # fmt: skip
MARKETS = {
    "a closed city whose sellers ask": (*BUSY, QUOTA, "market.prices=asking"),
    "the full market": OPEN,
    "the full market and the quota, all markets, no floor": (
        *OPEN, QUOTA, *PERMANENT_RESIDENTS, "rules.sectors_open=all", "market.asking_floor=0",
        "market.asking_decline=0.05", "market.most_projects=2", "preferences.shock=persistent",
    ),
    "an open city with programme and reserved homes, rents that displace": (
        *PLAIN_OPEN, "market.rent_growth=0.4",
        "market.max_monthly_change=0.1", "market.reset_months=2", "market.natural_vacancy=0.15",
        "policy=inclusionary_zoning", "policy.inclusionary_zoning.smallest_project=2",
        "policy.inclusionary_zoning.set_aside=0.5", "market.displacement_burden=0.33",
    ),
}  # fmt: skip
LAW = (
    *LAND, "policy=rent_cap", "rules.consider_renter=6", "city.private.rental=0.5",
    "city.private.rent=1800", "city.income.no_work=0.02", "city.private.vacancy_owned=0.2",
    "market.reset_months=3", "market.rent_growth=0.3", "market.max_monthly_change=0.05",
    "policy.rent_cap.fixed=0.05", "policy.rent_cap.withdrawal=0.6", "policy.rent_cap.eviction=0.4",
)  # fmt: skip
BUYING = (
    *BUSY, QUOTA, "policy.ethnic_quota.buy_back_years=1", "policy.ethnic_quota.buy_back_months=1",
    "policy.ethnic_quota.buy_back_since=2020-08",
)  # fmt: skip
LANDLORDS_AND_THE_BOARD = {
    "landlords who sell and evict": LAW,
    "new tenancies capped too, buildings that come of age": (
        *LAW, "policy.rent_cap.vacancy_decontrol=false", "policy.rent_cap.exempt_years=20",
        "policy.rent_cap.built_before=2020-09", "policy.rent_cap.ceiling=0.04",
    ),
    "phased in, in the full market": (
        *LAW, "market=full", "policy.rent_cap.phase_in=4", "policy.rent_cap.start=3",
    ),
    "a board that buys": BUYING,
    "a board that buys in a pilot": (
        *BUYING, *PERMANENT_RESIDENTS, "policy.ethnic_quota.sample=3", "market.prices=asking",
    ),
}  # fmt: skip
EVERY = MARKETS | LANDLORDS_AND_THE_BOARD


@pytest.mark.parametrize("words", MARKETS.values(), ids=MARKETS)
def test_the_full_market_is_equal_too(words):
    assert first_difference(words, 2, 10) is None


@pytest.mark.parametrize("words", LANDLORDS_AND_THE_BOARD.values(), ids=LANDLORDS_AND_THE_BOARD)
def test_landlords_and_the_board_are_equal_too(words):
    assert first_difference(words, 2, 10) is None


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4, 9))
@pytest.mark.parametrize("words", EVERY.values(), ids=EVERY)
def test_five_more_seeds(words, seed):
    assert first_difference(words, seed, 12) is None


BROKEN_MARKETS = {
    "7.9 what developers count": ("account", lambda city, block: (0, 1)),
    "7.10 natural vacancy": ("at_rest", City.at_rest),
    "7.14 who ends and forms": ("life", lambda city: ([], [])),
    "7.14 living elsewhere": ("elsewhere", lambda city, h: 0.0),
    "prices asked": ("price_of", City.price_of),
    "the value that an owner brings": ("value_of", City.value_of),
}


@pytest.mark.parametrize(("name", "rule"), BROKEN_MARKETS.values(), ids=BROKEN_MARKETS)
def test_a_broken_rule_of_the_full_market_is_noticed(name, rule, monkeypatch):
    monkeypatch.setattr(OpenCity, name, rule)
    assert first_difference(OPEN, 2, 6) is not None


BROKEN_ANSWERS = {
    "withdrawal and eviction": (LAW, "law", lambda city, c: None),
    "who buys": (LAW, "buyers", lambda city: []),
    "strain of the evicted": (LAW, "feel", OpenCity.feel),
    "what the board buys": (BUYING, "constrained", lambda city, c, counts: False),
}


@pytest.mark.parametrize(("words", "name", "rule"), BROKEN_ANSWERS.values(), ids=BROKEN_ANSWERS)
def test_a_broken_answer_is_noticed(words, name, rule, monkeypatch):
    monkeypatch.setattr(BoardCity, name, rule)
    assert first_difference(words, 2, 10) is not None

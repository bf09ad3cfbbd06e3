"""One searcher in a city of ten homes, whose choice is computed here from the specification.

Nothing of `sim.behaviour` is called: neighbours are counted by eye, money and utility follow the
model's specification (docs/odd.md), luck is the Gumbel quantile of the keyed draw.
"""

import math

import pytest

from sim.burn_in import Start
from sim.city import City
from sim.draws import Purpose, pick, word
from tests.model.tiny import cell_of, tiny_city

#         0 1 2 3 4   (row 0)   5 6 7 8 9   (row 1)
BLOCK = "a b ./b a b ./a b a ./b b"
SEARCHER = 0  # the a in the corner; all others are kept by their minimum occupation
WANTS = {
    "own_group": 3.0,
    "income_similarity": 2.0,
    "quality": 0.5,
    "cost": 4.0,
    "attachment_owner": 1.5,
}
RANKS = {0: 500, 1: 900, 3: 100, 4: 800, 6: 300, 7: 600, 9: 200}  # by home
QUALITY = {0: -500, 2: 250, 5: 1500, 8: -1000}
LOAN, OWNED_FOR = 20_000_000, 120  # cents, months
INCOME, RENT = 900_000, 180_000  # cents a month


def neighbours(home):
    """Homes within two rows and two columns: in a strip of two rows, all within two columns."""
    return [k for k in range(10) if k != home and abs(k % 5 - home % 5) <= 2]


def gumbel(number, home, month):
    u = (word(1, month, number, Purpose.TASTE, cell_of(0, home, 1)) + 0.5) / 2**32
    return -math.log(-math.log(u))


def worth(home, payment):
    groups = {k: text[0] for k, text in enumerate(BLOCK.split()) if text[0] != "."}
    others = [k for k in neighbours(home) if k in groups and k != SEARCHER]
    taste = 3.0 * sum(groups[k] == "a" for k in others) / len(others)
    mean_rank = sum(RANKS[k] for k in others) / len(others)
    similar = -2.0 * abs(RANKS[SEARCHER] - mean_rank) / 1000
    return taste + similar + 0.5 * QUALITY[home] / 1000 - 4.0 * payment / INCOME


def options(month):
    """Return the worth with luck of staying and of each vacant home, and the worth without luck."""
    price = RENT * 12 / 0.05  # 432,000 dollars
    owed = LOAN * (300 - OWNED_FOR) / 300  # 120,000 of 200,000 dollars
    loan = min(price - (price - owed), 0.75 * price)  # the equity pays the rest: 120,000 again
    plain = {home: worth(home, loan * 0.00454) for home in (2, 5, 8)}
    plain[SEARCHER] = worth(SEARCHER, LOAN * 0.00454) + 1.5
    lucky = {home: value + gumbel(0, home, month) for home, value in plain.items()}
    return lucky, plain


def city_of(engine, month):
    city = tiny_city([BLOCK], engine=engine, settled=["b"], preferences=WANTS)
    people = city.state.households
    for number, home in enumerate(RANKS):
        people.standing[number] = RANKS[home]
        people.moved[number] = month - 1  # settled
    for home, quality in QUALITY.items():
        city.state.dwellings.quality[home] = quality
    people.loan[0], people.moved[0] = LOAN, month - OWNED_FOR
    city.state.clock[0] = month - 1
    config = city.config
    return City(config, 1, start=Start(city.state, float("nan")), first_month=month - 1)


@pytest.mark.parametrize("engine", ["kernel", "reference"])
def test_the_searcher_takes_the_best_home_or_stays(engine):
    taken = set()
    for month in range(1, 41):
        lucky, _ = options(month)
        best = max(lucky, key=lambda home: lucky[home])
        runner_up = sorted(lucky.values())[-2]
        if lucky[best] - runner_up < 0.1:  # the table of shocks is exact to .07
            continue
        city = city_of(engine, month)
        city.step()
        assert int(city.state.households.dwelling[0]) == cell_of(0, best, 1), month
        assert city.flows.events[1].sum() == (best != SEARCHER)
        if best != SEARCHER:
            assert city.state.households.loan[0] == 12_000_000  # 120,000 dollars
            assert city.state.households.moved[0] == month
        taken.add(best)
    assert taken == {SEARCHER, 2, 5, 8}


@pytest.mark.parametrize("engine", ["kernel", "reference"])
@pytest.mark.parametrize("search", ["informed", "blind"])
def test_the_expected_utility_of_the_choice_is_recorded(engine, search):
    """The logsum over staying and the different homes among the draws, read from the key."""
    compared = set()
    for month in range(5, 11):
        city = city_of(engine, month)
        city.config.rules.candidates = 2
        city.config.rules.search = search
        city = City(city.config, 1, start=Start(city.state, float("nan")), first_month=month - 1)
        city.step()
        _, plain = options(month)
        vacant = [2, 5, 8]  # in the order in which they were listed
        drawn = [vacant[pick(3, 1, month, 0, Purpose.CANDIDATE, k)] for k in range(8)]
        seen = list(dict.fromkeys(drawn))[:2] if search == "informed" else set(drawn[:2])
        total = math.exp(plain[SEARCHER]) + sum(math.exp(plain[home]) for home in seen)
        assert city.flows.utility.sum() == pytest.approx(math.log(total), abs=1e-9)
        assert city.flows.deciders.sum() == 1  # considers every month: stands for itself
        compared.add(len(seen))
    assert compared == ({2} if search == "informed" else {1, 2})

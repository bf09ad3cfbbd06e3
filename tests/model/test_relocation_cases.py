"""Boards worked by hand: `cases/relocation.yaml`, and the pennies of Schelling (1978)."""

import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import yaml

from sim import draws
from sim.city import City
from sim.draws import Purpose, pick, word
from sim.engines.kernel.relocation import engine as kernel
from sim.engines.kernel.relocation import month as months
from sim.engines.kernel.relocation import order, search
from sim.engines.reference.relocation import RelocationReference
from tests.model.boards import board, cells_around, discontented, placed, rows_of

DATA = yaml.safe_load((Path(__file__).parent / "cases" / "relocation.yaml").read_text())
SEED, START, CASES = DATA["seed"], DATA["start"], DATA["cases"]
SIDE = len(START)
NAMES = [case["name"] for case in CASES]
LETTERS = {"blue": "B", "orange": "O"}


def config_of(case, engine):
    return board(
        engine=engine,
        months=5,
        city={"size": [SIDE, SIDE]},
        preferences=case["preferences"],
        rules=case["rules"],
    )


def cell_at(place) -> int:
    return SIDE * place[0] + place[1]


# The cases are right ------------------------------------------------------------------------------


class Paper:
    """A city on squared paper: who lives where, and the list of vacancies."""

    def __init__(self) -> None:
        text = "".join(START)
        self.board = list(text)
        self.homes = [cell for cell, sign in enumerate(text) if sign != "."]
        self.group = [text[cell] for cell in self.homes]
        self.vacant = [cell for cell, sign in enumerate(text) if sign == "."]

    def like(self, household: int, cell: int) -> tuple[int, int]:
        """Return like neighbours and all of them, were the household to live in a cell."""
        near = cells_around(cell, (SIDE, SIDE), False, 1)
        signs = [self.board[o] for o in near if o != self.homes[household] and self.board[o] != "."]
        return signs.count(self.group[household]), len(signs)

    def happy(self, household: int, cell: int, want) -> bool:
        like, of = self.like(household, cell)
        if of == 0:
            return want["isolated"] == "happy"
        number = like if want["satisfaction"] == "like_count" else Fraction(like, of)
        return number >= Fraction(str(want["wanted"]))

    def unhappy(self, want) -> list[int]:
        return [h for h, cell in enumerate(self.homes) if not self.happy(h, cell, want)]

    def move(self, household: int, cell: int) -> None:
        left = self.homes[household]
        self.board[left], self.board[cell] = ".", self.group[household]
        self.homes[household] = cell
        self.vacant[self.vacant.index(cell)] = left

    def rows(self) -> list[str]:
        return ["".join(self.board[SIDE * r : SIDE * (r + 1)]) for r in range(SIDE)]


def whose_turns(paper: Paper, case, month):
    """Yield every turn of a month as written, once it is the one whose turn it is."""
    want, rules, number = case["preferences"], case["rules"], month["month"]
    turns = month["turns"]
    if rules["activation"] == "random_order":
        assert sorted(month["order"]) == paper.unhappy(want)
        for household, key in month["order"].items():
            assert word(SEED, number, household, Purpose.ORDER, 0) == key
        assert [turn["household"] for turn in turns] == sorted(
            month["order"], key=month["order"].__getitem__
        )
        yield from enumerate(turns)
    elif rules["activation"] == "scan_order":
        left = iter(enumerate(turns))
        for household in sorted(range(len(paper.homes)), key=paper.homes.__getitem__):
            if not paper.happy(household, paper.homes[household], want):
                place, turn = next(left)
                assert turn["household"] == household
                yield place, turn
        assert not list(left)
    else:
        assert len(turns) == len(paper.unhappy(want))
        for place, turn in enumerate(turns):
            unhappy = sorted(paper.unhappy(want), key=lambda h: (paper.group[h], h))
            assert turn["unhappy"] == unhappy
            drawn = pick(len(unhappy), SEED, number, place, Purpose.TURN, 0)
            assert turn["drawn"] == drawn
            assert turn["household"] == unhappy[drawn]
            yield place, turn


def where_to(paper: Paper, case, month: int, place: int, turn):
    """Return the cell to which a household moves by what is written, after checking it."""
    want, household = case["preferences"], turn["household"]
    suits = [cell for cell in paper.vacant if paper.happy(household, cell, want)]
    kind = case["rules"]["search"]
    if kind == "random_vacancy":
        assert [cell_at(one) for one in turn["vacant"]] == paper.vacant
        drawn = pick(len(paper.vacant), SEED, month, household, Purpose.CANDIDATE, 0)
        assert turn["vacancy"] == drawn
        return paper.vacant[drawn]
    if kind == "nearest":
        row, col = divmod(paper.homes[household], SIDE)
        near = {cell: abs(cell // SIDE - row) + abs(cell % SIDE - col) for cell in suits}
        listed = sorted(near, key=lambda cell: (near[cell], cell))
        assert turn["near"] == [[*divmod(cell, SIDE), near[cell]] for cell in listed]
        return listed[0] if listed else None
    words = {cell: word(SEED, month, place, Purpose.TIE, cell) for cell in suits}
    assert turn["options"] == [[*divmod(cell, SIDE), words[cell]] for cell in suits]
    return min(suits, key=words.__getitem__, default=None)


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_what_is_written_follows_from_the_board_and_the_draws(case):
    paper, moves = Paper(), 0
    for month in case["months"]:
        for place, turn in whose_turns(paper, case, month):
            household, home = turn["household"], cell_at(turn["at"])
            assert paper.homes[household] == home
            assert paper.group[household] == LETTERS[turn["group"]]
            assert turn["like"] == "{} of {}".format(*paper.like(household, home))
            cell = where_to(paper, case, month["month"], place, turn)
            if cell is None:
                assert turn["to"] == "stays"
                continue
            assert cell_at(turn["to"]) == cell
            assert turn["like_there"] == "{} of {}".format(*paper.like(household, cell))
            paper.move(household, cell)
            moves += 1
        assert paper.rows() == month["end"]
    assert moves >= 10
    assert (not paper.unhappy(case["preferences"])) == case.get("rests", False)


# The engines do what is written -------------------------------------------------------------------


def written_moves(case) -> list[tuple[int, int, int, int]]:
    """Return month, household, from and to of every move of a case."""
    return [
        (month["month"], turn["household"], cell_at(turn["at"]), cell_at(turn["to"]))
        for month in case["months"]
        for turn in month["turns"]
        if turn["to"] != "stays"
    ]


def check_months(city: City, case) -> None:
    """Live the months of a case; at the end of each, everything is as written."""
    paper = Paper()
    for month in case["months"]:
        city.step()
        turns = month["turns"]
        for turn in turns:
            if turn["to"] != "stays":
                paper.move(turn["household"], cell_at(turn["to"]))
        assert rows_of(city) == month["end"]
        assert city.state.households.dwelling.tolist() == paper.homes
        assert city.state.vacancies.homes[0, : len(paper.vacant)].tolist() == paper.vacant
        moved = [turn for turn in turns if turn["to"] != "stays"]
        for g, group in enumerate(city.config.city.groups):
            assert city.flows.tried[g] == sum(turn["group"] == group for turn in turns)
            assert city.flows.moved[g] == sum(turn["group"] == group for turn in moved)
        assert city.flows.unhappy.sum() == len(paper.unhappy(case["preferences"]))
    assert city.running != case.get("rests", False)


def start(case, engine) -> City:
    city = placed(START, config_of(case, engine), SEED)
    assert rows_of(city) == START
    return city


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_the_compiled_engine_lives_the_months_that_are_written(case):
    check_months(start(case, "kernel"), case)


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_the_reference_makes_the_moves_that_are_written(case, monkeypatch):
    made = []
    move = RelocationReference.move

    def noted(self, household, site, month):
        made.append((month, household.number, household.site.cell, site.cell))
        move(self, household, site, month)

    monkeypatch.setattr(RelocationReference, "move", noted)
    check_months(start(case, "reference"), case)
    assert made == written_moves(case)


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_the_loops_of_the_kernel_make_the_moves_that_are_written(case, monkeypatch):
    """The source that is compiled, run as Python so that each move can be seen."""
    made = []

    def noting(move):
        def noted(w, household, cell, month, p):
            home = int(w.state.households.dwelling[household])
            made.append((int(month), int(household), home, int(cell)))
            move(w, household, cell, month, p)

        return noted

    def plain(function):  # Python's own integers, which do not wrap around at 64 bits
        return lambda *key: function(*(int(part) for part in key))

    monkeypatch.setattr(kernel, "compile_now", lambda function, allocates: function)
    monkeypatch.setattr(kernel, "_compiled", kernel._compiled.__wrapped__)
    for name in ("move", "move_plainly"):
        monkeypatch.setattr(months, name, noting(getattr(months, name)))
    for module in (months, order, search):
        for name in {"word", "pick", "uniform"} & set(vars(module)):
            monkeypatch.setattr(module, name, plain(getattr(draws, name)))
    check_months(start(case, "kernel"), case)
    assert made == written_moves(case)


# The pennies and dimes of Schelling (1978), Micromotives and Macrobehavior, chapter 4 -------------

PENNIES = [
    "#BOBOBO#",
    "BOBOBOBO",
    "OBOBOBOB",
    "BOBOBOBO",
    "OBOBOBOB",
    "BOBOBOBO",
    "OBOBOBOB",
    "#OBOBOB#",
]
DEMAND = {1: 1, 2: 1, 3: 2, 4: 2, 5: 2, 6: 3, 7: 3, 8: 3}
MORE_THAN_A_THIRD = {"wanted": "1/3", "at_equality": "unhappy", "isolated": "happy"}


def pennies(rows, engine="kernel", **rules):
    size = [len(rows), len(rows[0])]
    preferences = MORE_THAN_A_THIRD
    config = board(engine=engine, city={"size": size}, preferences=preferences, rules=rules)
    return placed(rows, config)


def test_the_board_of_pennies_is_the_one_of_the_book():
    text = "".join(PENNIES)
    assert len(text) == 64
    assert (text.count("B"), text.count("O"), text.count("#")) == (30, 30, 4)
    for row, line in enumerate(PENNIES):
        for col, sign in enumerate(line):
            for other in ([*line[col + 1 : col + 2]], [PENNIES[row + 1][col]] if row < 7 else []):
                assert sign == "#" or other in ([], ["#"]) or other != [sign]


def test_more_than_a_third_is_the_demand_of_the_book():
    for neighbours, demand in DEMAND.items():
        assert math.floor(Fraction(neighbours, 3)) + 1 == demand


@pytest.mark.parametrize("engine", ["kernel", "reference"])
def test_both_engines_know_the_demand_of_the_book(engine):
    """One penny among every number of pennies and dimes around it."""
    around = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1), (2, 2)]
    for neighbours in range(9):
        for like in range(neighbours + 1):
            rows = [["."] * 5 for _ in range(3)]
            rows[1][1] = "B"
            for place, (row, col) in enumerate(around[:neighbours]):
                rows[row][col] = "B" if place < like else "O"
            city = pennies(["".join(row) for row in rows], engine)
            middle = rows_of(city)[1][1]
            assert middle == "B"
            alone = neighbours == 0
            happy = alone or like >= DEMAND[neighbours]
            centre = int(city.state.dwellings.household[6])
            assert (centre not in discontented(city)) == happy
            of_group = np.bincount(city.state.households.group[discontented(city)], minlength=2)
            assert np.array_equal(city.flows.unhappy, of_group)


@pytest.mark.parametrize("engine", ["kernel", "reference"])
def test_everybody_is_satisfied_on_the_full_board_and_nobody_moves(engine):
    city = pennies(PENNIES, engine, stop="never")
    assert not city.flows.unhappy.any()
    city.step()
    assert rows_of(city) == PENNIES
    assert not city.flows.tried.any()


REMOVED = [(0, 3), (1, 1), (1, 2), (2, 4), (2, 6), (3, 0), (3, 3), (3, 5), (4, 1), (4, 7)]
REMOVED += [(5, 2), (5, 4), (6, 0), (6, 3), (6, 6), (7, 2), (7, 5), (0, 6), (2, 1), (5, 6)]


@pytest.mark.parametrize("engine", ["kernel", "reference"])
def test_after_twenty_coins_are_taken_some_are_not_satisfied_and_they_move_until_all_are(engine):
    rows = [list(row) for row in PENNIES]
    for row, col in REMOVED:
        assert rows[row][col] != "#"
        rows[row][col] = "."
    rows = ["".join(row) for row in rows]
    city = pennies(rows, engine, search="nearest", acceptance="satisfied", decided="on_turn")
    unhappy = discontented(city)
    assert 0 < len(unhappy) < 40
    assert city.flows.unhappy.sum() == len(unhappy)
    while city.running:
        city.step()
        assert city.month < 60
    assert not discontented(city)
    assert rows_of(city) != rows
    corners = [line[0] + line[-1] for line in rows_of(city)[:: SIDE + 2]]
    assert corners == ["##", "##"]  # nobody lives where nothing is built
    assert "".join(rows_of(city)).count("B") == "".join(rows).count("B")

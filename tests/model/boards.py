"""Boards on which households relocate: a base, drawn configurations, and how to count afresh."""

import dataclasses
import functools
import hashlib
import tempfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from sim.burn_in import Start
from sim.city import City
from sim.config import ConfigError, choices
from sim.config.schema import CityConfig, Config, Group, Income, PreferencesConfig, RulesConfig
from sim.config.validate import check, validate
from sim.state.initial import InfeasibleCity
from sim.state.settlement import settlement
from tests.model.cities import merged
from tests.model.strategies import public_shares, quotas, steps

MONTHS = 9

BOARD: dict[str, Any] = {
    "city": {
        "size": [9, 11],
        "block": 4,
        "neighbourhood": 2,
        "start": "2020-01",
        "initial": "random",
        "vacancy": 0.2,
        "groups": {
            "blue": {"share": 0.5, "quota_class": "blue"},
            "orange": {"share": 0.5, "quota_class": "orange"},
        },
    },
    "preferences": {"wanted": "1/2"},
    "rules": {"model": "relocation", "search": "random_vacancy"},
    "metrics": {"families": [], "radii": []},
    "months": MONTHS,
}
"""Two groups on 99 cells; sides that are no multiple of a block."""


def board(**changes: Any) -> Config:
    """Return `BOARD` with changes, checked as any user's config is."""
    return validate(merged(BOARD, changes))


def settled(config: Config, seed: int) -> City:
    """Return the city, or let Hypothesis draw another config if this one has no first month.

    It is given its start, so that limits below a class's share, which a checked config cannot have,
    are drawn too.
    """
    try:
        return City(config, seed, Start(settlement(config, seed), float("nan")))
    except InfeasibleCity:
        assume(False)
        raise


# Drawing configurations ---------------------------------------------------------------------------

NUMBERS = ["1/3", "0.3", "0", "1/2", "3/8", "0.7", "2/5", "1", "999999/1000000"]
LENGTHS = [7, 5, 1, 2, 3, 4, 6, 8, 11, 13]


@functools.cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="boards-"))


def saved(text: str) -> str:
    """Return the path of a file with a text; the same path for the same text."""
    path = _folder() / f"{hashlib.sha256(text.encode()).hexdigest()[:16]}.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


@st.composite
def groups_of(draw: st.DrawFn) -> dict[str, Group]:
    """Return one to four groups, with what they are like and how a quota counts them."""
    names = ["ash", "birch", "cedar", "durian"][: draw(st.sampled_from([2, 3, 2, 4, 2, 3, 1]))]
    weights = [draw(st.integers(1, 6)) for _ in names]
    kind = st.sampled_from(["", "a", "b"])
    return {
        name: Group(
            share=weight / sum(weights),
            income_ratio=draw(st.sampled_from([1.0, 0.5, 2.0])),
            quota_class=draw(st.sampled_from(["east", "west"])),
            ethnicity=draw(kind),
            status=draw(kind),
        )
        for name, weight in zip(names, weights, strict=True)
    }


@st.composite
def tables(draw: st.DrawFn, groups: list[str]) -> dict[str, Any]:
    """Return a city of areas: a table of people, and perhaps one of areas that touch."""
    names = [f"area {k}" for k in range(draw(st.integers(1, 6)))]
    rows = [[draw(st.integers(0, 12)) for _ in groups] for _ in names]
    lines = [",".join(["name", *groups])]
    lines += [",".join([name, *map(str, row)]) for name, row in zip(names, rows, strict=True)]
    pairs = [(a, b) for k, a in enumerate(names) for b in names[k + 1 :] if draw(st.booleans())]
    touching = "\n".join(["a,b", *(f"{a},{b}" for a, b in pairs)])
    return {
        "zones": "areas",
        "areas": saved("\n".join(lines)),
        "contiguity": saved(touching) if draw(st.booleans()) else None,
        "people_per_household": draw(st.sampled_from([1.0, 2.5])),
        "size": [draw(st.sampled_from([7, 1, 12])), draw(st.sampled_from([19, 30, 13]))],
        "initial": draw(st.sampled_from(["random", "even", "from_table"])),
    }


@st.composite
def settings_of(draw: st.DrawFn, groups: dict[str, Group], paired: bool) -> CityConfig:
    """Return a small board of any shape and start, or a city of areas."""
    parts: dict[str, Any] = {
        "size": [draw(st.sampled_from(LENGTHS)), draw(st.sampled_from([*LENGTHS[:-2], 12, 17]))],
        "zones": draw(st.sampled_from(["squares", "squares", "rows"])),
        "initial": draw(st.sampled_from(["random", "random", "segregated", "checkerboard"])),
        "numbers": draw(st.sampled_from(["exact", "by_cell"])),
    }
    if draw(st.integers(0, 5)) == 5:
        parts |= draw(tables(list(groups)))
    vacancies = [0.2, 0.05, 0.4, 0.75, *([0.0, 0.0] if paired else [])]
    brackets = "low,high,share\n0,9999,0.4\n10000,40000,0.5\n40001,90000,0.1"
    return CityConfig(
        block=draw(st.integers(1, 6)),
        neighbourhood=draw(st.integers(1, 3)),
        start="2020-07",
        groups=groups,
        income=Income(median=3000.0, sigma=draw(st.sampled_from([0.8, 0.1])), no_work=0.1),
        incomes=saved(brackets) if len(groups) < 3 and draw(st.integers(0, 3)) == 0 else None,
        vacancy=draw(st.sampled_from(vacancies)),
        **parts,
    )


@st.composite
def wants(draw: st.DrawFn, groups: list[str]) -> PreferencesConfig:
    """Return what satisfies, what is worth how much, and who is a neighbour."""
    satisfaction = draw(st.sampled_from(choices.SATISFACTIONS))
    score = draw(st.sampled_from(choices.SCORES))
    counted = satisfaction == "like_count"
    wanted = st.sampled_from(["3", "1", "2", "5"] if counted else NUMBERS)
    if score == "share_of_wanted":
        wanted = wanted.filter(lambda text: text != "0")
    few = st.sampled_from([False, False, True])
    itself = draw(st.sampled_from(choices.SEES_ITSELF))
    may_see_start = (score, itself) == ("ethnicity_and_status", "as_it_lives")
    return PreferencesConfig(
        satisfaction=satisfaction,
        wanted=draw(wanted),
        wanted_of={name: draw(wanted) for name in groups if draw(few)},
        at_equality=draw(st.sampled_from(["happy", "unhappy"])),
        isolated=draw(st.sampled_from(choices.ISOLATED)),
        empty_cells=draw(st.sampled_from(["left_out", "counted"])),
        sees_itself=itself,
        sees_neighbours=draw(st.sampled_from(choices.SEES_NEIGHBOURS)) if may_see_start else "now",
        neighbourhood=draw(st.sampled_from([*choices.NEIGHBOURHOODS, "moore", "von_neumann"])),
        radius=draw(st.sampled_from([1, 1, 2, 3])),
        contiguity_weight=draw(st.sampled_from(["1/2", "0.17", "0", "1"])),
        score=score,
        best_share=draw(st.sampled_from([0.5, 0.3, 0.9])),
        worth_of_all=draw(st.sampled_from([0.0, 0.5, -1.0, 1.0])),
        steps=draw(st.sampled_from([4, 2, 20])),
        beta_ethnicity=draw(st.sampled_from([0.0, 8.0, 30.0])),
        beta_ethnicity_of={name: draw(steps(0.0, 20.0)) for name in groups if draw(few)},
        beta_status=draw(st.sampled_from([0.0, 10.0])),
        score_threshold=draw(st.sampled_from([[6, 14], [1, 1], [2, 1]])),
    )


@st.composite
def movings(draw: st.DrawFn, want: PreferencesConfig, movers: str, zones: str) -> RulesConfig:
    """Return who relocates, when and where to; switches that contradict each other do not meet."""
    paired = movers in ("pairs", "unhappy_pairs")
    zonal = want.neighbourhood in ("zone", "contiguous_zones")
    activation = "drawn" if paired else draw(st.sampled_from(choices.ACTIVATIONS))
    two_traits = want.score == "ethnicity_and_status"
    if zonal and activation == "drawn" and not two_traits:
        movers = {"unhappy": "all", "unhappy_pairs": "pairs"}.get(movers, movers)
    search = draw(st.sampled_from(choices.SEARCHES))
    accepts = [word for word in choices.ACCEPTANCES if word != "affordable" or not zonal]
    acceptance = draw(st.sampled_from(accepts))
    if want.neighbourhood == "zone" and want.sees_itself == "as_if_moved" and draw(st.booleans()):
        acceptance = "logit"
    together = (want.neighbourhood, want.sees_itself, acceptance)
    collective = together == ("zone", "as_if_moved", "logit") and not two_traits
    shortlist = {"logit_choice": 0, "nearest": 1}.get(search)
    temperatures = [0.1, 1.0] if search == "logit_choice" else [0.0, 0.1, 1.0]
    return RulesConfig(
        model="relocation",
        search=search,
        torus=draw(st.booleans()),
        activation=activation,
        decided=draw(st.sampled_from(choices.DECIDED)),
        movers=movers,
        happy_moves=0.0 if activation == "drawn" else draw(st.sampled_from([0.0, 0.05, 1.0])),
        sample=draw(st.sampled_from([0, 0, 1, 4, 500])),
        shortlist=draw(st.sampled_from([1, 0, 3])) if shortlist is None else shortlist,
        ties=draw(st.sampled_from(["random", "first"])),
        distance=draw(st.sampled_from(choices.DISTANCES)),
        relevance_power=draw(st.sampled_from([0.0, 1.0, 2.5])),
        relevance_floor=draw(st.sampled_from([0.1, 0.5])),
        distance_power=draw(st.sampled_from([0.0, -1.0, -2.5, 1.0])),
        policy_share=draw(st.sampled_from([1.0, 0.5, 0.0])),
        recommended=draw(st.sampled_from([False, False, True])),
        tied_homes=zones == "areas" and draw(st.booleans()),
        acceptance=acceptance,
        afford=draw(st.sampled_from(["1/2", "0", "1"])),
        disallowed=draw(st.sampled_from([0.0, 0.2])),
        temperature=draw(st.sampled_from(temperatures)),
        collective=draw(st.sampled_from([0.0, 0.5, 1.0])) if collective else 0.0,
        stop=draw(st.sampled_from(choices.STOPS)),
    )


@st.composite
def boards(draw: st.DrawFn) -> Config:
    """Return a configuration that the checks accept, with a quota now and then."""
    movers = draw(st.sampled_from(["unhappy", "all", "unhappy_pairs", "unhappy", "all", "pairs"]))
    groups = draw(groups_of())
    city = draw(settings_of(groups, movers in ("pairs", "unhappy_pairs")))
    want = draw(wants(list(groups)))
    config = Config(
        city=city,
        preferences=want,
        rules=draw(movings(want, movers, city.zones)),
        months=MONTHS,
    )
    config.metrics.radii = []
    try:
        check(config)
    except ConfigError:
        assume(False)
    if draw(st.integers(0, 2)) == 0:  # its limits may be below a class's share, unlike a user's
        config.policy = {"ethnic_quota": draw(quotas(public_shares(groups)))}
    return config


# Counting afresh ----------------------------------------------------------------------------------


def rows_of(city: City) -> list[str]:
    """Return the board as text: a group's letter, `.` for an empty home, `#` for none."""
    rows, cols = city.config.city.size
    seen = city.snapshot()
    letters = [name[0].upper() for name in city.config.city.groups]
    signs = [
        "#" if sector < 0 else "." if group < 0 else letters[group]
        for group, sector in zip(seen.group.tolist(), seen.sector.tolist(), strict=True)
    ]
    return ["".join(signs[cols * row : cols * (row + 1)]) for row in range(rows)]


def cells_around(cell: int, size: tuple[int, int], torus: bool, radius: int) -> list[int]:
    """Return the cells of a square around one, each once, itself left out."""
    rows, cols = size
    row, col = divmod(cell, cols)
    found = []
    for down in range(-radius, radius + 1):
        for right in range(-radius, radius + 1):
            r, q = row + down, col + right
            if torus:
                r, q = r % rows, q % cols
            elif not (0 <= r < rows and 0 <= q < cols):
                continue
            found.append(r * cols + q)
    return sorted({*found} - {cell})


def discontented(city: City) -> list[int]:
    """Return the ids of the households whose like neighbours are too few, by looking.

    For a share of the households in the square around each, as Schelling wants it.
    """
    want, size = city.config.preferences, tuple(city.config.city.size)
    living, group = city.state.dwellings.household, city.state.households.group
    found = []
    for household, cell in enumerate(city.state.households.dwelling.tolist()):
        near = cells_around(cell, size, city.config.rules.torus, want.radius)
        others = [int(living[other]) for other in near if living[other] >= 0]
        like = sum(group[other] == group[household] for other in others)
        if not others:
            happy = want.isolated == "happy"
        else:
            share, wanted = Fraction(int(like), len(others)), Fraction(want.wanted)
            happy = share > wanted or (share == wanted and want.at_equality == "happy")
        if not happy:
            found.append(household)
    return found


def placed(rows: list[str], config: Config, seed: int = 1) -> City:
    """Return a city whose board is as written: a group's letter, `.` empty, `#` not built."""
    import sim.state.columns as c

    size = [len(rows), len(rows[0])]
    text = "".join(rows)
    letters = {name[0].upper(): g for g, name in enumerate(config.city.groups)}
    living = [cell for cell, sign in enumerate(text) if sign in letters]
    city = dataclasses.replace(config.city, size=size)
    config = dataclasses.replace(config, city=city)
    state = settlement(config, seed)
    homes, people = c.empty_dwellings(len(text)), c.empty_households(len(living))
    homes.sector[[cell for cell, sign in enumerate(text) if sign != "#"]] = c.PUBLIC
    people.group[:] = [letters[text[cell]] for cell in living]
    people.dwelling[:], people.market[:] = living, c.PUBLIC_OWNED
    homes.household[living] = np.arange(len(living))
    homes.record[living] = people.group
    state = state._replace(
        households=people, dwellings=homes, vacancies=c.empty_vacancies(len(text))
    )
    state.clock[c.INITIAL] = len(living)
    for cell, sign in enumerate(text):
        if sign == ".":
            c.list_vacancy(state, cell)
    return City(config, seed, Start(state, float("nan")))

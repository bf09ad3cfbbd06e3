"""What a policy that is tried in some places does there, next door and elsewhere, paired by seed.

Each world is compared with the baseline in the same places: records of both tell them apart
(`sim.measurement.rings`). A change next door, where the policy does not hold, is spill-over.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
from rich.table import Table
from rich.text import Text

from sim.analysis import text
from sim.analysis.comparison import NO_PAIR, complete, match_effects
from sim.analysis.pages import Study
from sim.analysis.summaries import Window, summarise, windows
from sim.analysis.tables import ONE_LINE, baseline_mean, plain_table, with_unit
from sim.analysis.worlds import Match, matches
from sim.outcomes import ALWAYS, FULL_ONLY, Outcome

FILE = "pilot_effects.csv"
SECTION = "inside and outside of the pilot"
RINGS = {"inside": "inside", "touching": "just outside", "elsewhere": "elsewhere"}
FIRST = {"inside": "first half", "touching": "next to it", "elsewhere": "the rest"}
OF_PILOTS = (
    "Inside: the neighbourhoods that the pilot is in, drawn anew by each seed unless they are "
    "named. Just outside: those that touch one of them."
)
OF_PHASES = (
    "First half: the half of the neighbourhoods in which a policy that is phased in everywhere "
    "comes into force first, drawn anew by each seed. Next to it: those that touch one of them."
)
KEY = (
    "Both worlds are counted in the same places, so each number is the effect there. D and H here "
    "are among the blocks of the part, not corrected for chance."
)
TITLE = "Inside and outside of the pilot"
TITLE_OF_PHASES = "Where a policy comes into force first, and where later"
BOTH = "Where a policy is tried or comes into force first, and elsewhere"
LATER = (
    "It comes to hold in the other places too, so what differs there is no spill-over of a pilot."
)


#: What is told of each part of the city, in the printed order: column, label, unit, in which table.
_ROWS = (
    ("vacancy", "Homes standing empty", "share", ALWAYS),
    ("moved", "Moved in, share a year", "share", ALWAYS),
    ("households.<group>", "Share of <group>", "share", ALWAYS),
    ("income", "Mean income", "$ a month", ALWAYS),
    ("rent", "Contract rent", "$ a month", ALWAYS),
    ("burdened_30", "Rent over 30 % of income", "share", ALWAYS),
    ("rent_level.private", "Rent level, private", "index", ALWAYS),
    ("rent_level.public", "Price level, public", "index", FULL_ONLY),
    ("homes_reserved", "Reserved homes", "homes", ALWAYS),
    ("households", "Households", "homes", FULL_ONLY),
    ("neighbourhoods", "Neighbourhoods", "homes", FULL_ONLY),
    ("dissimilarity", "D among blocks", "index", ALWAYS),
    ("information_theory", "H among blocks", "index", ALWAYS),
)


def outcomes(columns: Iterable[str], word: str) -> list[Outcome]:
    """Return the rows of one pilot's table, each for inside, just outside and elsewhere."""
    known = set(columns)
    stem = f"pilot.{word}.inside.households."
    groups = [column.removeprefix(stem) for column in columns if column.startswith(stem)]
    rows = []
    for what, label, unit, headline in _ROWS:
        for group in groups if "<group>" in what else [""]:
            named = group.replace("_", " ").title()
            rows.append((what.replace("<group>", group), label.replace("<group>", named), unit,
                         headline))  # fmt: skip
    return [
        _outcome(f"pilot.{word}.{ring}", what, label, unit, headline)
        for what, label, unit, headline in rows
        for ring in RINGS
        if f"pilot.{word}.{ring}.{what}" in known
    ]


def _outcome(part: str, what: str, label: str, unit: str, headline: str) -> Outcome:
    """Return an outcome of a part of the city: a mean of the months, or a share of households."""
    name = f"{part}.{what}"
    of = "household_years" if what == "moved" else "households"
    if what != "moved" and not what.startswith("households."):
        return Outcome(name, label, unit, section=SECTION, headline=headline)
    return Outcome(
        name, label, unit, "ratio", name, f"{part}.{of}", section=SECTION, headline=headline
    )


def effects(study: Study) -> pd.DataFrame:
    """Return one row for each world that is tried in some places, pilot, outcome and part of the
    city.

    Columns are those of `compare`, and `pilot`, `part` and `phase_in` (the months over which it
    comes to hold everywhere; 0 of a pilot).
    """
    columns = [str(column) for column in study.series.columns]
    runs, series = study.runs, study.series
    whole, seeds = complete(runs, series), sorted(set(runs["seed"]))
    if not whole or "config" not in runs or not any(c.startswith("pilot.") for c in columns):
        return pd.DataFrame()
    span = windows(int(series["month"].max()), study.window, ())[0]
    rows: list[dict[str, Any]] = []
    for match in matches(runs, without(study)):
        for word, months in _tried(match).items():
            for row in _of_pilot(study, match, word, columns, (whole, seeds, span)):
                rows.append(row | {"phase_in": months})
    return pd.DataFrame(rows)


def without(study: Study) -> dict[str, Any]:
    """Return the world that pilots are compared with: the one without a policy, if it was run."""
    baseline = dict(study.baseline)
    if "policy" in baseline and (study.runs["policy"] == "none").any():
        baseline["policy"] = "none"
    return baseline


def _of_pilot(
    study: Study,
    match: Match,
    word: str,
    columns: list[str],
    among: tuple[set[str], list[Any], Window],
) -> Iterator[dict[str, Any]]:
    whole, seeds, span = among
    known = outcomes(columns, word)
    values = summarise(study.series, known, span)
    for row in match_effects(match, values, whole, seeds, known, span):
        part = str(row["outcome"]).removeprefix(f"pilot.{word}.").partition(".")[0]
        yield row | {"pilot": word, "part": part}


def _tried(match: Match) -> dict[str, int]:
    """Return where the policies of a world are tried, besides those that the baseline has too, and
    the months over which the policy comes to hold everywhere (0: a pilot)."""
    mine, base = _trials(match.world_runs), _trials(match.baseline_runs)
    return {word: months for word, months in mine.items() if word not in base}


def _trials(runs: pd.DataFrame) -> dict[str, int]:
    from sim.config.schema import CityConfig
    from sim.policies.pilots import neighbourhoods
    from sim.policies.trials import phased_everywhere, trial

    config = json.loads(runs["config"].iloc[0])
    shape = {key: config["city"][key] for key in ("size", "block", "neighbourhood")}
    count = neighbourhoods(CityConfig(**shape))
    found: dict[str, int] = {}
    for parameters in config["policy"].values():
        word = trial(parameters, count)
        months = parameters["phase_in"] if phased_everywhere(parameters, count) else 0
        if word is not None:  # a pilot in the same places is called one
            found[word] = min(months, found.get(word, months))
    return dict(sorted(found.items()))


def report(study: Study, path: Path) -> None:
    """Print a table for each world with a pilot and write all of them; nothing where there is
    none."""
    found = effects(study)
    if found.empty:
        (path / FILE).unlink(missing_ok=True)
        return
    found.to_csv(path / FILE, index=False, na_rep="undefined")
    base = text.world_name(str(found["baseline"].iloc[0]))
    kinds = set(found["phase_in"] == 0)
    title = BOTH if len(kinds) > 1 else TITLE if kinds == {True} else TITLE_OF_PHASES
    study.print(f"\n{title}, compared with {base}", bold=True)
    for (world, level, word), rows in found.groupby(["world", "level", "pilot"], sort=False):
        values = {axis: rows[axis].iloc[0] for axis in study.middle if axis in rows}
        page = study.at_level(values)
        where = f", {text.level_name(str(level))}" if level else ""
        months = int(rows["phase_in"].iloc[0])
        tried = f"phased in everywhere over {months} months" if months else _places(str(word))
        page.print(f"\n{text.world_name(str(world))}{where}: {tried} ({rows['window'].iloc[0]})")
        for each in page.pages:
            shown = rows[rows["headline"] == ALWAYS] if each.brief else rows
            each.print(table(_telling(shown) if each.brief else shown, each.console.width))
        page.print(text.against(f"the same places with {base}", study.word))
        page.print(LATER if months else spill_over(rows))
    keys = [OF_PILOTS] * (True in kinds) + [OF_PHASES] * (False in kinds)
    study.print(" ".join([*keys, KEY]))


def _places(word: str) -> str:
    """Return in words where a policy is tried."""
    from sim.policies.trials import read

    said = read(word) or {"places": [], "sample": None}
    if said["places"] is None:
        return f"tried in {said['sample']} neighbourhoods"
    named = ", ".join(map(str, said["places"]))
    several = "s" if len(said["places"]) > 1 else ""
    drawn = f"{said['sample']} of " if said["sample"] else ""
    return f"tried in {drawn}neighbourhood{several} {named}"


def _telling(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows without what is zero everywhere in both worlds."""
    values = rows[["baseline_mean", "world_mean"]].fillna(0.0).abs().max(axis=1)
    return rows[values.groupby(rows["label"]).transform("max") > 0]


def table(rows: pd.DataFrame, width: int) -> Table:
    """Return one pilot's table: rows outcomes, columns the parts of the city."""
    wide = width >= ONE_LINE
    made = plain_table(wide=wide)
    made.add_column("outcome", max_width=30)
    names = FIRST if rows["phase_in"].iloc[0] else RINGS
    made.add_column(f"baseline\n{names['inside']}", justify="right", no_wrap=True)
    parts = {part: word for part, word in names.items() if _is_somewhere(rows, part)}
    for word in parts.values():
        made.add_column(f"effect\n{word}", justify="right")
    for label, same in rows.groupby("label", sort=False):
        by_part = {str(row["part"]): row for _, row in same.iterrows()}
        most = int(rows["pairs"].max())
        cells = [_cell(by_part[part], wide, most) if part in by_part else "" for part in parts]
        base = baseline_mean(same[same["part"] == "inside"])
        made.add_row(with_unit(str(label), str(same["unit"].iloc[0])), base, *map(Text, cells))
    return made


def _is_somewhere(rows: pd.DataFrame, part: str) -> bool:
    """Return whether a part of the city has homes in any seed: nothing may be left elsewhere."""
    known = rows[(rows["part"] == part) & rows["outcome"].str.endswith(".vacancy")]
    return part == "inside" or bool((known["pairs"] > 0).any())


def _cell(row: "pd.Series[Any]", wide: bool, most: int) -> str:
    """Return an effect with its interval, and its pairs where they are fewer than the most."""
    if row["note"] == NO_PAIR:
        return "undefined"
    effect, limits = text.interval(row, str(row["unit"]))
    pairs = f"\nn = {int(row['pairs'])}" if row["pairs"] < most else ""
    return f"{effect} {limits}{pairs}" if wide else f"{effect}\n{limits}{pairs}"


def spill_over(rows: pd.DataFrame) -> str:
    """Return what differs just outside, where the policy does not hold."""
    outside = rows[(rows["part"] == "touching") & (rows["headline"] == ALWAYS)]
    known = outside.dropna(subset=["low"])
    if known.empty:
        return "Spill-over cannot be told from luck: there is no second seed, or nothing outside."
    clear = known[(known["low"] > 0) | (known["high"] < 0)]
    luck = f"of {len(known)} outcomes about {max(1, len(known) // 20)} would by luck alone"
    if clear.empty:
        return f"Just outside no interval leaves out zero ({luck}): no spill-over is seen."
    named = [
        f"{_lower(str(row['label']))} ({text.interval(row, str(row['unit']))[0]})"
        for _, row in clear.iterrows()
    ]
    return f"Spill-over, just outside intervals leave out zero for ({luck}): {', '.join(named)}."


def _lower(label: str) -> str:
    """Return a label within a sentence; a symbol stays as it is."""
    return label if label[1:2] == " " else label[:1].lower() + label[1:]

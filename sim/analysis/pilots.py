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
KEY = (
    "Inside: the neighbourhoods that the pilot is in, drawn anew by each seed unless they are "
    "named. Just outside: those that touch one of them. Both worlds are counted in the same "
    "places, so each number is the effect there. D and H here are among the blocks of the part, "
    "not corrected for chance."
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
    city; columns as those of `compare`, and `pilot` and `part`."""
    columns = [str(column) for column in study.series.columns]
    runs, series = study.runs, study.series
    whole, seeds = complete(runs, series), sorted(set(runs["seed"]))
    if not whole or "config" not in runs or not any(c.startswith("pilot.") for c in columns):
        return pd.DataFrame()
    span = windows(int(series["month"].max()), study.window, ())[0]
    rows: list[dict[str, Any]] = []
    for match in matches(runs, without(study)):
        for word in _tried(match):
            rows += _of_pilot(study, match, word, columns, (whole, seeds, span))
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


def _tried(match: Match) -> list[str]:
    """Return where the policies of a world are tried, besides those that the baseline has too."""
    mine, base = _trials(match.world_runs), _trials(match.baseline_runs)
    return [word for word in mine if word not in base]


def _trials(runs: pd.DataFrame) -> list[str]:
    from sim.config.schema import CityConfig
    from sim.policies.pilots import neighbourhoods
    from sim.policies.trials import trials_of

    config = json.loads(runs["config"].iloc[0])
    shape = {key: config["city"][key] for key in ("size", "block", "neighbourhood")}
    return trials_of(config["policy"], neighbourhoods(CityConfig(**shape)))


def report(study: Study, path: Path) -> None:
    """Print a table for each world with a pilot and write all of them; nothing where there is
    none."""
    found = effects(study)
    if found.empty:
        (path / FILE).unlink(missing_ok=True)
        return
    found.to_csv(path / FILE, index=False, na_rep="undefined")
    base = text.world_name(str(found["baseline"].iloc[0]))
    study.print(f"\nInside and outside of the pilot, compared with {base}", bold=True)
    for (world, level, word), rows in found.groupby(["world", "level", "pilot"], sort=False):
        values = {axis: rows[axis].iloc[0] for axis in study.middle if axis in rows}
        page = study.at_level(values)
        where = f", {text.level_name(str(level))}" if level else ""
        title = (
            f"{text.world_name(str(world))}{where}: {_places(str(word))} ({rows['window'].iloc[0]})"
        )
        page.print(f"\n{title}")
        for each in page.pages:
            shown = rows[rows["headline"] == ALWAYS] if each.brief else rows
            each.print(table(_telling(shown) if each.brief else shown, each.console.width))
        page.print(spill_over(rows))
    study.print(KEY)


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
    made.add_column("baseline\ninside", justify="right", no_wrap=True)
    parts = {part: word for part, word in RINGS.items() if _is_somewhere(rows, part)}
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

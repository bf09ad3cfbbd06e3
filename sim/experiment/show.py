"""A few numbers of one run, for a person."""

import dataclasses
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.config.schema import Config
from sim.measurement.one_zone import one_zone
from sim.outcomes import relocates
from sim.policies import REGISTRY
from sim.policies.base import Counter
from sim.results import load
from sim.screen import fitted

if TYPE_CHECKING:
    import pandas as pd

_EVERYWHERE = (("block", "blocks"), ("neighbourhood", "neighbourhoods"))
_INDICES = (
    ("dissimilarity", "D"),
    ("information_theory", "H"),
    ("neighbourhood_sorting", "Income sorting (NSI)"),
)
#: What is shown of a run, as far as it was recorded: column and words.
INDICES = tuple(
    (f"{index}.{level}.all", f"{symbol}, {levels}")
    for index, symbol in _INDICES
    for level, levels in _EVERYWHERE
)
STOCKS = (
    ("like_neighbour_share", "Neighbours of the own group, share"),
    ("homes_built", "Homes built since the start"),
    ("homes_reserved", "Homes reserved since the start"),
    ("at_limit.neighbourhood", "Neighbourhoods at a limit of the quota"),
    ("at_limit.block", "Blocks at a limit of the quota"),
)
FLOWS = (
    ("moves", "Moves"),
    ("refusals", "Best home seen vetoed"),
    ("forced_moves", "Forced moves"),
    ("displaced_out", "Displaced out"),
)
CORRECTED = ".corrected"
KEY = "D, H and income sorting: 0 is chance, 1 complete segregation."
#: What shows, beside its own counters, that a policy did something.
_ALSO = {
    "ethnic_quota": ("refusals",),
    "inclusionary_zoning": ("homes_reserved",),
}
#: Without what a policy has nothing to act on, and what to do then.
_NEEDS = {
    "inclusionary_zoning": (
        "homes_built",
        "no home was built: it takes empty land (as in city=singapore), time, and a project that"
        " pays",
    ),
    "rent_cap": (
        "market_homes.private",
        "this city has no private homes: choose one that has, such as city=singapore",
    ),
}
#: What else may be why, where nothing is lacking.
_ELSE = {
    "rent_cap": "no rent would rise faster than it allows: name a law (policy=rent_cap/<name>),"
    " give policy.rent_cap.fixed, or raise market.rent_growth",
}


def counters(policy: str) -> tuple[Counter, ...]:
    """Return the counters that a policy names as its own."""
    return tuple(getattr(REGISTRY.get(policy), "counters", ()))


def show_run(store: Path, address: str, config: Config) -> None:
    """Print the first and the last month of a run's main outcomes, and where the rest is.

    Parameters
    ----------
    store : Path
        The results folder.
    address : str
        Of the run.
    config : Config
        What was run; what was said of its policies before the first month is not said again.
    """
    runs, series = load(store)
    run = runs[runs["address"] == address].iloc[0]
    if relocates(series.columns):
        _show_board(runs[runs["address"] == address], series[series["address"] == address])
    else:
        _show_market(run, series, address, config)
    print(f"state hash {run['state_hash']}")
    print(f"everything recorded: {store}/series (address {address[:12]})")


def _show_market(
    run: "pd.Series[str]", series: "pd.DataFrame", address: str, config: Config
) -> None:
    """Print the first and the last month of a housing market, and what happened in between."""
    from sim.analysis.text import world_name

    months = series[series["address"] == address].sort_values("month")
    shown = {**_indices(months), **{name: words for name, words in STOCKS if name in months}}
    first, last = months.iloc[0], months.iloc[-1]
    print(f"{world_name(run['world'])}, seed {run['seed']}, {int(last['month'])} months")
    did = [row for policy in config.policy for row in _did(policy, months)]
    happened = [(words, f"{months[name].sum():,.0f}") for name, words in FLOWS if name in months]
    width = max(len(words) for words in (*shown.values(), *dict(happened), *dict(did)))
    start, end = (f"month {int(row['month'])}" for row in (first, last))
    print(f"{'outcome':<{width}}  {start:>12}  {end:>12}")
    for name, words in shown.items():
        print(f"{words:<{width}}  {_number(first[name]):>12}  {_number(last[name]):>12}")
    print(f"{'all months together':<{width}}")
    for words, total in (*happened, *did):
        print(f"{words:<{width}}  {total:>26}")
    if any(name.endswith(CORRECTED) for name in shown):
        print(KEY)
    _note(config, months)


def _indices(months: "pd.DataFrame") -> dict[str, str]:
    """Return the indices that were recorded, corrected for chance if they were: column to words."""
    found = {}
    for name, words in INDICES:
        if name + CORRECTED in months:
            found[name + CORRECTED] = words
        elif name in months:
            found[name] = words
    return found


def _number(value: Any) -> str:
    """Return a share or an index with four places, and a whole number without."""
    number = float(value)
    if math.isnan(number):
        return "undefined"
    if number.is_integer() and abs(number) != 1.0:
        return f"{number:,.0f}"
    return f"{round(number, 4) + 0.0:.4f}"  # no minus before 0.0000


def _note(config: Config, months: "pd.DataFrame") -> None:
    """Print what is to be said of a city of one neighbourhood, and of policies that did nothing."""
    from sim.policies.idle import idle as known_before

    lines = [one_zone(dataclasses.asdict(config.city), months.columns)]
    for policy, parameters in config.policy.items():
        if not known_before(policy, parameters, config):
            lines.append(idle(policy, months))
    for line in filter(None, lines):
        print(fitted(line, sys.stdout))


def _did(policy: str, months: "pd.DataFrame") -> list[tuple[str, str]]:
    """Return what a policy counts as done or paid in a run: label and total."""
    return [
        (counter.label, f"{_total(counter, months):,.0f}{' dollars' if counter.money else ''}")
        for counter in counters(policy)
        if counter.name in months
    ]


def _total(counter: Counter, months: "pd.DataFrame") -> float:
    column = months[counter.name]
    total = column.iloc[-1] if counter.since_start else column.sum()
    return float(total) / (100.0 if counter.money else 1.0)


def idle(policy: str, months: "pd.DataFrame") -> str:
    """Return a line for a policy that did nothing in a run, with what the city lacks; else "".

    Parameters
    ----------
    policy : str
        Its name.
    months : DataFrame
        The run's record, a row a month.
    """
    counted = [counter.name for counter in counters(policy)]
    seen = [name for name in (*counted, *_ALSO.get(policy, ())) if name in months]
    if not counted or months[seen].any(axis=None):
        return ""
    column, lacking = _NEEDS.get(policy, ("", ""))
    if column not in months or months[column].any():
        lacking = _ELSE.get(policy, "")
    return f"note: {policy} did nothing that is counted{lacking and '; '}{lacking}"


def _show_board(runs: "pd.DataFrame", series: "pd.DataFrame") -> None:
    """Print the start and the end of a city in which households relocate, in the words of the
    reports, which are made one layer above."""
    from sim.analysis import alone, relocation, tables, text

    runs, series = relocation.prepared(runs, series)
    run, last = runs.iloc[0], relocation.last_steps(runs)
    experiment = str(relocation.config_of(runs)["experiment"])
    world = f", {text.world_name(run['world'])}" if "world" in runs else ""
    print(f"{experiment}, seed {run['seed']}{world}. {relocation.rest(runs, series)}")
    rows = alone.summary(series, last)
    rows = rows[rows["kind"] != "first"]  # said in the line above
    names = [tables.with_unit(row["label"], row["unit"]) for _, row in rows.iterrows()]
    width = max(map(len, names), default=7)
    start, end = (span.label for span in alone.spans(series, last))
    print(f"{'outcome':<{width}}  {start:>12}  {end:>12}")
    for name, (_, row) in zip(names, rows.iterrows(), strict=True):
        first, mean = alone.start_and_mean(row)
        print(f"{name:<{width}}  {first:>12}  {mean:>{max(12, len(end))}}")
    if where := relocation.source(experiment):
        print(where)

"""A few numbers of one run, for a person."""

from pathlib import Path
from typing import TYPE_CHECKING

from sim.experiment.store import load
from sim.outcomes import relocates

if TYPE_CHECKING:
    import pandas as pd

#: What is shown of a run, as far as it was recorded; the first level of each that is there.
SHOWN = (
    ("dissimilarity", ("block", "neighbourhood")),
    ("information_theory", ("block", "neighbourhood")),
    ("neighbourhood_sorting", ("block", "neighbourhood")),
)
OTHERS = ("like_neighbour_share", "moves", "refusals", "forced_moves", "displaced_out")


def show_run(store: Path, address: str) -> None:
    """Print the first and the last month of a run's main outcomes, and where the rest is."""
    runs, series = load(store)
    run = runs[runs["address"] == address].iloc[0]
    if relocates(series.columns):
        _show_board(runs[runs["address"] == address], series[series["address"] == address])
    else:
        _show_market(run, series, address)
    print(f"state hash {run['state_hash']}")
    print(f"everything recorded: {store}/series (address {address[:12]})")


def _show_market(run: "pd.Series[str]", series: "pd.DataFrame", address: str) -> None:
    """Print the first and the last month of a housing market."""
    months = series[series["address"] == address].sort_values("month")
    names = [f"{index}.{level}.all" for index, levels in SHOWN for level in levels]
    names = [name for name in (*names, *OTHERS) if name in months]
    first, last = months.iloc[0], months.iloc[-1]
    print(f"world {run['world']}, seed {run['seed']}, {int(last['month'])} months")
    width = max((len(name) for name in names), default=7)
    start, end = (f"month {int(row['month'])}" for row in (first, last))
    print(f"{'outcome':<{width}}  {start:>12}  {end:>12}")
    for name in names:
        print(f"{name:<{width}}  {first[name]:>12.4g}  {last[name]:>12.4g}")


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

"""A few numbers of one run, for a person."""

from pathlib import Path

from sim.experiment.store import load

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
    print(f"state hash {run['state_hash']}")
    print(f"everything recorded: {store}/series (address {address[:12]})")

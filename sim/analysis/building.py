"""The sentence of a report on rules that stop building."""

import pandas as pd

from sim.analysis import text

STOPPED = "projects_stopped_by_rules"


def stopped(runs: pd.DataFrame, series: pd.DataFrame) -> list[str]:
    """Return a sentence for each world in which projects were not begun because of the rules.

    Parameters
    ----------
    runs : pandas.DataFrame
        A row a run, with `address` and `policy`.
    series : pandas.DataFrame
        Their months; `projects_stopped_by_rules` counts projects that would have paid without the
        rules and did not pay with them.
    """
    if STOPPED not in series or "policy" not in runs:
        return []
    said = []
    for world, rows in runs.groupby("policy", sort=True):
        months = series[series["address"].isin(rows["address"]) & (series["month"] > 0)]
        bound = months[months[STOPPED] > 0]
        if bound.empty:
            continue
        nothing = float((bound["projects_begun"] == 0).mean())
        said.append(
            f"Rules stop building under {text.world_name(str(world))}: in {len(bound):,} of "
            f"{len(months):,} months projects that would have paid without the rules were not begun"
            f" ({bound[STOPPED].mean():.1f} sites in such a month); in {nothing:.0%} of these"
            " months nothing was begun."
        )
    return said

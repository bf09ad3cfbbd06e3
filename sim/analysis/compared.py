"""The worlds that figures compare: policies, or the values of the axes that a baseline names."""

import pandas as pd

from sim.analysis.comparison import world_label
from sim.analysis.worlds import canonical_world, is_missing, number_of, world_order

WORLD = "compared"
"""Column of `runs` with the world of each run."""


def compared_axes(runs: pd.DataFrame) -> list[str]:
    """Return the axes that the store's baseline names, else the policies."""
    named = [axis for axis in runs.attrs.get("baseline") or {} if axis in runs]
    return named or ["policy"]


def with_worlds(runs: pd.DataFrame) -> pd.DataFrame:
    """Return the runs to which the compared axes apply, with the column `compared`.

    Parameters
    ----------
    runs : pandas.DataFrame
        As `prepare` returns them; `attrs["baseline"]` names what is compared.
    """
    axes = compared_axes(runs)
    rows = list(zip(*(runs[axis] for axis in axes), strict=True))
    names = [world_label(zip(axes, row, strict=True)) for row in rows]
    found = runs.assign(**{WORLD: names})[[not any(map(is_missing, row)) for row in rows]]
    found.attrs = dict(runs.attrs)
    return found


def worlds_in_order(runs: pd.DataFrame) -> list[str]:
    """Return the worlds of runs with the column `compared`, the baseline first."""
    axes = compared_axes(runs)
    places = {str(row[-1]): tuple(row[:-1]) for row in runs[[*axes, WORLD]].itertuples(index=False)}
    found = sorted(places, key=lambda world: world_order(places[world]))
    named = canonical_world(runs.attrs.get("baseline") or {})
    wanted = world_label((axis, _like(runs, axis, named[axis])) for axis in axes if axis in named)
    chosen = [world for world in (wanted, "ethnic_quota") if world in found]
    first = chosen[0] if chosen else found[0]
    return sorted(found, key=lambda world: world != first)


def _like(runs: pd.DataFrame, axis: str, value: object) -> object:
    """Return the value of the runs that means the same number as a given one, else the given."""
    wanted = number_of(value)
    if wanted is None:
        return value
    return next((v for v in runs[axis].unique() if number_of(v) == wanted), value)

"""A city in which households relocate, lived again for a picture of it."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.relocation import satisfaction_counts
from sim.config.schema import Config
from sim.indices.papers import MEASURES, Measure

Cells = NDArray[np.int8]
Floats = NDArray[np.float64]
UNBUILT = -2


@dataclass(frozen=True)
class Life:
    """What a picture shows of a city.

    Attributes
    ----------
    config : Config
    form : str
        `board`, `wealth` (a board on which incomes decide), `line` (one row or column), `rows`
        (each row is a zone) or `areas`.
    frames : list of int8 array, shape (rows, columns)
        Group of each cell, -1 vacant, -2 unbuilt: at the start and at the end; for a line after
        every step.
    counts : tuple of int64 array, shape (blocks, groups)
        Households at the start and at the end.
    wealth : tuple of float array, shape (rows, columns)
        Each household's rank by income, from 0 to 1, at the start and at the end; NaN where nobody
        lives.
    unhappy : tuple of bool array or None
        Where households are not satisfied, at the start and at the end; None where nothing depends
        on it.
    measure : Measure or None
        The paper's main measure.
    values : tuple of float
        It, at the start and at the end.
    steps : int
        How many were lived.
    at_rest : bool
        Whether the city came to rest.
    state_hash : str
    """

    config: Config
    form: str
    frames: list[Cells]
    counts: tuple[NDArray[np.int64], NDArray[np.int64]]
    wealth: tuple[Floats, Floats]
    unhappy: tuple[NDArray[np.bool_] | None, NDArray[np.bool_] | None]
    measure: Measure | None
    values: tuple[float, float]
    steps: int
    at_rest: bool
    state_hash: str

    @property
    def span(self) -> str:
        """Return how long it lived, in words."""
        number = f"{self.steps:,} step{'' if self.steps == 1 else 's'}"
        return f"at rest after {number}" if self.at_rest else f"after {number}"

    @property
    def borders(self) -> int:
        """Return the side of blocks whose borders are to be drawn, 0 where they mean nothing."""
        zonal = self.config.preferences.neighbourhood in ("zone", "contiguous_zones")
        return self.config.city.block if zonal else 0


def live(config: Config, seed: int, marks: bool = True) -> Life:
    """Live a city from its first step to its last.

    Parameters
    ----------
    config : Config
        With `rules.model=relocation`.
    seed : int
    marks : bool
        Whether to find out who is not satisfied (a household at a time, so that it takes a while
        in a large city).

    Returns
    -------
    Life
    """
    from sim.city import City

    city = City(replace(config, metrics=replace(config.metrics, families=[])), seed)
    form = form_of(config)
    marks = marks and form == "board" and _satisfaction_counts(config)
    frames, counts, wealth = [_cells(city)], [_counts(city)], [_wealth(city)]
    unhappy = [_unhappy(city) if marks else None]
    while city.running and city.month < config.months:
        city.step()
        if form == "line":
            frames.append(_cells(city))
    if form != "line":
        frames.append(_cells(city))
    counts.append(_counts(city))
    wealth.append(_wealth(city))
    unhappy.append(_unhappy(city) if marks else None)
    names = config.metrics.of_papers
    series = city.series()
    ends = (0, -1)
    start, end = (float(series[names[0]][place]) if names else float("nan") for place in ends)
    return Life(
        config=config,
        form=form,
        frames=frames,
        counts=(counts[0], counts[1]),
        wealth=(wealth[0], wealth[1]),
        unhappy=(unhappy[0], unhappy[1]),
        measure=MEASURES[names[0]] if names else None,
        values=(start, end),
        steps=city.month,
        at_rest=not city.running,
        state_hash=city.state_hash(),
    )


def form_of(config: Config) -> str:
    """Return what a city looks like; see `Life`."""
    city = config.city
    if city.zones != "squares":
        return city.zones
    if 1 in city.size:
        return "line"
    return "wealth" if config.rules.acceptance == "affordable" else "board"


def _satisfaction_counts(config: Config) -> bool:
    return satisfaction_counts(
        {"preferences": vars(config.preferences), "rules": vars(config.rules)}
    )


def _cells(city: Any) -> Cells:
    """Return the group of each cell, -1 vacant, -2 unbuilt."""
    seen = city.snapshot()
    shape = tuple(city.config.city.size)
    cells: Cells = np.where(seen.sector < 0, UNBUILT, seen.group).reshape(shape).astype(np.int8)
    return cells


def _counts(city: Any) -> NDArray[np.int64]:
    """Return the households of each block by group."""
    group, block = city.snapshot().group, city.state.zones.block
    counts = np.zeros((int(block.max()) + 1, len(city.config.city.groups)), np.int64)
    living = group >= 0
    np.add.at(counts, (block[living], group[living]), 1)
    return counts


def _wealth(city: Any) -> Floats:
    """Return the rank of each household by income, from 0 to 1, NaN where nobody lives."""
    seen = city.snapshot()
    living = seen.group >= 0
    order = np.sort(seen.income[living])
    below = np.searchsorted(order, seen.income[living]) / max(len(order) - 1, 1)
    ranks = np.full(len(seen.group), np.nan)
    ranks[living] = below
    found: Floats = ranks.reshape(tuple(city.config.city.size))
    return found


def _unhappy(city: Any) -> NDArray[np.bool_]:
    """Return the cells whose household is not satisfied, as the readable engine finds them.

    It reads the city as it stands; neither its counters nor its agents are the city's own.
    """
    from sim.engines.reference.relocation import RelocationReference
    from sim.engines.turns import no_turns

    cells = np.zeros(int(np.prod(city.config.city.size)), np.bool_)
    engine = RelocationReference(city, no_turns(len(city.config.city.groups)))
    for household in engine.households:
        cells[household.site.cell] = not household.content(household.site)
    found: NDArray[np.bool_] = cells.reshape(tuple(city.config.city.size))
    return found

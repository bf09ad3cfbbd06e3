"""Which homes surround which: fixed tables that both engines of relocation read."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.behaviour.switches import Switches
from sim.config.choices import LIKE_COUNT, VON_NEUMANN
from sim.config.fractions import fraction
from sim.config.schema import Config
from sim.draws import Purpose
from sim.state import keyed
from sim.state.areas import ethnicities, read_areas, read_contiguity, statuses
from sim.state.columns import Zones


class Surroundings(NamedTuple):
    """Offsets to the cells around a cell, or the zones that count in a zone."""

    down: NDArray[np.int64]  # (offsets,) rows to the neighbours of a cell
    right: NDArray[np.int64]  # (offsets,) columns
    step: NDArray[np.int64]  # (offsets,) cells, where the whole neighbourhood lies on the grid
    first: NDArray[np.int64]  # (zones + 1,) where the links of a zone begin
    to: NDArray[np.int64]  # (links,) zones in whose counts a zone's households are, itself included
    weight: NDArray[np.int64]  # (links,) by what weight
    ethnicity: NDArray[np.int64]  # (groups,)
    status: NDArray[np.int64]  # (groups,)
    taste: NDArray[np.float64]  # (groups,) weight of ethnicity to each group
    wanted: NDArray[np.int64]  # (groups,) numerator of the share or number that each group wants
    parts: NDArray[np.int64]  # (groups,) its denominator
    threshold: NDArray[np.float64]  # (households,) each household's own; empty if there is none


def surroundings(config: Config, zones: Zones, p: Switches, households: int) -> Surroundings:
    """Return the tables of a city of that many households."""
    down, right = offsets(p)
    count = int(zones.block.max()) + 1 if p.zonal else 0
    touching: list[list[int]] = [[] for _ in range(count)]
    if p.contiguous_weight and config.city.contiguity is not None:
        touching = read_contiguity(config.city.contiguity, read_areas(config.city).names)
    elif p.contiguous_weight:
        touching = touching_zones(zones, p, count)
    links = [[(zone, p.unit_weight)] for zone in range(count)]
    for zone, others in enumerate(touching):
        links[zone] += [(other, p.contiguous_weight) for other in others]
    groups = config.city.groups
    traits = (
        [ethnicities(config.city).index(g.ethnicity or name) for name, g in groups.items()],
        [statuses(config.city).index(g.status or name) for name, g in groups.items()],
    )
    tastes = config.preferences.beta_ethnicity_of
    wanted = wanted_by_group(config, p)
    flat = [link for row in links for link in row]
    return Surroundings(
        down,
        right,
        down * p.cols + right,
        np.cumsum([0] + [len(row) for row in links]).astype(np.int64),
        np.array([zone for zone, _ in flat], np.int64),
        np.array([weight for _, weight in flat], np.int64),
        np.array(traits[0], np.int64),
        np.array(traits[1], np.int64),
        np.array([tastes.get(name, p.beta_ethnicity) for name in groups], np.float64),
        wanted[:, 0].copy(),
        wanted[:, 1].copy(),
        thresholds(config, p.seed, households),
    )


def wanted_by_group(config: Config, p: Switches) -> NDArray[np.int64]:
    """Return what each group wants, numerators and denominators; shape (groups, 2).

    A number of neighbours is in units of the weight of one.
    """
    want = config.preferences
    unit = p.unit_weight if p.satisfaction == LIKE_COUNT else 1
    each = [fraction(want.wanted_of.get(name, want.wanted)) for name in config.city.groups]
    return np.array([(one.numerator * unit, one.denominator) for one in each], np.int64)


def thresholds(config: Config, seed: int, households: int) -> NDArray[np.float64]:
    """Return each household's own threshold, from a beta distribution with whole parameters (a, b):
    the a-th smallest of a + b - 1 uniform draws; none where no score asks for it."""
    if config.preferences.score != "ethnicity_and_status":
        return np.empty(0)
    a, b = config.preferences.score_threshold
    words = [
        keyed.words(range(households), seed, Purpose.THRESHOLD, k) / 4294967296.0
        for k in range(a + b - 1)
    ]
    drawn: NDArray[np.float64] = np.sort(np.stack(words), axis=0)[a - 1]
    return drawn


def offsets(p: Switches) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return rows and columns to the neighbours of a cell; a city of one row has none above."""
    span = range(-p.radius, p.radius + 1)
    found = [
        (down, right)
        for down in (span if p.rows > 1 else (0,))
        for right in (span if p.cols > 1 else (0,))
        if (down, right) != (0, 0)
        and (p.neighbourhood != VON_NEUMANN or abs(down) + abs(right) <= p.radius)
    ]
    if p.zonal:
        found = []
    table = np.array(found, np.int64).reshape(-1, 2)
    return np.ascontiguousarray(table[:, 0]), np.ascontiguousarray(table[:, 1])


def touching_zones(zones: Zones, p: Switches, count: int) -> list[list[int]]:
    """Return for each zone of the grid those that share an edge of a cell with it."""
    label = zones.block.reshape(p.rows, p.cols)
    touching: list[dict[int, None]] = [{} for _ in range(count)]
    for axis in (0, 1):
        other = np.roll(label, -1, axis)
        here, there = label, other
        if not p.torus:
            keep = slice(0, label.shape[axis] - 1)
            here = label[keep] if axis == 0 else label[:, keep]
            there = other[keep] if axis == 0 else other[:, keep]
        for a, b in zip(here.ravel().tolist(), there.ravel().tolist(), strict=True):
            if a != b:
                touching[a][b] = touching[b][a] = None
    return [sorted(row) for row in touching]


def homes_around(
    built: NDArray[np.bool_], block: NDArray[np.integer], around: Surroundings, p: Switches
) -> NDArray[np.int32]:
    """Return the weighted number of homes in each zone's counts, or around each cell."""
    if p.zonal:
        own = np.bincount(block[built], minlength=len(around.first) - 1)
        found = np.zeros(len(own), np.int64)
        source = np.repeat(np.arange(len(own)), np.diff(around.first))
        np.add.at(found, around.to, own[source] * around.weight)
        return found.astype(np.int32)
    if p.torus and built.all():
        return np.full(len(built), len(around.down), np.int32)
    grid = built.reshape(p.rows, p.cols).astype(np.int32)
    reach = max(int(np.abs(around.down).max()), int(np.abs(around.right).max()))
    padded = np.pad(grid, reach, mode="wrap" if p.torus else "constant")
    total = np.zeros_like(grid)
    for down, right in zip(around.down.tolist(), around.right.tolist(), strict=True):
        top, left = reach + down, reach + right
        total += padded[top : top + p.rows, left : left + p.cols]
    return total.ravel()

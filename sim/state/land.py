"""Land and homes of a new city: zones, sectors, tenure, quality and rents, before anyone lives
there."""

from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.compiled import compiled, rule
from sim.config.schema import CityConfig
from sim.draws import Purpose
from sim.portable import exp
from sim.state import keyed
from sim.state.columns import Dwellings, Ints, Zones, empty_dwellings


def zones(city: CityConfig) -> Zones:
    """Return the block and the neighbourhood of every cell; zones at the edge are smaller.

    Blocks are squares, or the rows of the grid (`city.zones`).
    """
    rows, cols = city.size
    row, col = np.divmod(np.arange(rows * cols), cols)
    if city.zones == "rows":
        return Zones(row.astype(np.int32), (row // city.neighbourhood).astype(np.int32))

    def label(span: int) -> Ints:
        labels: Ints = (row // span) * ceil(cols / span) + col // span
        return labels.astype(np.int32)

    return Zones(label(city.block), label(city.block * city.neighbourhood))


def neighbourhood_of_block(zones: Zones) -> NDArray[np.int32]:
    """Return the neighbourhood of every block."""
    result = np.zeros(int(zones.block.max()) + 1, np.int32)
    result[zones.block] = zones.neighbourhood
    return result


def largest_remainder(weights: list[float], total: int) -> list[int]:
    """Return whole numbers that sum to `total`, as near to the weights as possible (Hamilton's
    method)."""
    whole = sum(weights)
    exact = [weight / whole * total if whole else 0.0 for weight in weights]
    counts = [int(value) for value in exact]
    order = sorted(range(len(weights)), key=lambda k: (counts[k] - exact[k], k))
    for k in order[: total - sum(counts)]:
        counts[k] += 1
    return counts


def block_sectors(city: CityConfig, blocks: int, seed: int) -> NDArray[np.int8]:
    """Return the sector of every block: -1 empty land, 0 public, 1 private, by keyed order."""
    order = keyed.order(range(blocks), seed, Purpose.LAND)
    empty = int(city.empty_land * blocks + 0.5)
    public = int(city.public.share * (blocks - empty) + 0.5)
    sectors = np.ones(blocks, np.int8)
    sectors[order[:empty]] = -1
    sectors[order[empty : empty + public]] = 0
    return sectors


def cells_by_block(zones: Zones) -> list[NDArray[np.int64]]:
    """Return the cells of every block, in order of cell."""
    order = np.argsort(zones.block, kind="stable")
    edges = np.flatnonzero(np.diff(zones.block[order])) + 1
    return np.split(order, edges)


def qualities(zones: Zones, seed: int) -> NDArray[np.int32]:
    """Return the quality of every cell's dwelling, thousandths of a standard deviation.

    Half of the variance lies between blocks, half within (assumed).
    """
    root_half = 0.70710678118654752440
    common = keyed.normals(range(int(zones.block.max()) + 1), seed, Purpose.QUALITY, 1)
    own = keyed.normals(range(len(zones.block)), seed, Purpose.QUALITY, 0)
    return (1000.0 * root_half * (common[zones.block] + own)).astype(np.int32)


def built(city: CityConfig, zones: Zones, seed: int) -> Dwellings:
    """Return the dwellings of a new city, all vacant; empty land has quality but no dwelling."""
    cells = len(zones.block)
    dwellings = empty_dwellings(cells)
    sectors = block_sectors(city, int(zones.block.max()) + 1, seed)
    dwellings.sector[:] = sectors[zones.block]
    dwellings.quality[:] = qualities(zones, seed)
    for sector, stock in enumerate((city.public, city.private)):
        homes = np.flatnonzero(dwellings.sector == sector)
        rents = np.empty(len(homes), np.int64)
        fill_rents(rents, dwellings.quality[homes], float(stock.rent), float(city.rent_spread))
        dwellings.base_rent[homes] = rents
        rented = int(stock.rental * len(homes) + 0.5)
        dwellings.rental[keyed.order(homes, seed, Purpose.TENURE)[:rented]] = 1
    return dwellings


@rule
def base_rent(mean: float, spread: float, quality: int) -> int:
    """Return the asking rent at a rent level of one, cents a month: lognormal in quality.

    `mean` is the sector's mean rent in dollars, `spread` the standard deviation of log rents.
    """
    rent = int(100.0 * mean * exp(spread * (quality / 1000.0) - 0.5 * spread * spread) + 0.5)
    return rent if rent > 0 else 1


@compiled
def fill_rents(out: Any, quality: Any, mean: float, spread: float) -> None:
    """Write the `base_rent` of each home into `out`."""
    for i in range(len(quality)):
        out[i] = base_rent(mean, spread, int(quality[i]))

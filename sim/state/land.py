"""Land and homes of a new city: zones, sectors, tenure, quality and rents, before anyone lives there."""

from math import ceil

import numpy as np
from numpy.typing import NDArray

from sim.behaviour.parameters import per
from sim.config.schema import CityConfig
from sim.draws import Purpose, uniform, word
from sim.portable import exp, normal_quantile
from sim.state.columns import Dwellings, Zones, empty_dwellings

HALF_CELL = 1.1641532182693481e-10  # half of 2**-32: the centre of a draw's cell


def zones(city: CityConfig) -> Zones:
    """Return the block and the neighbourhood of every cell; zones at the edge are smaller."""
    rows, cols = city.size
    row, col = np.divmod(np.arange(rows * cols), cols)

    def label(span: int) -> NDArray[np.int32]:
        return ((row // span) * ceil(cols / span) + col // span).astype(np.int32)

    return Zones(label(city.block), label(city.block * city.neighbourhood))


def neighbourhood_of_block(zones: Zones) -> NDArray[np.int32]:
    """Return the neighbourhood of every block."""
    result = np.zeros(int(zones.block.max()) + 1, np.int32)
    result[zones.block] = zones.neighbourhood
    return result


def keyed_order(seed: int, count: int, purpose: Purpose, index: int = 0) -> list[int]:
    """Return 0 .. count - 1 in an order drawn by key, ties by number."""
    return sorted(range(count), key=lambda k: (word(seed, 0, k, purpose, index), k))


def largest_remainder(weights: list[float], total: int) -> list[int]:
    """Return whole numbers that sum to `total`, as near to the weights as possible (Hamilton's method)."""
    whole = sum(weights)
    exact = [weight / whole * total if whole else 0.0 for weight in weights]
    counts = [int(value) for value in exact]
    order = sorted(range(len(weights)), key=lambda k: (counts[k] - exact[k], k))
    for k in order[: total - sum(counts)]:
        counts[k] += 1
    return counts


def block_sectors(city: CityConfig, blocks: int, seed: int) -> NDArray[np.int8]:
    """Return the sector of every block: -1 empty land, 0 public, 1 private, by keyed order."""
    order = keyed_order(seed, blocks, Purpose.LAND)
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
    blocks = int(zones.block.max()) + 1
    common = [_normal(seed, b, 1) for b in range(blocks)]
    return np.array(
        [
            int(1000.0 * root_half * (common[block] + _normal(seed, cell, 0)))
            for cell, block in enumerate(zones.block.tolist())
        ],
        np.int32,
    )


def _normal(seed: int, entity: int, index: int) -> float:
    return normal_quantile(uniform(seed, 0, entity, Purpose.QUALITY, index) + HALF_CELL)


def built(city: CityConfig, zones: Zones, seed: int) -> Dwellings:
    """Return the dwellings of a new city, all vacant; empty land has quality but no dwelling."""
    cells = len(zones.block)
    dwellings = empty_dwellings(cells)
    sectors = block_sectors(city, int(zones.block.max()) + 1, seed)
    dwellings.sector[:] = sectors[zones.block]
    dwellings.quality[:] = qualities(zones, seed)
    for sector, stock in enumerate((city.public, city.private)):
        homes = np.flatnonzero(dwellings.sector == sector)
        for cell in homes.tolist():
            dwellings.base_rent[cell] = base_rent(city, sector, int(dwellings.quality[cell]))
        rented = int(stock.rental * len(homes) + 0.5)
        order = sorted(homes.tolist(), key=lambda k: (word(seed, 0, k, Purpose.TENURE, 0), k))
        dwellings.rental[order[:rented]] = 1
    return dwellings


def base_rent(city: CityConfig, sector: int, quality: int) -> int:
    """Return the asking rent at a rent level of one, cents a month: lognormal in quality.

    The mean over dwellings is the sector's rent.
    """
    spread = city.rent_spread
    mean = (city.public, city.private)[sector].rent
    return per(mean * exp(spread * (quality / 1000.0) - 0.5 * spread * spread), 100)

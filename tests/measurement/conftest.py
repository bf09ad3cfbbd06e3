"""Small cities that change from month to month."""

from types import SimpleNamespace

import numpy as np
import pytest


class City:
    """Households that swap homes at random; arrays are used again every month, as in a run."""

    def __init__(self, rows=24, cols=36, groups=4, torus=False, seed=1):
        self.rng = np.random.default_rng(seed)
        row, col = np.divmod(np.arange(rows * cols), cols)
        self.geometry = SimpleNamespace(
            rows=rows,
            cols=cols,
            block_of=((row // 6) * (cols // 6) + col // 6).astype(np.int32),
            neighbourhood_of=((row // 12) * (cols // 12) + col // 12).astype(np.int32),
            torus=torus,
        )
        cells = rows * cols
        shares = np.array([0.6, 0.2, 0.15, 0.05][:groups])
        lean = 1 + (col < cols / 2)
        draws = self.rng.random(cells) ** lean
        self.group = np.searchsorted(shares.cumsum() / shares.sum(), draws).astype(np.int8)
        self.group[self.rng.random(cells) < 0.1] = -1
        blocks = int(self.geometry.block_of.max()) + 1
        sector = (self.rng.random(blocks) < 0.3).astype(np.int8)
        self.sector = sector[self.geometry.block_of].copy()
        money = self.rng.integers(0, 60, cells) * 10_000 * (1 + (row > rows / 2))
        self.income = np.where(self.group >= 0, money, 0).astype(np.int64)

    def snapshot(self):
        return SimpleNamespace(group=self.group, income=self.income, sector=self.sector)

    def step(self, moves=20):
        """Exchange the contents of homes, and change some incomes."""
        cells = self.rng.choice(len(self.group), moves, replace=False)
        others = self.rng.permutation(cells)
        self.group[cells], self.income[cells] = self.group[others], self.income[others]
        raised = cells[(self.group[cells] >= 0) & (self.rng.random(moves) < 0.3)]
        self.income[raised] += 5_000


@pytest.fixture(scope="session")
def new_city():
    """Return the class of small cities."""
    return City

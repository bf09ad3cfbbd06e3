"""Golden values and real cities, read where they lie beside the checkout."""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

DATA = Path(__file__).parents[2].parent / "shared/data"


@pytest.fixture(scope="session")
def golden() -> dict[str, Any]:
    """Values computed by an independent implementation."""
    path = DATA / "golden_indices.json"
    if not path.exists():
        pytest.skip(f"the golden values are not in {DATA}")
    return json.loads(path.read_text())


@pytest.fixture(scope="session")
def table():
    """Read columns of a data file as whole numbers."""

    def read(name: str, columns: list[str]) -> np.ndarray:
        path = DATA / name
        if not path.exists():
            pytest.skip(f"{name} is not in {DATA}")
        with path.open(newline="") as file:
            return np.array([[int(row[c]) for c in columns] for row in csv.DictReader(file)])

    return read


@pytest.fixture(scope="session")
def labels():
    """Read a column of a data file as words."""

    def read(name: str, column: str) -> np.ndarray:
        path = DATA / name
        if not path.exists():
            pytest.skip(f"{name} is not in {DATA}")
        with path.open(newline="") as file:
            return np.array([row[column] for row in csv.DictReader(file)])

    return read


@pytest.fixture(scope="session")
def sacramento_links() -> list[list[int]]:
    """Neighbours of each tract by queen contiguity, numbered from 0."""
    path = DATA / "sacramento_2000_queen.gal"
    if not path.exists():
        pytest.skip(f"the contiguity is not in {DATA}")
    lines = path.read_text().splitlines()[1:]
    return [[int(k) - 1 for k in line.split()] for line in lines[1::2]]


@pytest.fixture
def small_city():
    """Counts (units, groups) of a small city with units of unequal size, one of them empty."""
    return np.array(
        [[12, 3, 1], [5, 6, 2], [20, 1, 0], [0, 0, 0], [7, 7, 7], [3, 0, 4], [15, 5, 5], [9, 2, 3]]
    )


@pytest.fixture
def shuffles():
    """Shuffle households over the same homes many times: counts (times, units, groups)."""

    def draw(counts: np.ndarray, times: int, seed: int = 7) -> np.ndarray:
        rng = np.random.default_rng(seed)
        units, groups = counts.shape
        unit = np.repeat(np.arange(units), counts.sum(axis=1))
        label = np.repeat(np.arange(groups), counts.sum(axis=0))
        out = np.zeros((times, units * groups), dtype=np.int64)
        for i in range(times):
            cell = unit * groups + rng.permutation(label)
            out[i] = np.bincount(cell, minlength=units * groups)
        return out.reshape(times, units, groups)

    return draw

"""What a dry run says of the disk is what a store takes."""

import dataclasses
import hashlib
from pathlib import Path

import numpy as np
import pytest

from sim.experiment.size import size
from sim.experiment.store.months import Months
from sim.experiment.store.writer import Store
from tests.experiment.folders import description, record

RUNS, MONTHS, NOISY, STILL = 20, 120, 30, 30
ABOUT = 0.4  # of what it is, the screen says "about"


def months(seed: int, total: int) -> Months:
    """Return made-up outcomes: half of them noise, half of them zeros."""
    noise = np.random.default_rng(seed).random((NOISY, total + 1))
    values = np.concatenate([noise, np.zeros((STILL, total + 1))])
    names = tuple(f"outcome{i}" for i in range(len(values)))
    return Months(names, np.arange(total + 1, dtype=np.int32), values)


def random_hash(seed: int) -> str:
    return hashlib.sha256(str(seed).encode()).hexdigest()


@pytest.mark.parametrize("kept", ["monthly", "yearly", "final"])
def test_it_is_about_what_a_store_takes(tmp_path: Path, kept: str) -> None:
    written = tmp_path / "store"
    with Store.open(written, description(written)) as store:
        for seed in range(RUNS):
            series, final = months(seed, MONTHS).kept(kept)
            digest = {"address": f"{seed + 1:064x}", "state_hash": random_hash(seed)}
            store.add(dataclasses.replace(record(seed), series=series, final=final, **digest))
    actual = sum(path.stat().st_size for path in written.rglob("part-*.parquet"))
    found = size(months(99, MONTHS), kept, MONTHS)
    assert RUNS * found.run + found.store == pytest.approx(actual, rel=ABOUT)


def test_what_never_changes_takes_less_than_what_does() -> None:
    def row(values: np.ndarray) -> float:
        names = tuple(f"outcome{i}" for i in range(len(values)))
        made = Months(names, np.arange(values.shape[1], dtype=np.int32), values)
        return size(made, "monthly", 1000).run

    noise = np.random.default_rng(1).random((40, 241))
    assert row(np.zeros_like(noise)) < row(noise) / 5

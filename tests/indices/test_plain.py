"""Compiled loops and plain Python give the same bits."""

import numpy as np
import pytest

import sim.compiled
from sim.indices import dissimilarity, gini, grid, hypergeometric, morans_i
from sim.indices import information_theory as theil
from sim.indices import like_neighbour_share as like
from sim.indices import rank_order_information_theory as ranks
from sim.indices import spatial_information_theory as spatial

LOOPS = [
    (hypergeometric, ["moments", "pair_deviation"]),
    (dissimilarity, ["pair_deviation", "_excess"]),
    (gini, ["_apart", "_masses", "_exact_pairs"]),
    (grid, ["_add", "_note_ends", "_sweep"]),
    (like, ["_exchange", "_sum_parts"]),
    (morans_i, ["_deviations", "_morans_i"]),
    (ranks, ["_threshold_sum"]),
    (spatial, ["_add_n_log_n", "_entropies", "_sum_over_households", "_count_sizes", "moments"]),
]


def everything(counts, cells, income):
    """Return a number from each compiled loop."""
    unit = np.arange(len(income)) // 7
    touching = morans_i.contiguity(np.arange(len(counts)).reshape(2, -1))
    kept = spatial.Diversity(*cells.shape, 3, 2, False)
    kept.update(np.arange(cells.size), np.full(cells.size, -1), cells.ravel())
    near = kept.sizes()
    return [
        float(dissimilarity.dissimilarity(counts)),
        float(gini.gini(counts)),
        dissimilarity.expected(counts),
        dissimilarity.expected_pair(counts, 0, 2),
        gini.expected(counts),
        theil.expected(counts),
        float(ranks.rank_order_information_theory(income, unit)),
        float(morans_i.morans_i(counts[:, 0] / np.maximum(counts.sum(axis=1), 1), touching)),
        float(spatial.spatial_information_theory(cells, 2, 3)),
        float(like.like_neighbour_share(cells)),
        spatial.expected(np.bincount(cells[cells >= 0], minlength=3), near),
    ]


def test_same_bits(small_city, monkeypatch):
    if sim.compiled.numba() is None:
        pytest.skip("Numba is not installed, so nothing is compiled")
    rng = np.random.default_rng(8)
    cells, income = rng.integers(-1, 3, (9, 12)), rng.integers(0, 50, 90)
    compiled = everything(small_city, cells, income)
    for module, names in LOOPS:
        for name in names:
            monkeypatch.setattr(module, name, getattr(module, name).plain)
    monkeypatch.setattr("sim.indices.margins.moments", hypergeometric.moments)
    assert everything(small_city, cells, income) == compiled

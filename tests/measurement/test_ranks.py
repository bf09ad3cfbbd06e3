"""Exchanging keys gives what sorting all of them gives; plain Python gives the same bits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim.compiled
from sim.config.schema import MetricsConfig
from sim.indices import grid, hypergeometric, like_neighbour_share, morans_i
from sim.indices import rank_order_information_theory as rank_order
from sim.indices import spatial_information_theory as spatial
from sim.measurement import Measurement, ranks, tally
from sim.measurement.changes import Latest
from sim.measurement.ranks import Ranks, exchange


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.lists(st.integers(0, 20)), st.lists(st.integers(0, 20)), st.data())
def test_exchange(keys, new, data):
    gone = data.draw(st.sets(st.sampled_from(range(len(keys))))) if keys else set()
    left = [key for place, key in enumerate(keys) if place not in gone]
    went = sorted(keys[place] for place in gone)
    found = np.empty(len(left) + len(new), dtype=np.int64)
    exchange(*(np.array(sorted(part), dtype=np.int64) for part in (keys, went, new)), found)
    assert found.tolist() == sorted(left + new)


def test_ranks_follow_the_city(new_city):
    city = new_city()
    cells, zones = len(city.group), city.geometry.neighbourhood_of.astype(np.int64)
    kept, public, latest = Ranks(zones, False), Ranks(zones, True), Latest(cells, 4)
    for month in range(12):
        changes = latest.changes(city.snapshot())
        keys = (city.income << kept.bits) | zones
        for stock, homes in (
            (kept, city.group >= 0),
            (public, (city.group >= 0) & (city.sector == 0)),
        ):
            assert stock.update(changes).tolist() == sorted(keys[homes].tolist())
        city.step(moves=(5, 60, 400)[month % 3])
        city.group[month * 7] = -1


LOOPS = [
    (tally, ["_add"]),
    (ranks, ["_fill_keys", "exchange"]),
    (grid, ["_add", "_note_ends", "_sweep"]),
    (like_neighbour_share, ["_exchange", "_sum_parts"]),
    (morans_i, ["_deviations", "_morans_i"]),
    (rank_order, ["_threshold_sum"]),
    (spatial, ["_add_n_log_n", "_entropies", "_sum_over_households", "_count_sizes", "moments"]),
    (hypergeometric, ["moments"]),
]


def test_plain_python_gives_the_same_bits(new_city, monkeypatch):
    if sim.compiled.numba() is None:
        pytest.skip("Numba is not installed, so nothing is compiled")
    metrics = MetricsConfig(families=["income", "spatial"], radii=[2], chance_every=1)

    def columns():
        city = new_city(12, 24)
        seen = Measurement(metrics, ["a", "b", "c", "d"], city.geometry)
        for month in range(3):
            seen.observe(month, city.snapshot())
            city.step()
        return seen.columns()

    compiled = columns()
    for module, names in LOOPS:
        for name in names:
            monkeypatch.setattr(module, name, getattr(module, name).plain)
    for name, values in columns().items():
        np.testing.assert_array_equal(values, compiled[name], err_msg=name)

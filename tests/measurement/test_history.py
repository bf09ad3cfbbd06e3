"""A month's columns do not depend on the months observed before it, bit for bit."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.config.schema import MetricsConfig
from sim.measurement import Measurement

GROUPS = ["chinese", "malay", "indian", "others"]
METRICS = MetricsConfig(["evenness", "exposure", "income", "spatial"], [1, 2, 4], chance_every=1)


def last_values(geometry, snapshots, groups=GROUPS):
    """Return the columns of the last of some snapshots, when all are observed."""
    measurement = Measurement(METRICS, groups, geometry)
    for month, snapshot in enumerate(snapshots):
        measurement.observe(month, snapshot)
    return {name: values[-1:] for name, values in measurement.columns().items()}


def assert_same(one, other):
    for name, values in one.items():
        np.testing.assert_array_equal(values, other[name], err_msg=name)


@pytest.mark.parametrize("torus", [False, True])
def test_every_month_or_only_the_last(new_city, torus):
    city, snapshots = new_city(torus=torus), []
    for month in range(9):
        snapshots.append(SimpleNamespace(**{k: v.copy() for k, v in vars(city.snapshot()).items()}))
        city.step(moves=(3, 40, 500)[month % 3])
    whole = last_values(city.geometry, snapshots)
    assert_same(whole, last_values(city.geometry, snapshots[-1:]))
    assert_same(whole, last_values(city.geometry, snapshots[::4]))


@st.composite
def snapshots(draw, groups, cells=12 * 12, months=3):
    """Draw months that share some homes with the month before: all, few or none."""
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    empty, equal = draw(st.sampled_from([0.0, 0.3, 0.99])), draw(st.booleans())
    found = []
    for _ in range(months):
        group = np.where(rng.random(cells) < empty, -1, rng.integers(0, groups, cells)).astype(
            np.int8
        )
        money = rng.integers(0, 5 if equal else 2**40, cells) * (group >= 0)
        sector = rng.integers(-1, 2, cells).astype(np.int8)
        if found:
            kept = rng.random(cells) < draw(st.sampled_from([0.0, 0.5, 0.97, 1.0]))
            group, money, sector = (
                np.where(kept, old, new).astype(old.dtype)
                for old, new in zip(found[-1], (group, money, sector), strict=True)
            )
        found.append((group, money, sector))
    return [SimpleNamespace(group=g, income=i, sector=s) for g, i, s in found]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.data(), st.sampled_from([2, 4, 6]), st.booleans(), st.booleans())
def test_any_history_gives_the_same_bits(new_city, data, groups, torus, detour):
    months, names = data.draw(snapshots(groups)), [*GROUPS, "eurasian", "visitors"][:groups]
    geometry = new_city(12, 12, torus=torus).geometry
    history = [*months, months[0], months[-1]] if detour else months
    whole = last_values(geometry, history, names)
    assert_same(whole, last_values(geometry, months[-1:], names))

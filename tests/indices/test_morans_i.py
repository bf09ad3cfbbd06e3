"""Moran's I: what it reads of its arrays, and how far it goes."""

import re

import numpy as np
import pytest

from sim.indices import INDICES, Undefined, measure
from sim.indices.morans_i import Contiguity, contiguity

ROW = contiguity(np.arange(4)[None])


@pytest.mark.parametrize("shape", [(3,), (5,), (4, 3), (0,), ()])
def test_there_is_one_value_for_each_unit(shape):
    words = re.escape(f"values must have the shape (..., 4), one for each unit, not {shape}")
    with pytest.raises(ValueError, match=words):
        measure("morans_i", np.arange(np.prod(shape)).reshape(shape), ROW)


def test_values_are_finite_or_left_out():
    with pytest.raises(ValueError, match="finite"):
        measure("morans_i", [0.0, 1.0, np.inf, 2.0], ROW)
    assert isinstance(measure("morans_i", np.full(4, np.nan), ROW), Undefined)


@pytest.mark.parametrize(
    ("start", "neighbour", "words"),
    [
        ([0, 1, 3], [1, 0], "ascend from 0 to the 2 links"),
        ([1, 1, 2], [1, 0], "ascend from 0 to the 2 links"),
        ([0, 2, 1, 2], [1, 0], "ascend from 0 to the 2 links"),
        ([], [], "ascend from 0 to the 0 links"),
        ([0, 1, 2], [1, 2], "neighbour 2 is none of the 2 units"),
        ([0, 1, 2], [1, -1], "neighbour -1 is none of the 2 units"),
        ([0.0, 1.0, 2.0], [1, 0], "of int64"),
    ],
)
def test_links_lead_to_units(start, neighbour, words):
    kind = type(start[0]) if start else int
    with pytest.raises(ValueError, match=words):
        Contiguity(np.array(start, kind), np.array(neighbour, np.int64))


def test_units_that_touch_none_take_it_beyond_one():
    """Two touch among four apart from each other: N / W is 6 / 2."""
    line = contiguity(np.array([[0, 1, -1, 2, -1, 3, -1, 4, -1, 5]]))
    apart = measure("morans_i", [1.0, -1.0, 0, 0, 0, 0], line)
    assert apart == pytest.approx(6 / 2 * (-1 - 1) / 2, abs=1e-12)
    alike = measure("morans_i", [2.0, 2.0, -1, -1, -1, -1], line)
    assert alike == pytest.approx(6 / 2 * (4 + 4) / 12, abs=1e-12)
    index = INDICES["morans_i"]
    assert index.low <= apart < -1 < 1 < alike <= index.high
    assert index.span == "any number"


def test_a_map_of_no_units():
    nowhere = contiguity(np.zeros((0, 0), int))
    assert nowhere.units == 0
    assert isinstance(measure("morans_i", [], nowhere), Undefined)

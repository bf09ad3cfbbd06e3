"""The public way to an index: words for what is undefined, refusals, the checks of each index."""

from dataclasses import replace

import numpy as np
import pytest

from sim.indices import INDICES, Undefined, find, measure
from sim.indices.check import check_index


@pytest.mark.parametrize("name", INDICES)
def test_every_index_keeps_its_word(name):
    check_index(INDICES[name])


def test_undefined_is_a_word():
    found = measure("dissimilarity", [[3, 0], [5, 0]])
    assert isinstance(found, Undefined)
    assert str(found) == (
        "undefined: Dissimilarity has no value when fewer than two groups are present"
    )
    assert isinstance(measure("isolation", [[3, 0], [5, 0]], 1), Undefined)
    assert isinstance(measure("correlation_ratio", [[3, 0], [5, 0]], 0), Undefined)
    assert measure("isolation", [[3, 0], [5, 0]], 0) == 1.0


def test_unknown_index_names_the_nearest():
    with pytest.raises(ValueError, match="did you mean 'dissimilarity'"):
        find("disimilarity")


@pytest.mark.parametrize(
    ("counts", "problem"),
    [([[1, -2], [3, 4]], "at least 0"), ([1, 2], "shape"), ([[0.5, 1], [2, 3]], "whole")],
)
def test_wrong_counts_are_refused(counts, problem):
    with pytest.raises(ValueError, match=problem):
        measure("gini", counts)


BROKEN = {
    "outside its range": lambda counts: INDICES["gini"].function(counts) * 1.5,
    "counts empty units": lambda counts: INDICES["gini"].function(counts) / np.shape(counts)[-2],
    "grows with the city": lambda counts: INDICES["gini"].function(
        np.vstack([counts, np.ones((1, np.shape(counts)[-1]), int)])
    ),
    "one month for all": lambda counts: INDICES["gini"].function(
        np.reshape(counts, (-1, *np.shape(counts)[-2:]))[0]
    ),
    "a value for nobody": lambda counts: np.nan_to_num(INDICES["gini"].function(counts)),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_index_fails(fault):
    with pytest.raises((AssertionError, ValueError)):
        check_index(replace(INDICES["gini"], function=BROKEN[fault]))

"""PySAL's `segregation` as an oracle on drawn cities; and where it differs, who is right.

Its formulas lose digits where one group is nearly the whole city (about 2e-16 over the share of the
others), so the drawn cities have at most some 1,600 households.
"""

import importlib
import warnings
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.indices import INDICES, Undefined, measure
from sim.indices.entropy import normalised_entropy
from sim.indices.table import against_rest, between
from tests.indices.cities import cities

pytest.importorskip("segregation", reason="PySAL's segregation is the oracle of these tests")

SETTINGS = settings(max_examples=40, deadline=None, derandomize=True)
CLOSE = 1e-12
MULTIGROUP = {
    "dissimilarity": "MultiDissim",
    "gini": "MultiGini",
    "information_theory": "MultiInfoTheory",
    "squared_coefficient_of_variation": "MultiSquaredCoefVar",
    "normalised_exposure": "MultiNormExposure",
    "relative_diversity": "MultiRelativeDiversity",
    "mutual_information": "MultiDivergence",
    "entropy": "MultiDiversity",
    "simpson_interaction": "SimpsonsInteraction",
}
SINGLEGROUP = {
    "dissimilarity": "Dissim",
    "gini": "Gini",
    "information_theory": "Entropy",
    "atkinson": "Atkinson",
    "min_max": "MinMax",
    "isolation": "Isolation",
    "correlation_ratio": "CorrelationR",
}


def loaded(name):
    """Import a module of PySAL, keep NumPy's error state, and its Gini uncompiled (10 s)."""
    with warnings.catch_warnings(), np.errstate():
        warnings.simplefilter("ignore")
        module = importlib.import_module(f"segregation.{name}")
        gini = importlib.import_module("segregation.singlegroup.gini")
    gini._gini_vecp = getattr(gini._gini_vecp, "py_func", gini._gini_vecp)
    return module


def multigroup(name, counts, **options):
    """Return the value of a class of PySAL for counts (units, groups)."""
    import pandas

    groups = list("abcdefgh"[: counts.shape[1]])
    frame = pandas.DataFrame(counts, columns=groups)
    with np.errstate(all="ignore"):
        return getattr(loaded("multigroup"), name)(frame, groups, **options).statistic


def singlegroup(name, group, total, **options):
    """Return the value of a class of PySAL for the group's and all counts, (units,) each."""
    import pandas

    frame = pandas.DataFrame({"group": group, "total": total})
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return getattr(loaded("singlegroup"), name)(frame, "group", "total", **options).statistic


def ours(name, counts, group):
    """Return our value of a group against the rest, whatever the index takes."""
    if INDICES[name].data == "group":
        return measure(name, counts, group)
    return measure(name, against_rest(counts, group))


def compare_all_groups(counts):
    for name, theirs in MULTIGROUP.items():
        assert measure(name, counts) == pytest.approx(multigroup(theirs, counts), abs=CLOSE), name
    concentration = multigroup("SimpsonsConcentration", counts)
    assert 1 - measure("simpson_interaction", counts) == pytest.approx(concentration, abs=CLOSE)
    normalised = multigroup("MultiDiversity", counts, normalized=True)
    assert float(normalised_entropy(counts)) == pytest.approx(normalised, abs=CLOSE)


def compare_one_group(counts, group):
    own, total = counts[:, group], counts.sum(axis=1)
    for name, theirs in SINGLEGROUP.items():
        value = singlegroup(theirs, own, total)
        assert ours(name, counts, group) == pytest.approx(value, abs=CLOSE), name
    rest = against_rest(counts, group)
    value = singlegroup("Interaction", own, total)
    assert measure("exposure", rest, 0, 1) == pytest.approx(value, abs=CLOSE)


@SETTINGS
@given(cities())
def test_all_groups(counts):
    compare_all_groups(counts)


@SETTINGS
@given(cities(), st.integers(0, 3))
def test_one_group_against_the_rest(counts, group):
    compare_one_group(counts, group % counts.shape[1])


@settings(SETTINGS, max_examples=20)
@given(cities(groups=3))
def test_two_of_three_groups(counts):
    """Two columns alone are PySAL's group in the total of the two."""
    pair = between(counts, 2, 0)
    for name in ("dissimilarity", "gini", "information_theory", "atkinson", "min_max"):
        value = singlegroup(SINGLEGROUP[name], pair[:, 0], pair.sum(axis=1))
        assert measure(name, pair) == pytest.approx(value, abs=CLOSE), name


@settings(SETTINGS, max_examples=20)
@given(cities(groups=2), st.floats(0.05, 0.95))
def test_atkinson_of_any_shape(counts, b):
    """By PySAL's inner function: see `test_pysal_ignores_the_shape_of_atkinson`."""
    import pandas

    function = loaded("singlegroup.atkinson")._atkinson
    frame = pandas.DataFrame({"group": counts[:, 0], "total": counts.sum(axis=1)})
    with np.errstate(all="ignore"):
        value, _ = function(frame, "group", "total", b=b)
    assert measure("atkinson", counts, b=b) == pytest.approx(value, abs=CLOSE)


def test_a_large_city():
    rng = np.random.default_rng(11)
    counts = rng.poisson(rng.gamma(2, [600, 160, 100, 40], (400, 4)))
    counts[[3, 77]] = 0
    compare_all_groups(counts)
    compare_one_group(counts, 1)


# Where PySAL differs ------------------------------------------------------------------------------


def test_pysal_silences_numpy_for_everybody():
    """Importing it turns warnings of the whole process off; ours asks for nothing."""
    module = loaded("multigroup.multi_dissim")
    with np.errstate(all="warn"):
        importlib.reload(module)
        assert np.geterr()["invalid"] == np.geterr()["divide"] == "ignore"
    awkward = np.array([[0, 0, 0], [4, 0, 0], [1, 2, 0]])
    with np.errstate(all="raise"):
        before = np.geterr()
        for name in MULTIGROUP:
            measure(name, awkward)
            measure(name, awkward * 0)
        for name in SINGLEGROUP:
            for group in range(3):
                ours(name, awkward, group)
        assert np.geterr() == before


@pytest.mark.parametrize(
    "name", ["information_theory", "squared_coefficient_of_variation", "entropy"]
)
def test_pysal_has_no_value_with_a_column_of_nobody(name):
    """A group without members changes nothing (0 ln 0 = 0); PySAL divides by its share."""
    counts = np.array([[30, 5, 0], [10, 40, 0]])
    assert np.isnan(multigroup(MULTIGROUP[name], counts))
    value = multigroup(MULTIGROUP[name], counts[:, :2])
    assert measure(name, counts) == pytest.approx(value, abs=CLOSE)


@pytest.mark.parametrize("name", ["information_theory", "correlation_ratio", "isolation"])
def test_pysal_calls_an_absent_group_evenly_spread(name):
    """How a group without members lives is not 0, the value of an even city: it is undefined."""
    counts = np.array([[0, 5], [0, 40]])
    assert singlegroup(SINGLEGROUP[name], counts[:, 0], counts.sum(axis=1)) == 0.0
    assert isinstance(ours(name, counts, 0), Undefined)


def test_pysal_has_an_undefined_value_without_a_reason():
    """NaN for one group or nobody, and 0 for the two-group H of one group; ours says why."""
    one = np.array([[8, 0], [3, 0]])
    for name in ("dissimilarity", "gini", "relative_diversity", "normalised_exposure"):
        assert np.isnan(multigroup(MULTIGROUP[name], one))
        assert "fewer than two groups" in measure(name, one).reason
    assert singlegroup("Entropy", one[:, 0], one[:, 0]) == 0.0
    assert "fewer than two groups" in measure("information_theory", one).reason
    assert multigroup("MultiDivergence", one) == measure("mutual_information", one) == 0.0
    nobody = one * 0
    assert np.isnan(multigroup("MultiDivergence", nobody))
    assert "nobody lives" in measure("mutual_information", nobody).reason


def test_pysal_ignores_the_shape_of_atkinson():
    """Its class takes b as any other keyword and computes A(0.5), without a word.

    By hand: x / X = (1/2, 1/2) and y / Y = (0, 1), so A(b) = 1 - (1 / 2)^(b / (1 - b)).
    """
    counts = np.array([[1, 0], [1, 1]])
    values = [singlegroup("Atkinson", counts[:, 0], counts.sum(axis=1), b=b) for b in (0.25, 0.5)]
    assert values == pytest.approx([0.5, 0.5], abs=CLOSE)
    assert measure("atkinson", counts, b=0.25) == pytest.approx(1 - 0.5 ** (1 / 3), abs=1e-15)


def test_pysal_leaves_its_range_by_rounding():
    """An even city scores below 0 there; ours is 0 where whole numbers say so, and never less."""
    even = np.outer([1, 2, 3, 5, 7, 9, 11, 13, 17], [1, 3, 6])
    total = even.sum(axis=1)
    theirs = {name: [singlegroup(SINGLEGROUP[name], even[:, m], total) for m in range(3)]
              for name in ("atkinson", "correlation_ratio", "information_theory")}  # fmt: skip
    assert min(min(values) for values in theirs.values()) < 0
    for name in theirs:
        for m in range(3):
            assert 0 <= ours(name, even, m) < 1e-15
    assert measure("dissimilarity", even) == measure("gini", even) == 0.0


def test_pysal_loses_digits_where_one_group_is_nearly_everybody():
    """Two units of 20,000 and 21,000, one household of the group: whole numbers tell the truth."""
    counts = np.array([[19_999, 1], [21_000, 0]])
    own, total = counts[:, 0], counts.sum(axis=1)
    x, t = [int(n) for n in own], [int(n) for n in total]
    share = Fraction(sum(x), sum(t))
    isolation = sum(Fraction(a * a, b) for a, b in zip(x, t, strict=True)) / sum(x)
    truth = float((isolation - share) / (1 - share))
    assert abs(singlegroup("CorrelationR", own, total) - truth) > 1e-13
    for name in ("normalised_exposure", "relative_diversity", "squared_coefficient_of_variation"):
        assert measure(name, counts) == pytest.approx(truth, abs=1e-15)
    assert measure("correlation_ratio", counts, 0) == pytest.approx(truth, abs=1e-15)


def test_pysal_measures_what_is_no_count():
    """Negative and broken households have a value there; here they are refused."""
    for counts, problem in (([[-5, 30], [40, 10]], "at least 0"), ([[0.5, 3], [4, 1]], "whole")):
        assert np.isfinite(multigroup("MultiDissim", np.array(counts)))
        with pytest.raises(ValueError, match=problem):
            measure("dissimilarity", counts)

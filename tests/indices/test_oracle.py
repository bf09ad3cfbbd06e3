"""PySAL's `segregation` as an oracle, on a city drawn at random."""

import warnings

import numpy as np
import pytest

from sim.indices import measure

pytest.importorskip("segregation", reason="PySAL's segregation is the oracle of these tests")


@pytest.fixture(scope="module")
def city():
    import pandas

    rng = np.random.default_rng(11)
    counts = rng.poisson(rng.gamma(2, [30, 8, 5, 2], (120, 4)))
    return counts, pandas.DataFrame(counts, columns=list("abcd"))


def oracle(module, name, *arguments):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        package = __import__(f"segregation.{module}", fromlist=[name])
        return getattr(package, name)(*arguments).statistic


@pytest.mark.parametrize(
    ("name", "theirs"),
    [
        ("dissimilarity", "MultiDissim"),
        ("gini", "MultiGini"),
        ("information_theory", "MultiInfoTheory"),
    ],
)
def test_many_groups(city, name, theirs):
    counts, frame = city
    value = oracle("multigroup", theirs, frame, list("abcd"))
    assert measure(name, counts) == pytest.approx(value, abs=1e-10)


def test_one_group_against_the_rest(city):
    counts, frame = city
    frame = frame.assign(total=counts.sum(axis=1))
    pair = np.stack([counts[:, 1], counts.sum(axis=1) - counts[:, 1]], axis=1)
    theirs = {
        "dissimilarity": "Dissim",
        "gini": "Gini",
        "information_theory": "Entropy",
        "isolation": "Isolation",
        "correlation_ratio": "CorrelationR",
    }
    for name, other in theirs.items():
        value = oracle("singlegroup", other, frame, "b", "total")
        who = (0,) if name in ("isolation", "correlation_ratio") else ()
        assert measure(name, pair, *who) == pytest.approx(value, abs=1e-10), name
    value = oracle("singlegroup", "Interaction", frame, "b", "total")
    assert measure("exposure", pair, 0, 1) == pytest.approx(value, abs=1e-10)

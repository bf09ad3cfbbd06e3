"""The public way to an index: words for what is undefined, refusals, the checks of each index."""

from dataclasses import replace

import numpy as np
import pytest

from sim.indices import INDICES, Undefined, find, measure
from sim.indices.base import AXIOMS, Index, divide
from sim.indices.check import check_index
from sim.indices.plug_in import register
from sim.indices.table import table_of
from sim.measurement import FAMILIES


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


def of(name):
    return INDICES[name].function


def expected(name):
    return INDICES[name].expected


BROKEN = {  # what is wrong: the index, and what of it is replaced
    "outside its range": ("gini", {"function": lambda c: of("gini")(c) * 1.5}),
    "counts empty units": ("gini", {"function": lambda c: of("gini")(c) / np.shape(c)[-2]}),
    "one month for all": (
        "gini",
        {"function": lambda c: of("gini")(np.reshape(c, (-1, *np.shape(c)[-2:]))[0])},
    ),
    "a value for nobody": ("gini", {"function": lambda c: np.nan_to_num(of("gini")(c))}),
    "chance is nothing": ("dissimilarity", {"expected": lambda c: 0.0}),
    "chance is doubled": ("gini", {"expected": lambda c: 2 * expected("gini")(c)}),
    "another value from a table": (
        "gini",
        {"from_table": lambda t: 0.5 * INDICES["gini"].from_table(t)},
    ),
    "always of the first group": ("isolation", {"function": lambda c, g: of("isolation")(c, 0)}),
    "the other way round": (
        "exposure",
        {"function": lambda c, a, b: of("exposure")(c, b, a)},
    ),
    "areas do not matter": (
        "delta",
        {"function": lambda c, g, area: of("delta")(c, g, np.ones_like(area))},
    ),
    "warns": (
        "information_theory",
        {"function": lambda c: of("information_theory")(c) + 0 * np.log(np.zeros(1))[0]},
    ),
    "changes NumPy's state": (
        "information_theory",
        {"function": lambda c: (np.seterr(all="ignore"), of("information_theory")(c))[1]},
    ),
    "changes its data": (
        "information_theory",
        {"function": lambda c: (of("information_theory")(c), c.__iadd__(1))[0]},
    ),
    "no transfers": ("dissimilarity", {"axioms": AXIOMS | {"transfers"}}),
    "not zero in an even city": ("gini", {"even": 0.1}),
    "local, of another city": ("local_divergence", {"even": 0.3}),
    "the square": (
        "neighbourhood_sorting",
        {"function": lambda i, u: of("neighbourhood_sorting")(i, u) ** 2},
    ),
    "ties by order": (
        "neighbourhood_sorting",
        {
            "function": lambda i, u: of("neighbourhood_sorting")(
                np.argsort(np.argsort(i, kind="stable"), kind="stable") if np.ptp(i) else i, u
            )
        },
    ),
    "the radius does not count": (
        "spatial_information_theory",
        {"function": lambda g, r, *a, **k: of("spatial_information_theory")(g, 1, *a, **k)},
    ),
    "a cell too far": (
        "spatial_isolation",
        {"function": lambda g, r, *a, **k: of("spatial_isolation")(g, r + 1, *a, **k)},
    ),
    "another value from surroundings": (
        "spatial_dissimilarity",
        {"from_surroundings": lambda c, around: 0.1},
    ),
    "another value from a summary": ("spatial_dissimilarity", {"from_summary": lambda s: 0.1}),
    "another value from a tally": (
        "pooled_like_share",
        {"from_tally": lambda t: 0.9 * INDICES["pooled_like_share"].from_tally(t)},
    ),
    "edges always meet": (
        "like_share_of_all",
        {"function": lambda g, torus=False: of("like_share_of_all")(g, True)},
    ),
    "says nothing": ("gini", {"reading": ""}),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_index_fails(fault):
    name, change = BROKEN[fault]
    before = np.geterr()
    try:
        with pytest.raises(AssertionError, match=f"^{name}: "):
            check_index(replace(INDICES[name], **change))
    finally:
        np.seterr(**before)


def test_a_plug_in_is_checked_like_ours():
    """An index that somebody else wrote: the share of units where nobody of a group lives."""

    def share_without(counts, group):
        table = table_of(counts)
        lived_in = table.unit > 0
        without = (lived_in & (table.x[..., group, :] == 0)).sum(axis=-1)
        present = np.where(table.group[..., group] > 0, lived_in.sum(axis=-1), 0)
        return divide(without, present)

    mine = Index(
        name="share_without", symbol="W", label="Share without",
        definition="Share of units where nobody of the group lives.",
        formula="W = #(x_j = 0) / J", reading="0.2: two of ten units are without the group.",
        level="Any units.", dimension="evenness", low=0.0, high=1.0, citation="This test",
        spatial=False, data="group", undefined="the group is absent", function=share_without,
        expected=None, expected_note="by shuffling", divided=None,
        axioms=AXIOMS - {"scale"},
    )  # fmt: skip
    with pytest.raises(AssertionError, match="an even city"):
        register(replace(mine, even=0.5))
    try:
        register(mine)
        assert measure("share_without", [[3, 0], [5, 2]], 1) == 0.5
        assert FAMILIES["share_without"] == ("share_without",)
        assert "share_without" in FAMILIES["all"]
        with pytest.raises(ValueError, match="already"):
            register(mine)
    finally:
        INDICES.pop("share_without", None)

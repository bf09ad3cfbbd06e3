"""The order of rows and of groups, and how a total is told, change nothing."""

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.areas.columns import Columns
from sim.areas.read import read
from sim.areas.request import Request
from sim.areas.result import measured

NAMES = ("a", "b", "c", "d")


@st.composite
def cities(draw):
    """Draw counts (units, groups) in which every group has somebody."""
    units, groups = draw(st.integers(1, 7)), draw(st.integers(2, 4))
    rows = st.lists(st.integers(0, 25), min_size=groups, max_size=groups)
    counts = np.array(draw(st.lists(rows, min_size=units, max_size=units)))
    return np.vstack([counts, draw(st.permutations(range(1, groups + 1)))])


def _measured(header, rows, groups, total=""):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "areas.csv"
        lines = [header, *np.asarray(rows).tolist()]
        path.write_text("".join(",".join(map(str, line)) + "\n" for line in lines))
        columns = Columns(groups=tuple(groups), total=total)
        return measured(read(str(path), columns), Request(replicates=4))


def _same(one, other):
    assert set(one) == set(other)
    for name, entry in one.items():
        keys = ["value"]
        if entry.get("random_how") == "exact":
            keys += ["random", "corrected"]
        for key in keys:
            if entry[key] is None:
                assert other[name][key] is None, (name, key)
            else:
                assert other[name][key] == pytest.approx(entry[key], abs=1e-9), (name, key)
        assert entry.get("undefined") == other[name].get("undefined")


def _swapped(entries):
    """Return the entries of a pair whose groups are named the other way round."""
    swap = {"exposure": "exposure_reverse", "exposure_reverse": "exposure"}
    return {swap.get(name, name): entry for name, entry in entries.items()}


@settings(max_examples=40, deadline=None)
@given(cities(), st.data())
def test_the_order_of_rows_and_groups_does_not_matter(counts, data):
    groups = NAMES[: counts.shape[1]]
    rows = data.draw(st.permutations(range(len(counts))))
    columns = data.draw(st.permutations(range(len(groups))))
    one = _measured(groups, counts, groups)
    other = _measured(
        [groups[m] for m in columns], counts[rows][:, columns], [groups[m] for m in columns]
    )
    assert (one["units"], one["people"]) == (other["units"], other["people"])
    _same(one["multigroup"], other["multigroup"])
    for group in groups:
        _same(one["groups_vs_rest"][group], other["groups_vs_rest"][group])
        for met, value in one["exposure_matrix"][group].items():
            assert other["exposure_matrix"][group][met] == pytest.approx(value, abs=1e-12)
    for pair, entries in one["pairs"].items():
        if pair in other["pairs"]:
            _same(entries, other["pairs"][pair])
        else:
            _same(_swapped(entries), other["pairs"]["|".join(reversed(pair.split("|")))])


@settings(max_examples=40, deadline=None)
@given(cities())
def test_a_total_that_is_the_sum_of_the_groups_changes_nothing(counts):
    groups = NAMES[: counts.shape[1]]
    without = _measured(groups, counts, groups)
    with_total = np.column_stack([counts, counts.sum(axis=1)])
    found = _measured((*groups, "t"), with_total, groups, "t")
    for section in ("units", "people", "groups", "people_by_group"):
        assert found[section] == without[section]
    for section in ("multigroup", "groups_vs_rest", "pairs"):
        assert found[section] == without[section], section


@settings(max_examples=40, deadline=None)
@given(cities())
def test_every_entry_is_a_number_or_says_why_not(counts):
    groups = NAMES[: counts.shape[1] - 1]
    total = np.column_stack([counts, counts.sum(axis=1)])
    found = _measured((*NAMES[: counts.shape[1]], "t"), total, groups, "t")
    sections = [found["multigroup"], *found["groups_vs_rest"].values(), *found["pairs"].values()]
    for section in sections:
        for name, entry in section.items():
            assert (entry["value"] is None) == ("undefined" in entry), name
            for number in (entry["value"], entry["random"], entry["corrected"]):
                assert number is None or np.isfinite(number), name
            if entry["random"] is not None:
                assert entry["random_how"] in ("exact", "shuffled"), name
            elif entry["value"] is not None:
                assert entry["random_note"], name
    for row in found["exposure_matrix"].values():
        assert sum(row.values()) == pytest.approx(1.0, abs=1e-12)

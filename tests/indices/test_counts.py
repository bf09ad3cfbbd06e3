"""Indices of counts: definitions in exact arithmetic, how they are related, what is chance."""

from collections import Counter
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.indices import INDICES, Undefined, measure
from sim.indices import information_theory as theil
from sim.indices import mutual_information as mutual
from sim.indices import normalised_exposure as normalised
from sim.indices import relative_diversity as diversity
from sim.indices import squared_coefficient_of_variation as variation
from sim.indices.entropy import normalised_entropy
from sim.indices.simpson_interaction import simpson_interaction
from sim.indices.table import against_rest, between, table_of
from tests.indices.cities import cities

SETTINGS = settings(max_examples=60, deadline=None, derandomize=True)
VARIANCES = (diversity, variation, normalised)
MINE = (
    "dissimilarity", "gini", "information_theory", "isolation", "exposure", "correlation_ratio",
    "atkinson", "min_max", "squared_coefficient_of_variation", "relative_diversity",
    "normalised_exposure", "simpson_interaction", "mutual_information", "entropy",
)  # fmt: skip
HAVE_A_VALUE_WITH_ONE_GROUP = {
    "isolation", "exposure", "entropy", "simpson_interaction", "mutual_information"
}  # fmt: skip
WHO = {"group": (0,), "pair": (0, 1)}


# The definitions, slow and exact ------------------------------------------------------------------


def in_whole_numbers(counts):
    """Return the indices without logarithms by their definitions, in fractions."""
    x = [[Fraction(int(n)) for n in unit] for unit in counts if sum(unit) > 0]
    t = [sum(unit) for unit in x]
    totals = [sum(column) for column in zip(*x, strict=True)]
    total = sum(t)
    share = [own / total for own in totals]
    groups, units = range(len(share)), range(len(t))
    p = [[n / t[j] for n in x[j]] for j in units]
    mixed = sum(s * (1 - s) for s in share)
    square = [sum(t[j] * (p[j][m] - share[m]) ** 2 for j in units) / total for m in groups]
    apart = sum(t[i] * t[j] * abs(p[i][m] - p[j][m]) for m in groups for i in units for j in units)
    unlike = sum(t[j] * abs(p[j][m] - share[m]) for m in groups for j in units)
    return {
        "dissimilarity": unlike / (2 * total * mixed),
        "gini": apart / (2 * total**2 * mixed),
        "relative_diversity": sum(square) / mixed,
        "squared_coefficient_of_variation": sum(
            square[m] / ((len(share) - 1) * share[m]) for m in groups
        ),
        "normalised_exposure": sum(square[m] / (1 - share[m]) for m in groups),
        "simpson_interaction": mixed,
    }


def in_logarithms(counts):
    """Return E, M and H by their definitions, with 40 digits."""

    def entropy(row):
        whole = sum(row)
        return sum((x / whole * (whole / x).ln() for x in row if x > 0), Decimal(0))

    with localcontext(prec=40):
        rows = [[Decimal(int(n)) for n in unit] for unit in counts if sum(unit) > 0]
        totals = [sum(column) for column in zip(*rows, strict=True)]
        city = entropy(totals)
        lost = city - sum((sum(row) * entropy(row) for row in rows), Decimal(0)) / sum(totals)
        return {"entropy": city, "mutual_information": lost, "information_theory": lost / city}


@SETTINGS
@given(cities(most=5_000))
def test_definitions(counts):
    """To 2e-14, also where a group of one lives among ten thousands."""
    for name, value in (in_whole_numbers(counts) | in_logarithms(counts)).items():
        assert measure(name, counts) == pytest.approx(float(value), abs=2e-14), name


@pytest.mark.parametrize("groups", [2, 3])
def test_a_few_households_among_thousands_of_millions_cost_no_digits(groups):
    """Products of two numbers of households pass 2**53 there."""
    rng = np.random.default_rng(14)
    for _ in range(20):
        counts = np.zeros((12, groups), np.int64)
        counts[:, 0] = rng.integers(10**8, 4 * 10**8, 12)
        for m in range(1, groups):
            np.add.at(counts[:, m], rng.integers(0, 12, 4), 1)
        exact = in_whole_numbers(counts)
        for name in ("dissimilarity", "gini"):
            assert measure(name, counts) == pytest.approx(float(exact[name]), rel=1e-13), name


@SETTINGS
@given(cities(groups=2, most=5_000), st.floats(0.05, 0.95))
def test_definitions_of_two_groups(counts, b):
    x, y = counts.T.astype(object)
    own, other = sum(x), sum(y)
    least = sum(min(Fraction(i, own), Fraction(j, other)) for i, j in zip(x, y, strict=True))
    value = measure("min_max", counts)
    assert value == pytest.approx(float(1 - least / (2 - least)), abs=1e-15)
    spread = measure("dissimilarity", counts)
    assert value == pytest.approx(2 * spread / (1 + spread), abs=1e-15)
    with localcontext(prec=40):
        shape = Decimal(b)
        pairs = [(Decimal(int(i)) / own, Decimal(int(j)) / other) for i, j in counts]
        alike = sum((u**shape * v ** (1 - shape) for u, v in pairs if u and v), Decimal(0))
        atkinson = 1 - alike ** (1 / (1 - shape))
    assert measure("atkinson", counts, b=b) == pytest.approx(float(atkinson), abs=1e-13)
    assert measure("atkinson", counts[:, ::-1], b=0.5) == measure("atkinson", counts)


def test_one_unit_is_even_to_the_last_digit():
    rng = np.random.default_rng(24)
    for _ in range(50):
        counts = np.zeros((2, 3), int)
        counts[rng.integers(2)] = rng.integers(1, 1000, 3)
        for module in (theil, mutual):
            assert float(module.INDEX.function(counts)) == 0
            assert module.expected(counts) == 0
        months = np.array([counts, [[2, 0, 0], [0, 1, 0]]])
        assert theil.information_theory(months).tolist() == [0, 1]


def test_a_city_of_one_unit_is_even_and_not_undefined():
    """All of both groups are in it: |1 - 1| / 2 = 0, whatever the lot; of the summary too."""
    for name in ("dissimilarity", "gini", "relative_diversity", "squared_coefficient_of_variation"):
        index = INDICES[name]
        for counts in ([[30, 12, 8]], [[1, 1]], [[30, 12, 8], [0, 0, 0]]):
            value = float(index.function(counts))
            assert value == pytest.approx(0, abs=1e-15)
            chance = index.expected(counts)
            assert chance == pytest.approx(0, abs=1e-15)
            assert float(index.correct(value, chance)) == pytest.approx(0, abs=1e-15)


def test_the_exposure_of_a_household_alone_is_that_by_chance():
    exposure = INDICES["exposure"]
    assert exposure.function([[1, 0]], 0, 1) == exposure.expected([[1, 0]], 0, 1) == 0
    for counts in ([[1, 0]], [[0, 0]]):
        assert np.isnan(exposure.function(counts, 1, 0))
        assert np.isnan(exposure.expected(counts, 1, 0))


# Relations ----------------------------------------------------------------------------------------


@SETTINGS
@given(cities(groups=3, present=False))
def test_pairs_and_each_group_against_the_rest(counts):
    """The multi-group functions give the two-group ones on two columns: R = C = P = eta^2."""
    present = counts.sum(axis=0) > 0
    tables = [(against_rest(counts, m), m, counts) for m in range(3) if present[m]]
    for one, other in ((0, 1), (1, 2), (2, 0)):
        if present[one] and present[other]:
            pair = between(counts, one, other)
            tables.append((pair, 0, pair))
    for table, group, city in tables:
        eta = measure("correlation_ratio", city, group)
        share = table[:, 0].sum() / table.sum()
        own = measure("isolation", city, group)
        assert eta == pytest.approx((own - share) / (1 - share), abs=1e-12)
        for index in VARIANCES:
            assert float(index.INDEX.function(table)) == pytest.approx(eta, abs=1e-14)
        x, y = table.T
        classical = abs(x / x.sum() - y / y.sum()).sum() / 2
        assert measure("dissimilarity", table) == pytest.approx(classical, abs=1e-14)
        assert measure("exposure", table, 0, 1) == pytest.approx(1 - (eta * (1 - share) + share))


@SETTINGS
@given(cities())
def test_variances_are_means_of_the_correlation_ratio(counts):
    share = counts.sum(axis=0) / counts.sum()
    eta = table_of(counts).eta_squared
    weights = {diversity: share * (1 - share), variation: 1 - share, normalised: share}
    for index, weight in weights.items():
        value = np.average(eta, weights=weight)
        assert float(index.INDEX.function(counts)) == pytest.approx(value, abs=1e-14)


@SETTINGS
@given(cities(groups=2), st.floats(0.3, 0.7))
def test_atkinson_of_the_other_group(counts, b):
    """Both see the same overlap: (1 - A_b(x, y))^(1 - b) = (1 - A_(1-b)(y, x))^b."""
    one = (1 - measure("atkinson", counts, b=b)) ** (1 - b)
    other = (1 - measure("atkinson", counts[:, ::-1], b=1 - b)) ** b
    assert one == pytest.approx(other, abs=1e-10)


def test_shape_of_atkinson():
    """Small b minds the unit that the group is missing from, large b the one it crowds into."""
    shunned = np.array([[1, 100], [100, 100], [100, 100]])

    def apart(counts, b):
        return 1 - (1 - measure("atkinson", counts, b=b)) ** (1 - b)

    assert apart(shunned, 0.25) > 1.05 * apart(shunned[:, ::-1], 0.25)
    assert apart(shunned, 0.5) == pytest.approx(apart(shunned[:, ::-1], 0.5))
    assert 1.05 * apart(shunned, 0.75) < apart(shunned[:, ::-1], 0.75)
    for b in (0, 1, -0.5, 2, np.nan):
        with pytest.raises(ValueError, match="between 0 and 1"):
            measure("atkinson", shunned, b=b)


def moved(counts, group, start, end):
    after = counts.copy()
    after[start, group] -= 1
    after[end, group] += 1
    return after


@SETTINGS
@given(cities(groups=3, most=100), st.integers(0, 9), st.integers(0, 9))
def test_principle_of_transfers(counts, start, end):
    """A household moves where its group has a smaller share, nobody moves back: H and M fall."""
    start, end = start % len(counts), end % len(counts)
    x, t = counts[:, 0], counts.sum(axis=1)
    if t[end] == 0 or (x[start] - 1) * t[end] <= (x[end] + 1) * t[start]:
        return
    after = moved(counts, 0, start, end)
    for name in ("information_theory", "mutual_information"):
        assert measure(name, after) < measure(name, counts), name
    if counts[:, 1].sum() > 0:
        one, other = between(counts, 0, 1), between(after, 0, 1)
        if one[end].sum() and (x[start] - 1) * one[end].sum() > (x[end] + 1) * one[start].sum():
            assert measure("atkinson", other) < measure("atkinson", one)


@pytest.mark.parametrize(
    ("name", "counts", "start", "end"),
    [
        ("dissimilarity", [[0, 11, 9], [14, 36, 1], [3, 28, 4]], 2, 0),
        ("gini", [[0, 11, 9], [14, 36, 1], [3, 28, 4]], 2, 0),
        ("normalised_exposure", [[0, 11, 9], [14, 36, 1], [3, 28, 4]], 2, 0),
        ("relative_diversity", [[2, 24, 29], [3, 27, 2], [2, 18, 7]], 1, 0),
        ("squared_coefficient_of_variation", [[1, 4, 38], [8, 17, 0], [8, 3, 25]], 1, 2),
    ],
)
def test_who_fails_the_principle_of_transfers(name, counts, start, end):
    """Such a move raises the others with three groups, as Reardon and Firebaugh (2002) say."""
    before = np.array(counts)
    share = before[:, 0] / before.sum(axis=1)
    assert share[start] > share[end]
    after = moved(before, 0, start, end)
    assert measure(name, after) > measure(name, before) + 1e-3
    assert measure("information_theory", after) < measure("information_theory", before)
    assert "transfers" not in INDICES[name].axioms


# Values without a table of units ------------------------------------------------------------------


def test_diversity_of_the_city():
    """Two groups of 1 and 3: I = 2 (1/4) (3/4); E = ln 4 - 3/4 ln 3; four alike: ln 4."""
    assert measure("simpson_interaction", [[1, 1], [0, 2]]) == 0.375
    assert measure("entropy", [[1, 1], [0, 2]]) == pytest.approx(np.log(4) - 0.75 * np.log(3))
    alike = np.full((3, 4), 5)
    assert measure("entropy", alike) == pytest.approx(np.log(4), abs=1e-15)
    assert float(normalised_entropy(alike)) == pytest.approx(1, abs=1e-15)
    two = alike * [1, 1, 0, 0]
    assert float(normalised_entropy(two)) == pytest.approx(1, abs=1e-15)
    assert float(normalised_entropy(two, groups=4)) == pytest.approx(0.5, abs=1e-15)
    assert np.isnan(normalised_entropy(two[:, :1]))
    with pytest.raises(ValueError, match="at least 2"):
        normalised_entropy(two, groups=1)
    assert measure("entropy", [[7, 0]]) == measure("simpson_interaction", [[7, 0]]) == 0


def test_what_has_no_value_has_a_reason():
    one, nobody = np.array([[7, 0], [2, 0]]), np.zeros((2, 2), int)
    for name in MINE:
        index = INDICES[name]
        who = WHO.get(index.data, ())
        assert isinstance(measure(name, nobody, *who), Undefined), name
        if name not in HAVE_A_VALUE_WITH_ONE_GROUP:
            assert measure(name, one, *who).reason.endswith(f"when {index.undefined}")
    for name in ("atkinson", "min_max"):
        with pytest.raises(ValueError, match="two groups, not of 3"):
            measure(name, np.ones((2, 3), int))


@pytest.mark.parametrize("name", MINE)
def test_tables_of_many_months(name):
    """`from_table` is the function, for all months at once, NaN where a month has no value."""
    index = INDICES[name]
    months = np.random.default_rng(3).integers(0, 30, (7, 9, 2 if index.data == "two" else 4))
    months[2] = 0
    months[4, :, 0] = 0
    who = WHO.get(index.data, ())
    with np.errstate(all="raise"):
        many = index.from_table(table_of(months), *who)
    np.testing.assert_array_equal(many, index.function(months, *who))
    each = [float(index.function(month, *who)) for month in months]
    np.testing.assert_allclose(many, each, rtol=0, atol=1e-15)
    assert np.isnan(each[2])


# Chance -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sizes", "labels"),
    [((3, 2, 2), "aaabbcc"), ((4, 1, 1, 1), "aaabbcd"), ((5, 2), "abbbbbb"), ((1, 6), "aabbcdd")],
)
def test_chance_by_every_allocation(sizes, labels):
    """All ways to put seven households into their homes, each as likely."""
    unit, names = np.repeat(np.arange(len(sizes)), sizes), sorted(set(labels))
    tables = []
    for order, times in Counter(permutations(labels)).items():
        counts = np.zeros((len(sizes), len(names)), int)
        np.add.at(counts, (unit, [names.index(letter) for letter in order]), 1)
        tables.append((counts, times))
    counts, times = (np.array(each) for each in zip(*tables, strict=True))
    assert times.sum() == 5040
    for module in (*VARIANCES, mutual, theil):
        mean = np.average(module.INDEX.function(counts), weights=times)
        assert float(module.expected(counts[0])) == pytest.approx(mean, abs=1e-13)
    exact = (len(sizes) - 1) / 6
    assert [float(index.expected(counts[5])) for index in VARIANCES] == pytest.approx([exact] * 3)


@pytest.mark.parametrize("size", ["small", "large"])
def test_chance_by_shuffling(size, small_city, shuffles):
    """Seed 7, 4 standard errors."""
    large = np.tile([230, 25, 10], (8, 1)) + np.arange(8)[:, None] * [9, 1, 0]
    counts, times = {"small": (small_city, 4000), "large": (large, 1500)}[size]
    draws = shuffles(counts, times)
    for module in (*VARIANCES, mutual):
        values = module.INDEX.function(draws)
        error = 4 * values.std() / times**0.5
        value = float(module.expected(counts))
        assert abs(values.mean() - value) < error, (module.INDEX.name, values.mean(), value)
        assert error < 0.1 * value
    np.testing.assert_allclose(simpson_interaction(draws), simpson_interaction(counts), atol=1e-15)


def test_chance_of_many_months(small_city):
    months = np.stack([small_city, small_city * 3, small_city * [1, 0, 0], small_city * 0])
    homes, units = small_city.sum(), 7
    for index in VARIANCES:
        found = index.expected(months)
        wanted = [(units - 1) / (homes - 1), (units - 1) / (3 * homes - 1), np.nan, np.nan]
        np.testing.assert_allclose(found, wanted, rtol=1e-15)


def test_what_has_no_chance_says_so():
    for name in ("entropy", "simpson_interaction"):
        with pytest.raises(ValueError, match="does not change it"):
            INDICES[name].correct(0.5, 0.1)
    for name in ("atkinson", "min_max"):
        assert INDICES[name].expected is None
        assert "shuffling" in INDICES[name].expected_note
        assert float(INDICES[name].correct(0.4, 0.1)) == pytest.approx(1 / 3)

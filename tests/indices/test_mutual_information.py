"""Mutual information: between districts and within, by group and income; the same for H."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.indices import INDICES, find, measure
from sim.indices import information_theory as theil
from sim.indices import mutual_information as mutual
from sim.indices.entropy import of_city
from sim.indices.margins import margins_of
from tests.indices.cities import cities

SETTINGS = settings(max_examples=60, deadline=None, derandomize=True)
DISTRICTS = st.lists(st.integers(0, 3), min_size=10, max_size=10)


def by_district(counts, district):
    return np.array([counts[district == name].sum(axis=0) for name in np.unique(district)])


@SETTINGS
@given(cities(most=2000), DISTRICTS)
def test_districts_add_up(counts, district):
    """Also with districts of nobody, of one unit and of one group."""
    district = np.array(district)[: len(counts)]
    for module in (mutual, theil):
        index = module.INDEX.function
        parts = module.decomposition(counts, district)
        assert parts.total == float(index(counts))
        assert parts.between + parts.inside == pytest.approx(parts.total, abs=1e-12)
        assert parts.between == pytest.approx(
            float(index(by_district(counts, district))), abs=1e-13
        )
        assert parts.districts.tolist() == sorted(set(district.tolist()))
        assert (parts.weight >= 0).all() and (parts.contribution >= 0).all()
        for name, value in zip(parts.districts, parts.within, strict=True):
            alone = float(index(counts[district == name]))
            assert value == pytest.approx(alone, abs=1e-12, nan_ok=True)


@SETTINGS
@given(cities(), DISTRICTS)
def test_weights(counts, district):
    """Of M the districts' shares of the households, which sum to 1; of H, of diversity too."""
    district = np.array(district)[: len(counts)]
    households = by_district(counts, district)
    shares = households.sum(axis=1) / counts.sum()
    assert mutual.decomposition(counts, district).weight == pytest.approx(shares, abs=1e-15)
    own = [of_city(one / max(1, one.sum())) for one in households]
    weights = shares * own / measure("entropy", counts)
    assert theil.decomposition(counts, district).weight == pytest.approx(weights, abs=1e-13)


def test_districts_by_hand():
    """Two districts of one mix: all of M lies within; two of one group each: all between."""
    counts = np.array([[8, 0], [0, 8], [4, 4], [4, 4]])
    within = mutual.decomposition(counts, ["west", "west", "east", "east"])
    assert within.districts.tolist() == ["east", "west"]
    assert within.between == 0
    assert within.within == pytest.approx([0, np.log(2)])
    assert within.weight.tolist() == [0.5, 0.5]
    assert within.total == pytest.approx(np.log(2) / 2)
    apart = theil.decomposition(counts[:2], ["north", "south"])
    assert (apart.total, apart.between, apart.inside) == (1, 1, 0)
    assert np.isnan(apart.within).all() and apart.weight.tolist() == [0, 0]
    for problem in (["west"], [["west"] * 4]):
        with pytest.raises(ValueError, match="one district for each unit"):
            mutual.decomposition(counts, problem)


def test_parts_of_what_has_no_value_have_none():
    """H of a city of one group: its districts would have weights of 0 / 0."""
    parts = theil.decomposition([[5, 0], [3, 0], [2, 0]], ["a", "b", "b"])
    assert np.isnan([parts.total, parts.between, parts.inside, *parts.contribution]).all()
    parts = mutual.decomposition([[5, 0], [3, 0], [2, 0]], ["a", "b", "b"])
    assert (parts.total, parts.between, parts.inside) == (0, 0, 0)
    parts = theil.decomposition([[5, 0], [3, 1], [2, 3]], ["a", "b", "b"])
    assert parts.contribution[0] == 0
    assert parts.inside > 0


def test_schools_in_districts_in_states(table, labels):
    """Three levels by using the decomposition twice: 0.426 = 0.099 + 0.239 + 0.088."""
    counts = table("schools00_elbers.csv", ["asian", "black", "hisp", "white", "native"])
    state = labels("schools00_elbers.csv", "state")
    district = labels("schools00_elbers.csv", "district")
    names, first = np.unique(district, return_index=True)
    districts = by_district(counts, district)
    for module in (mutual, theil):
        schools = module.decomposition(counts, district)
        states = module.decomposition(districts, state[first])
        assert states.total == pytest.approx(schools.between, abs=1e-13)
        levels = (states.between, states.inside, schools.inside)
        assert sum(levels) == pytest.approx(schools.total, abs=1e-12)
        assert len(schools.within) == len(names)
    assert mutual.decomposition(counts, state).inside == pytest.approx(0.326, abs=5e-4)


# Groups by income ---------------------------------------------------------------------------------


@SETTINGS
@given(
    arrays(np.int64, st.tuples(st.integers(1, 8), st.integers(1, 4), st.integers(1, 4)),
           elements=st.integers(0, 300))
)  # fmt: skip
def test_group_and_income_add_up_in_both_orders(counts):
    assume(counts.sum() > 0)
    parts = mutual.joint(counts)
    assert parts.income + parts.group_given_income == pytest.approx(parts.total, abs=1e-12)
    assert parts.group + parts.income_given_group == pytest.approx(parts.total, abs=1e-12)
    swapped = mutual.joint(counts.swapaxes(1, 2))
    assert swapped.group_given_income == pytest.approx(parts.income_given_group, abs=1e-12)
    assert swapped.income == parts.group
    poor = counts.copy()
    poor[:, :, 1:] = 0
    assume(poor.sum() > 0)
    assert mutual.joint(poor).income == 0


def test_group_by_income_by_hand():
    """Incomes live apart and groups mix: all income. Income mirrors group: neither adds a thing."""
    apart = np.zeros((2, 2, 2), int)
    apart[0, :, 0] = apart[1, :, 1] = 5
    parts = mutual.joint(apart)
    told = [parts.total, parts.income, parts.income_given_group]
    assert told == pytest.approx([np.log(2)] * 3)
    assert parts.group == parts.group_given_income == 0
    mirror = np.zeros((2, 2, 2), int)
    mirror[0, 0, 0] = mirror[1, 1, 1] = 5
    parts = mutual.joint(mirror)
    assert [parts.total, parts.income, parts.group] == pytest.approx([np.log(2)] * 3)
    assert parts.group_given_income == parts.income_given_group == 0
    assert np.isnan(mutual.joint(mirror * 0).total)
    with pytest.raises(ValueError, match="units, groups, incomes"):
        mutual.joint(mirror[0])


def test_bradford_by_group_and_status(golden, table):
    """In Bradford, 2011, status leaves nearly all segregation by group unexplained."""
    groups = ["white_british", "asian", "black", "other"]
    columns = [f"{group}_{status}" for group in groups for status in ("low", "mid", "high")]
    counts = table("bradford_2011_lsoa_ethnic_ses.csv", columns).reshape(-1, 4, 3)
    parts = mutual.joint(counts)
    assert parts.group == pytest.approx(golden["bradford_2011"]["multi_M"], abs=1e-12)
    assert parts.income + parts.group_given_income == pytest.approx(parts.total, abs=1e-12)
    assert parts.group + parts.income_given_group == pytest.approx(parts.total, abs=1e-12)
    assert parts.income < 0.06 < 0.9 * parts.group < parts.group_given_income


# M, H and E ---------------------------------------------------------------------------------------


@SETTINGS
@given(cities(present=False))
def test_is_entropy_times_information_theory(counts):
    product = measure("entropy", counts) * measure("information_theory", counts)
    assert measure("mutual_information", counts) == pytest.approx(product, abs=1e-13)
    chance = measure("entropy", counts) * theil.expected(counts)
    assert mutual.expected(counts) == pytest.approx(chance, abs=1e-13)
    assert mutual.expected(margins_of(counts)) == mutual.expected(counts)


def test_correction_for_chance_has_the_entropy_as_its_top():
    index = find("mutual_information")
    apart, mixed = np.diag([40, 30, 20]), np.array([[20, 9, 9], [10, 14, 9], [10, 7, 2]])
    share = apart.sum(axis=0) / apart.sum()
    top = measure("mutual_information", apart)
    assert top == pytest.approx(of_city(share), abs=1e-15)
    chance = mutual.expected(apart)
    months = index.correct([top, chance, 0.0], chance, np.stack([share] * 3))
    assert months[:2] == pytest.approx([1, 0])
    assert months[2] == pytest.approx(-chance / (top - chance))
    of_m = index.correct(measure("mutual_information", mixed), mutual.expected(mixed), share)
    of_h = INDICES["information_theory"].correct(
        measure("information_theory", mixed), theil.expected(mixed)
    )
    assert float(of_m) == pytest.approx(float(of_h), abs=1e-13)
    with pytest.raises(ValueError, match="needs the groups' shares"):
        index.correct(0.1, 0.05)


def test_one_group_tells_nothing_and_nobody_has_no_value():
    assert measure("mutual_information", [[5, 0], [3, 0]]) == 0
    assert mutual.expected([[5, 0], [3, 0]]) == 0
    assert "nobody lives" in measure("mutual_information", [[0, 0]]).reason
    assert np.isnan(mutual.expected([[0, 0]]))

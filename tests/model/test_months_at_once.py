"""Months that a board lives at once are the months that it lives step by step."""

import dataclasses

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sim
from sim.city import City
from sim.engines.kernel.relocation import engine
from sim.engines.kernel.relocation.engine import RelocationKernel
from tests.model.boards import board, boards, settled
from tests.model.cities import town, with_engine
from tests.model.strategies import SEEDS

CALM = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
KINDS = {
    "plain_month": {},
    "listed_month": {"movers": "all"},
    "drawn_month": {"activation": "drawn"},
    "roaming_month": {"activation": "drawn", "movers": "all", "acceptance": "satisfied"},
    "paired_month": {"activation": "drawn", "movers": "unhappy_pairs", "acceptance": "not_worse"},
}


def same(one: City, other: City) -> None:
    """Check that two cities are in the same state, and that the same is recorded of them."""
    assert one.state_hash() == other.state_hash()
    assert (one.month, one.running) == (other.month, other.running)
    mine, theirs = one.series(), other.series()
    assert list(mine) == list(theirs)
    for name, values in mine.items():
        assert np.array_equal(values, theirs[name], equal_nan=values.dtype != object), name
    assert one.life.moves == other.life.moves
    for name, mine, theirs in zip(one.flows._fields, one.flows, other.flows, strict=True):
        assert np.array_equal(mine, theirs), name


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=CALM)
@given(
    config=boards(),
    number=SEEDS,
    pieces=st.lists(st.integers(1, 9), min_size=9, max_size=9),
    every=st.sampled_from([1, 2, 4, 12]),
    families=st.sampled_from([[], ["evenness"]]),
    of_papers=st.sampled_from([[], [], ["share_happy"]]),
)
def test_in_whatever_pieces_a_board_is_lived(config, number, pieces, every, families, of_papers):
    metrics = dataclasses.replace(
        config.metrics, every=every, families=families, of_papers=of_papers
    )
    config = with_engine(dataclasses.replace(config, metrics=metrics), "kernel")
    once = settled(config, number)
    lived = [once.live(piece) for piece in pieces]
    assert sum(lived) == once.month
    assert all(found <= piece for found, piece in zip(lived, pieces, strict=True))
    same(settled(config, number).run(), once)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_month_is_lived_at_once(kind, monkeypatch):
    """By one call of the compiled loop, or there would be nothing to compare."""
    config = board(
        preferences={"wanted": "2/3"}, rules={"stop": "nobody_moved", **KINDS[kind]}, months=30
    )
    spans = []
    whole = RelocationKernel.relocate

    def relocate(kernel, most):
        spans.append(most)
        return whole(kernel, most)

    once = City(config, 5)
    if not isinstance(once.life.engine, RelocationKernel):
        pytest.skip("Numba is not installed")
    assert once.life.engine._kind == kind
    monkeypatch.setattr(RelocationKernel, "relocate", relocate)
    once.live(30)
    assert spans == [30]
    monkeypatch.undo()
    by_steps = City(config, 5).run()
    assert by_steps.life.moves > 0
    same(by_steps, once)


def test_each_kind_of_month_is_cached_under_a_name_of_its_own():
    """Or two processes that compile two of them at once could find each the other's rule."""
    pytest.importorskip("numba")
    names = {kind: run.py_func.__qualname__ for kind, run in engine._compiled().items()}
    assert len(set(names.values())) == len(names) == len(KINDS) + 1


def test_a_city_at_rest_is_lived_no_further():
    config = board(preferences={"wanted": "1/3"}, months=60)
    city = City(config, 3)
    lived = city.live(60)
    assert 0 < lived < 60
    assert not city.running
    assert city.live(60) == 0
    assert city.records["resting"].tolist() == [0.0] * lived + [1.0]


def test_rules_change_in_the_month_of_their_calendar():
    """Between its start and its stop a quota is in force, however many months are lived at once."""
    half = {"blue": 55.0, "orange": 55.0}
    limits = [{"since": "1989-03", "block": half, "neighbourhood": half}]
    quota = {"limits": limits, "start": 3, "stop": 7}
    config = board(
        policy={"ethnic_quota": quota}, preferences={"wanted": "2/3"}, rules={"stop": "never"}
    )
    once = City(config, 2)
    once.live(config.months)
    by_steps = City(config, 2).run()
    same(by_steps, once)
    refused = by_steps.series()["refusals"]
    assert refused.any()
    assert set(np.flatnonzero(refused)) <= {3, 4, 5, 6}


@pytest.mark.parametrize("engine", ["kernel", "reference"])
def test_a_market_and_the_readable_engine_live_month_by_month(engine):
    for config in (town(engine=engine), board(engine=engine)):
        once = City(config, 1)
        once.live(2)
        assert once.month == 2
        once.live(config.months)
        by_steps = City(config, 1).run()
        assert once.state_hash() == by_steps.state_hash()
        assert once.records.equals(by_steps.records)


def test_the_months_of_a_published_board_that_measures_nothing():
    words = ("experiment=published/mesa_example", "paper.homophily=0.7", "metrics=none")
    config = sim.compose(*words, "months=60")
    once = City(config, 1)
    once.live(60)
    same(City(config, 1).run(), once)

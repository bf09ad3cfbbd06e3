"""Cities that cannot be set up are refused before the first run; bad luck of one seed is not."""

import dataclasses

import pytest

import sim
import sim.state.initial as initial
from sim.config import ConfigError
from sim.experiment.design import Run
from sim.experiment.feasible import SEEDS_TRIED, refuse_infeasible


def runs(*words, seeds=range(1, 6)):
    config = sim.compose("city.size=[20,20]", *words)
    return [Run.of(dataclasses.replace(config, seed=seed)) for seed in seeds]


@pytest.fixture
def built(monkeypatch):
    """The configs and seeds whose cities were set up; a seed in `unlucky` cannot be."""
    seen, unlucky, real = [], set(), initial.initial_state

    def initial_state(config, seed):
        seen.append((config.city.initial, seed))
        if seed in unlucky:
            raise initial.InfeasibleCity("the city has no household: bad luck")
        return real(config, seed)

    monkeypatch.setattr(initial, "initial_state", initial_state)
    return seen, unlucky


def test_a_city_is_built_once_whatever_the_seeds_and_policies(built):
    refuse_infeasible(runs() + runs("policy=ethnic_quota") + runs("rules=teaching"))
    assert built[0] == [("random", 1)]


def test_each_city_is_built(built):
    refuse_infeasible(runs() + runs("city.initial=segregated") + runs("market.entry_burden=0.4"))
    assert built[0] == [("random", 1), ("segregated", 1), ("random", 1)]


def test_a_settled_city_is_built_as_its_burn_in_starts(built):
    refuse_infeasible(runs("city.initial=burned_in", "city.burn_in.initial=segregated"))
    assert built[0] == [("segregated", 1)]


def test_an_unlucky_seed_alone_is_left_to_its_run(built):
    built[1].update({1, 2})
    refuse_infeasible(runs())
    assert [seed for _, seed in built[0]] == [1, 2, 3]


def test_a_city_that_no_seed_can_set_up_is_refused(built):
    built[1].update(range(1, 6))
    with pytest.raises(ConfigError, match=r"^the city has no household: bad luck$"):
        refuse_infeasible(runs())
    assert len(built[0]) == SEEDS_TRIED


def test_another_error_is_left_to_the_run(monkeypatch):
    monkeypatch.setattr(initial, "initial_state", lambda config, seed: 1 / 0)
    refuse_infeasible(runs())


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        (
            b"chinese,malay\n1,2\n",
            "it needs a number of at least 0 for each of chinese, malay, ind",
        ),
        (b"chinese,malay,indian\n1,2,-3\n", "line 2: it needs a number of at least 0"),
        (b"chinese,malay,indian\n1,2,nan\n", "line 2: it needs a number of at least 0"),
        (b"chinese,malay,indian\n1,2,3\n1,2,3\n", "2 rows: the city has 1 neighbourhoods"),
        (b"\xff\xfe\x00", "no CSV file in UTF-8"),
    ],
)
def test_a_table_that_does_not_fit_is_refused(tmp_path, table, problem):
    file = tmp_path / "areas.csv"
    file.write_bytes(table)
    with pytest.raises(ConfigError, match=problem):
        refuse_infeasible(runs("city.initial=from_table", f"city.table={file}"))


def test_a_table_of_a_spreadsheet_is_read(tmp_path):
    file = tmp_path / "areas.csv"
    file.write_text("chinese,malay,indian\n1,2,3\n", encoding="utf-8-sig")
    refuse_infeasible(runs("city.initial=from_table", f"city.table={file}"))


def test_of_very_many_cities_the_outermost_and_some_others_are_built(built, monkeypatch):
    monkeypatch.setattr("sim.experiment.feasible.CITIES_BUILT", 4)
    config = sim.compose("city.size=[20,20]")
    many = []
    for i in (5, 0, 1, 9, 2, 3, 7, 4, 8, 6):
        share = 0.2 + i / 100
        market = dataclasses.replace(config.market, entry_burden=share)
        run = Run.of(dataclasses.replace(config, market=market), {"market.entry_burden": share})
        many.append(run)
    shares = []
    monkeypatch.setattr(
        "sim.experiment.feasible._problem", lambda c: shares.append(c.market.entry_burden) or ""
    )
    refuse_infeasible(many)
    assert [round(100 * share) - 20 for share in shares] == [5, 0, 9, 7, 6]
    shares.clear()
    refuse_infeasible(many[:4])
    assert len(shares) == 4


def test_a_refusal_names_the_runs(built):
    built[1].update({1})
    config = sim.compose("city.size=[20,20]")
    with pytest.raises(ConfigError, match=r"bad luck \(in the runs with city.size=\[20, 20\]\)$"):
        refuse_infeasible([Run.of(config, {"city.size": [20, 20]})])

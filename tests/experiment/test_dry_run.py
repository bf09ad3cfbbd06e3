"""`--dry-run`: what a design is and takes, without running or writing anything."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest

import sim
from sim.cli import main
from sim.experiment import estimate
from sim.experiment.design import Run
from sim.experiment.estimate import burn_ins
from sim.experiment.size import Size
from sim.experiment.worker import SIMULATOR
from tests.experiment.test_planning import design


@pytest.fixture(autouse=True)
def quiet(tmp_path, monkeypatch, fake):
    """An empty folder, the fake city, and no report."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sim.commands.compare.show", lambda *a, **k: None)


def screen(capsys, *words, code=0):
    capsys.readouterr()
    files = {path: path.stat().st_mtime_ns for path in Path().rglob("*")}
    assert main(["run", *words, "--dry-run"]) == code
    assert {path: path.stat().st_mtime_ns for path in Path().rglob("*")} == files
    return capsys.readouterr().out


def test_a_grid(capsys):
    words = ("policy=none,ethnic_quota", "market.rent_growth=0.0,0.03", "seed=range(1,101)")
    lines = screen(capsys, "-m", *words, "months=24", "executor.workers=3").splitlines()
    assert lines[0] == "adhoc: 400 runs in 4 worlds, none done yet; store results/adhoc"
    assert lines[1].split("  ") == [
        "", "policy            ", "none, ethnic_quota".ljust(23), "lever"
    ] or re.fullmatch(r"  policy +none, ethnic_quota +lever", lines[1])  # fmt: skip
    assert re.fullmatch(r"  market.rent_growth +0, 0.03 +uncertainty", lines[2])
    seeds = r"  seed +1, 2 \.\.\. 100 \(100 values\) +replications, every point with each"
    assert re.fullmatch(seeds, lines[3])
    assert re.fullmatch(
        r"time: about .* with 3 workers \(.* of one processor\), for 400 runs; from 72 months of 3"
        r" runs, timed here", lines[4],
    )  # fmt: skip
    assert re.fullmatch(r"size: about [\d.]+ (k|M)B", lines[5])
    assert lines[6:] == ["Nothing was run or written."]


def test_a_drawn_design(capsys):
    words = ("hydra.sweeper.design=sobol", "hydra.sweeper.samples=8", "hydra.sweeper.seeds=nested")
    drawn = (
        "preferences.own_group=interval(2,6)",
        "market.rent_growth=tag(log,interval(1e-3,0.1))",
    )
    text = screen(capsys, "-m", *words, *drawn, "seed=1,2", "policy=none,ethnic_quota")
    assert text.startswith("adhoc: 32 runs in 16 worlds, none done yet")
    assert re.search(r"  preferences.own_group +2 to 6, uniform +uncertainty\n", text)
    assert re.search(r"  market.rent_growth +0.001 to 0.1, log +uncertainty\n", text)
    assert re.search(r"  policy +none, ethnic_quota +lever\n", text)
    assert re.search(r"  seed +1, 2, .*, 16 +replications, each point has its own\n", text)
    assert "  8 points of design sobol, samples 8, design_seed 1\n" in text


def test_what_is_done_is_said_and_what_is_left_estimated_from_it(capsys):
    words = ("-m", "months=3", "executor.workers=0", "seed=1,2,3")
    assert main(["run", *words]) == 0
    text = screen(capsys, *words)
    assert text.startswith("adhoc: 3 runs in 1 world, 3 done, 0 to do; store results/adhoc\n")
    assert "time:" not in text
    more = screen(capsys, "-m", "months=3", "executor.workers=0", "seed=1,2,3,4")
    assert "It would be refused: store: 'results/adhoc' holds another design: seed" in more
    assert "add --extend" in more
    more = screen(capsys, "-m", "months=3", "executor.workers=0", "seed=1,2,3,4", "--extend")
    assert more.startswith("adhoc: 4 runs in 1 world, 3 done, 1 to do; store results/adhoc\n")
    assert "from the 3 runs that are done" in more and "refused" not in more


def test_what_is_compiled_in_a_year_is_no_part_of_a_month(monkeypatch):
    compiled = []

    def lived(config, months, simulator):
        first = months >= 13 and not compiled
        compiled.extend([months] * first)
        return SimpleNamespace(error="", cpu_seconds=0.01 * months + 60 * first, series=None)

    monkeypatch.setattr(estimate, "_lived", lived)
    monkeypatch.setattr(estimate, "size", lambda *given: Size(0.0, 0.0))
    run = Run.of(sim.compose("months=240"))
    found = estimate.from_memory([run], SIMULATOR)
    assert found.month_seconds == pytest.approx(0.01)
    assert found.seconds == pytest.approx(2.4)


def test_a_partly_done_design_is_estimated_from_its_runs(capsys):
    words = ("-m", "months=3", "executor.workers=0", "seed=1,2,3", "city.name=fail-2")
    assert main(["run", *words]) == 3
    for part in Path("results/adhoc/runs").glob("*.parquet"):
        part.rename(part.with_name("keep"))  # as if nothing had been done
    assert "none done yet" in screen(capsys, *words).splitlines()[0]
    for part in Path("results/adhoc/runs").glob("keep"):
        part.unlink()


def test_one_run(capsys):
    lines = screen(capsys, "months=3").splitlines()
    assert lines[0] == "adhoc: 1 run, none done yet; store results/adhoc"
    assert lines[1].startswith("time: about ")
    assert "of one processor, for 1 run; from 3 months of 1 run" in lines[1]


def test_cities_that_settle_first_are_counted_once_a_seed(capsys):
    words = ("city=singapore", "months=2", "policy=none,ethnic_quota", "seed=1,2,3")
    assert "for 6 runs and 3 cities that settle first; from" in screen(capsys, "-m", *words)


def test_the_cities_that_settle_are_those_of_their_keys(tmp_path):
    """Counted without asking for the key of each run, and the same."""
    from sim import burn_in
    from sim.experiment.worker import SIMULATOR

    words = ("city=singapore", "policy=none,ethnic_quota", "rules.candidates=3,10", "seed=1,2,3")
    runs = design(*words, "market.rent_growth=0.0,0.03").runs
    keys = {burn_in.key(run.config, run.config.seed) for run in runs}
    found = burn_ins(runs, SIMULATOR, tmp_path / "none")
    assert len(found) == len(keys) == 6
    one = next(iter(keys))
    (tmp_path / f"{one}.npz").touch()
    assert len(burn_ins(runs, SIMULATOR, tmp_path)) == 5


def test_what_cannot_be_is_refused_here_too(capsys):
    assert main(["run", "-m", "seed=1,2", "market.rent_growth=0.0,3", "--dry-run"]) == 2
    assert main(["run", "--dryrun"]) == 2
    assert "unknown option '--dryrun' (nearest: --dry-run)" in capsys.readouterr().err


def test_runs_that_fail_at_once_have_no_estimate(capsys):
    text = screen(capsys, "-m", "seed=1,2", "city.name=fail-1", "months=3")
    assert "from 3 months of 1 run" in text
    text = screen(capsys, "seed=1", "city.name=fail-1", "months=3")
    assert "time: not known; the first of them fail" in text

"""What a person sees of runs in which households relocate: report, single run and pictures."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from rich.console import Console

import sim
from sim.analysis import relocation, text
from sim.analysis.baselines import default_baseline
from sim.analysis.collection import with_axes
from sim.analysis.comparison import compare
from sim.analysis.lives import form_of, live
from sim.analysis.pictures import draw as draw_store
from sim.analysis.report import report
from sim.analysis.worlds import number_of, prepare
from sim.cli import main
from sim.config.schema import Config
from sim.experiment.design import COLLECTION, Design, Run
from sim.experiment.execute import execute
from sim.experiment.show import show_run
from sim.outcomes import OUTCOMES, expand, relocates
from sim.published.picture import draw
from sim.results import load

HOUSING_ONLY = (
    "Drift", "public", "income fifth", "no policy", "candidates", "equity", "month", "Who gains",
    "Expected utility", "neighbourhoods",
)  # fmt: skip
TWELVE = [f"{who}_{status}" for who in "abcd" for status in ("low", "mid", "high")]


def small(*words: str, model: str = "mesa_example") -> Config:
    """Return a small board of a published model, lived by the engine that is not compiled."""
    return sim.compose(f"experiment=published/{model}", "engine=reference", "months=15", *words)


def board(*words: str) -> Config:
    """Return a board of no published model."""
    parts = ("city=board", "preferences=satisfaction", "rules=relocation", "metrics=board")
    return sim.compose(*parts, "engine=reference", "city.size=[8,8]", "months=6", *words)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store: two levels of homophily, three seeds, on boards of 64 cells."""
    path = tmp_path_factory.mktemp("boards") / "store"
    runs = [
        Run.of(
            small(f"paper.homophily={wanted}", "city.size=[8,8]", f"seed={seed}", f"store={path}"),
            {"paper.homophily": wanted},
        )
        for wanted in (0.2, 0.5, 0.9)
        for seed in (1, 2, 3)
    ]
    execute(Design(runs), workers=0)
    return path


@pytest.fixture(scope="module")
def page(store: Path) -> str:
    """Return what the report prints of it, on one line."""
    screen = Console(file=io.StringIO(), width=120)
    report(store, screen)
    assert isinstance(screen.file, io.StringIO)
    return screen.file.getvalue()


# The report --------------------------------------------------------------------------------------


def test_more_worlds_than_a_screen_shows_are_in_the_file(
    store: Path, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Effect " in page
    whole = (store / "table.txt").read_text(encoding="utf-8")
    monkeypatch.setattr("sim.analysis.report.MOST_SHOWN", 1)
    screen = Console(file=io.StringIO(), width=120)
    report(store, screen)
    assert isinstance(screen.file, io.StringIO)
    short = " ".join(screen.file.getvalue().split())
    assert "2 comparisons with a baseline are too many for a screen: they are in table.txt" in short
    assert "Effect " not in short
    assert (store / "table.txt").read_text(encoding="utf-8") == whole


def test_the_report_says_what_a_board_is_about(page: str) -> None:
    flat = " ".join(page.split())
    assert "Baseline: homophily 0.2." in flat
    assert "Effect at the end of the run (3 seeds)" in flat
    assert "of 9 cities came to rest, after" in flat
    assert page.index("Similarity fraction") < page.index("Satisfied households")
    assert page.index("Satisfied households") < page.index("Steps until it came to rest")
    assert "Not modelled: rents and prices" in flat
    assert "configs/experiment/published/mesa_example.yaml" in flat
    assert "experiments/published/mesa_example/README.md" in flat
    assert "(Mesa 3.3" in flat


@pytest.mark.parametrize("word", HOUSING_ONLY)
def test_the_report_says_nothing_of_a_housing_market(page: str, store: Path, word: str) -> None:
    for said in (page, (store / "table.txt").read_text(), (store / "findings.txt").read_text()):
        assert word not in said


def test_effects_are_of_the_end_of_each_run_and_paired_by_seed(store: Path, page: str) -> None:
    assert page
    effects = pd.read_csv(store / "effects.csv")
    assert set(effects["window"]) == {"at the end"}
    row = effects[
        (effects["outcome"] == "similarity_fraction") & (effects["world"].str[-3:] == "0.5")
    ]
    ends = []
    for wanted in (0.2, 0.5):
        for seed in (1, 2, 3):
            words = (f"paper.homophily={wanted}", "city.size=[8,8]")
            ends.append(sim.City(small(*words), seed).run().series()["similarity_fraction"][-1])
    low, high = np.array(ends[:3]), np.array(ends[3:])
    assert float(row["effect"].iloc[0]) == pytest.approx(float((high - low).mean()))
    assert int(row["pairs"].iloc[0]) == 3


def test_steps_to_rest_are_those_that_were_lived(store: Path) -> None:
    runs, series = load(store)
    for _, run in runs.iterrows():
        config = small(f"paper.homophily={run['paper.homophily']}", "city.size=[8,8]")
        city = sim.City(config, int(run["seed"])).run()
        mine = series[series["address"] == run["address"]]
        resting = mine[mine["resting"] > 0]["month"]
        assert len(mine) == config.months + 1
        if city.running:
            assert resting.empty
        else:
            assert resting.min() == city.month
            assert len(resting) == config.months + 1 - city.month


def test_nobody_at_rest_is_said_in_words() -> None:
    runs, series = _frames([small("months=1", "paper.homophily=0.9", "city.size=[8,8]")])
    runs, series = relocation.prepared(runs, series)
    assert "resting" not in series
    assert relocation.rest(runs, series) == "The city did not come to rest in 1 step."


def test_a_collection_of_single_runs_is_compared_by_the_papers_parameter() -> None:
    runs, _ = _frames([small(f"paper.homophily={w}", "city.size=[6,6]") for w in (0.3, 0.4)])
    assert with_axes(runs).attrs["axes"] == ["policy", "paper.homophily"]


def test_what_says_nothing_of_a_board_is_left_out() -> None:
    runs, series = _frames([small("city.size=[8,8]")])
    found, kept = relocation.prepared(runs, series)
    names = [outcome.name for outcome in expand(kept.columns)]
    assert names[:2] == ["similarity_fraction", "share_happy"]
    assert "dissimilarity.block.all.corrected" not in names  # one block
    assert "refusals" not in names
    assert "policy" not in found
    assert "world" not in found


def test_satisfaction_is_shown_where_something_depends_on_it() -> None:
    wealth = "sahasranaman_jensen_2018"
    for model, counts, *words in (
        ("mesa_example", True),
        ("gauvin_2009", True),
        ("zhang_2004", False),
        (wealth, False),
        (wealth, True, "paper.theta=0.3"),
    ):
        config = sim.compose(f"experiment=published/{model}", *words)
        parts = {"preferences": vars(config.preferences), "rules": vars(config.rules)}
        assert relocation.satisfaction_counts(parts) == counts, model


def test_the_last_steps_of_a_paper_are_averaged() -> None:
    words = ("paper.L=6", "paper.steps=12", "months=12", "paper.average_over=5")
    configs = [small(*words, f"paper.tolerance={t}", model="gauvin_2009") for t in (0.3, 0.7)]
    runs, series = _frames(configs)
    runs = with_axes(runs)
    found = compare(*relocation.prepared(runs, series), {"paper.tolerance": 0.3})
    assert set(found["window"]) == {"mean of the last 5 steps"}
    row = found[found["outcome"] == "segregation_coefficient"].iloc[0]
    means = [sim.City(c, 1).run().series()["segregation_coefficient"][-5:].mean() for c in configs]
    assert row["baseline_mean"] == pytest.approx(means[0])
    assert row["world_mean"] == pytest.approx(means[1])


def test_the_outcomes_of_a_housing_market_are_what_they_were() -> None:
    columns = ["refusals", "forced_moves", "dissimilarity.block.public.corrected", "unhappy"]
    assert not relocates(columns)
    assert [o.name for o in expand(columns)] == [o.name for o in expand(columns, OUTCOMES)]


def test_runs_may_end_in_steps_of_their_own() -> None:
    runs, series = _frames(
        [board(f"months={n}", "rules.stop=never", "metrics.families=[]") for n in (2, 5)]
    )
    runs = with_axes(runs)
    found = compare(*relocation.prepared(runs, series), {"months": 2})
    assert found["pairs"].tolist() == [1] * len(found)


def test_the_word_of_the_paper_is_the_baseline() -> None:
    runs = pd.DataFrame({"paper.policy": ["recently_emptied", "random"], "seed": [1, 1]})
    runs.attrs = {"axes": ["paper.policy"], "experiment": "published/mauro_2024_relocation"}
    assert default_baseline(runs) == {"paper.policy": "random"}
    runs["paper.policy"] = ["1/2", "0.4"]
    assert default_baseline(runs) == {"paper.policy": "0.4"}


def test_numbers_are_read_from_text() -> None:
    assert number_of("1/4") == 0.25
    assert number_of(np.int64(3)) == 3
    assert number_of("random") is None
    assert number_of(float("nan")) is None
    assert text.world_name("paper.tau=1/3") == "tau 1/3"


# The single run ----------------------------------------------------------------------------------


def test_a_single_run_shows_the_papers_measure_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = Run.of(small("city.size=[12,12]", f"store={tmp_path / 'one'}"))
    execute(Design([run], kind=COLLECTION), workers=0)
    capsys.readouterr()
    show_run(tmp_path / "one", run.address, run.config)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("published/mesa_example, seed 1. The city came to rest after ")
    assert "at the start" in lines[1]
    assert lines[2].startswith("Similarity fraction")
    assert lines[3].startswith("Satisfied households")
    assert not any(word in line for line in lines for word in ("month", "dissimilarity", "forced"))


# The whole way -----------------------------------------------------------------------------------


def test_a_sweep_over_fractions_and_decimals_is_compared_and_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    words = ["paper.tau=1/3,0.4,1/2", "paper.rows=6", "paper.columns=6", "seed=1,2", "months=10"]
    experiment = "experiment=published/schelling_1971_board"
    options = ["engine=reference", "store=swept", "hydra.sweeper.workers=0"]
    assert main(["run", "-m", experiment, *words, *options]) == 0
    said = capsys.readouterr().out
    assert "Baseline: tau 1/3." in said
    assert "tau 0.4" in said
    for name in ("outcomes.png", "city.png", "table.txt", "findings.txt", "effects.csv"):
        assert (tmp_path / "swept" / name).is_file()
    assert main(["compare", "swept"]) == 0
    assert main(["compare", "swept", "--baseline", "paper.tau=0.4"]) == 0
    assert "Baseline: tau 0.4." in capsys.readouterr().out


# Pictures ----------------------------------------------------------------------------------------


def test_a_store_is_drawn(store: Path) -> None:
    screen = Console(file=io.StringIO(), width=200)
    assert [path.name for path in draw_store(store, screen)] == ["outcomes.png", "city.png"]
    assert isinstance(screen.file, io.StringIO)
    assert "the same to the last bit in 3 worlds" in screen.file.getvalue()


def test_a_city_that_is_not_the_stored_one_is_not_drawn(store: Path, tmp_path: Path) -> None:
    from sim.analysis import board_pictures

    runs, series = load(store)
    runs["state_hash"] = "other"
    screen = Console(file=io.StringIO(), width=200)
    assert [p.name for p in board_pictures.draw(tmp_path, prepare(runs), series, screen)] == [
        "outcomes.png"
    ]
    assert isinstance(screen.file, io.StringIO)
    assert "another state hash" in screen.file.getvalue()


def _pictures() -> Iterator[Any]:
    groups = ",".join(f"{n}: {{share: {1 / 12}, ethnicity: {n[0]}}}" for n in TWELVE)
    many = ("~city.groups", f"+city.groups={{{groups}}}")
    yield "board", ()
    yield "line", ("city.size=[1,30]", "rules.torus=true")
    yield "line", ("city.size=[30,1]", "metrics.families=[]")
    yield "rows", ("city.zones=rows", "preferences.neighbourhood=zone")
    yield "areas", ("city.zones=areas", "city.areas=AREAS", *many, "preferences.neighbourhood=zone")
    yield "board", many
    yield "wealth", ("rules.acceptance=affordable",)


@pytest.mark.parametrize(("form", "words"), list(_pictures()))
def test_every_form_of_city_is_drawn(form: str, words: tuple[str, ...], tmp_path: Path) -> None:
    areas = tmp_path / "areas.csv"
    rows = [["area", *TWELVE], *([k, *[str(1 + (i + k) % 3) for i in range(12)]] for k in range(3))]
    areas.write_text("\n".join(",".join(map(str, row)) for row in rows) + "\n")
    words = tuple(word.replace("AREAS", str(areas)) for word in words)
    size = () if "city.size" in "".join(words) else ("city.size=[12,12]",)
    config = board("metrics.of_papers=[share_happy]", "metrics.families=[]", *size, *words)
    assert form_of(config) == form
    path = draw(config, 1, tmp_path / "picture.png")
    assert path.stat().st_size < 60_000
    with Image.open(path) as image:
        assert image.width == 900
        assert len(image.convert("RGB").getcolors(1_000_000)) > 3


def test_marks_are_on_the_households_that_are_not_satisfied() -> None:
    config = small("city.size=[10,10]")
    life = live(config, 1)
    city = sim.City(config, 1)
    assert life.unhappy[0] is not None
    assert life.unhappy[1] is not None
    assert int(life.unhappy[0].sum()) == int(city.series()["unhappy"][0])
    city.run()
    assert int(life.unhappy[1].sum()) == int(city.series()["unhappy"][-1])
    assert life.state_hash == city.state_hash()
    assert life.steps == city.month


def _frames(configs: list[Config]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the tables that a store would hold of these runs."""
    rows, series = [], []
    for number, config in enumerate(configs):
        city = sim.City(config, config.seed).run()
        address = str(number)
        asked = json.loads(json.dumps(_plain(config)))
        rows.append({"address": address, "seed": config.seed, "status": "done", "world": "none",
                     "config": json.dumps(asked)})  # fmt: skip
        series.append(pd.DataFrame(city.series()).assign(address=address))
    return prepare(pd.DataFrame(rows)), pd.concat(series, ignore_index=True)


def _plain(config: Config) -> dict[str, Any]:
    import dataclasses

    return dataclasses.asdict(config)

"""Expected signs are those of the shipped design, and are not judged for another."""

import io
import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from rich.console import Console

from sim.analysis.report import write
from sim.analysis.shipped import find_signs, refusal
from tests.analysis.fake import POLICIES, runs_and_series

STUDY = Path(__file__).parents[2] / "experiments" / "singapore"
TASTES = ("low_taste", "middle_taste", "high_taste")
Config = dict[str, Any]


@pytest.fixture(scope="module")
def configs() -> dict[tuple[str, str], Config]:
    """Return the shipped configuration of each world and taste."""
    from sim.experiment.compose import compose

    words = {world: f"[{world.replace('+', ',')}]".replace("[none]", "none") for world in POLICIES}
    return {
        (world, taste): asdict(
            compose("experiment=singapore", f"policy={word}", f"preferences={taste}")
        )
        for world, word in words.items()
        for taste in TASTES
    }


def of_each_taste() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return made-up runs and series of the design's worlds under each taste."""
    runs, series = [], []
    for taste in TASTES:
        some, months = runs_and_series(seeds=2, months=12)
        runs.append(some.assign(preferences=taste, address=f"{taste}/" + some["address"]))
        series.append(months.assign(address=f"{taste}/" + months["address"]))
    table = pd.concat(runs, ignore_index=True)
    axes = ["policy", "market.rent_growth", "preferences"]
    table.attrs = {"axes": axes, "experiment": "singapore"}
    return table, pd.concat(series, ignore_index=True)


def runs_of(
    configs: dict[tuple[str, str], Config], change: Callable[[Config], None] = lambda config: None
) -> pd.DataFrame:
    """Return runs of the shipped design, each with a changed copy of its configuration."""
    runs, _ = of_each_taste()
    texts = []
    for _, row in runs.iterrows():
        config = json.loads(json.dumps(configs[row["policy"], row["preferences"]]))
        config["market"]["rent_growth"] = row["market.rent_growth"]
        config |= {"seed": row["seed"], "store": "/tmp/else", "engine": "reference"}
        change(config)
        texts.append(json.dumps(config))
    runs["config"] = texts
    return runs


def test_signs_are_found_by_the_name_of_the_experiment_alone(tmp_path: Path) -> None:
    runs, _ = runs_and_series(("none",), (0.0,), seeds=1, months=12)
    assert find_signs(runs) is None
    runs.attrs["experiment"] = "singapore_range"
    assert find_signs(runs) is None
    runs.attrs["experiment"] = "singapore"
    found = find_signs(runs)
    assert found is not None
    assert found.samefile(STUDY / "expected_signs.yaml")


def test_the_shipped_design_is_judged_whatever_its_seeds_engine_and_store(configs: Any) -> None:
    assert refusal(runs_of(configs)) == ""


def months(config: Config) -> None:
    config["months"] = 24
    config["city"]["size"] = [60, 60]


def rule(config: Config) -> None:
    if "ethnic_quota" in config["policy"]:
        config["policy"]["ethnic_quota"]["enforcement"] = 0.5


def citation(config: Config) -> None:
    if "ethnic_quota" in config["policy"]:
        config["policy"]["ethnic_quota"]["limits"][0]["source"] = "another page"


def older(config: Config) -> None:
    del config["rules"]["torus"]


@pytest.mark.parametrize(
    ("change", "named"),
    [(months, "(city.size, months)"), (rule, "(policy.ethnic_quota.enforcement)"),
     (citation, ""), (older, "")],
)  # fmt: skip
def test_what_differs_is_named(configs: Any, change: Any, named: str) -> None:
    said = refusal(runs_of(configs, change))
    assert named in said
    assert bool(said) == bool(named)
    if said:
        assert said.startswith("Expected signs were written for the shipped design; this store")


def test_worlds_and_levels_must_be_those_of_the_design(configs: Any) -> None:
    runs = runs_of(configs)
    keep = runs.attrs
    for rows, named in (
        (runs[runs["policy"] != "none"], "(policy)"),
        (runs[runs["market.rent_growth"] == 0], "(market.rent_growth)"),
        (runs[runs["preferences"] == "low_taste"], "preferences."),
        (runs[(runs["policy"] != "none") | (runs["market.rent_growth"] == 0)], "(worlds)"),
    ):
        part = rows.copy()
        part.attrs = keep
        assert named in refusal(part)


def test_an_experiment_that_is_not_shipped_is_no_shipped_design(configs: Any) -> None:
    runs = runs_of(configs)
    runs.attrs["experiment"] = "mine"
    assert "unknown choice" in refusal(runs)
    assert "not recorded" in refusal(runs.drop(columns="config"))


@pytest.mark.parametrize("shipped", [True, False])
def test_the_report_judges_the_shipped_design_alone(
    tmp_path: Path, configs: Any, shipped: bool
) -> None:
    runs = runs_of(configs, (lambda config: None) if shipped else months)
    _, series = of_each_taste()
    (tmp_path / "expected_signs.md").write_text("of an earlier report")
    screen = Console(file=io.StringIO(), width=120)
    write(tmp_path, runs, series, screen)
    assert isinstance(screen.file, io.StringIO)
    page = " ".join(screen.file.getvalue().split())
    assert ("cannot tell" in page) == shipped
    assert ("this store differs (city.size, months), so they are not judged." in page) != shipped
    assert (tmp_path / "expected_signs.md").exists() == shipped

"""The study of the phase diagram in a small form: its design, its cells, its verdict, its
picture."""

import importlib.util
from fractions import Fraction
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
import yaml
from PIL import Image

from sim.cli import main
from sim.config.folder import config_folder
from sim.results import load

STUDY = Path(__file__).resolve().parents[2] / "experiments/gauvin_phase_diagram/study.py"


@pytest.fixture(scope="module")
def study() -> ModuleType:
    """Return the script as a module."""
    spec = importlib.util.spec_from_file_location("gauvin_study", STUDY)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def axes() -> dict[str, list[str]]:
    """Return the values of the design's axes but the seed, as they are written."""
    file = config_folder() / "experiment/gauvin_phase_diagram.yaml"
    params = yaml.safe_load(file.read_text(encoding="utf-8"))["hydra"]["sweeper"]["params"]
    assert params["seed"] == "range(1,9)"
    return {key: str(value).split(",") for key, value in params.items() if key != "seed"}


def test_the_design_has_every_tolerance_that_differs_and_5040_runs() -> None:
    design = axes()
    shares = {Fraction(unlike, of) for of in range(1, 9) for unlike in range(of + 1)}
    between = sorted(share for share in shares if Fraction(1, 8) <= share <= Fraction(7, 8))
    assert [Fraction(text) for text in design["paper.tolerance"]] == between
    assert len(between) * len(design["paper.vacancy"]) * 8 == 5040


@pytest.fixture(scope="module")
def table(study: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """Return the cells of a diagram of six cities of 100 sites."""
    store = tmp_path_factory.mktemp("diagram") / "store"
    words = ["paper.tolerance=1/8,1/2,3/4", "paper.vacancy=0.06,0.3", "seed=1", "paper.L=10"]
    words += ["paper.steps=120", "engine=reference", "executor=in_process", f"store={store}"]
    assert main(["run", "experiment=gauvin_phase_diagram", *words]) == 0
    found = study.cells(*load(store))
    assert isinstance(found, pd.DataFrame)
    return found


def test_six_cities_have_their_phases(table: pd.DataFrame) -> None:
    phases = {(row.vacancy, row.tolerance): row.phase for row in table.itertuples()}
    assert phases[0.06, "1/8"] == phases[0.3, "1/8"] == "frozen"
    assert phases[0.06, "1/2"] == phases[0.3, "1/2"] == "segregated"
    assert phases[0.06, "3/4"] == phases[0.3, "3/4"] == "mixed"
    assert table["cities"].tolist() == [1] * 6
    assert (table["fluctuation"][table["phase"] == "frozen"] < 1e-9).all()


def test_the_picture_is_drawn(study: ModuleType, table: pd.DataFrame, tmp_path: Path) -> None:
    study.picture(table, tmp_path / "picture.png")
    pixels = np.asarray(Image.open(tmp_path / "picture.png").convert("RGB"))
    assert pixels.shape[1] == 1500
    assert len(np.unique(pixels.reshape(-1, 3), axis=0)) > 100


def test_phases_are_told_in_their_order(study: ModuleType) -> None:
    assert study.phase(0.9, 0.1, 0.009) == "frozen"
    assert study.phase(0.9, 0.5, 0.01) == "mixed"
    assert study.phase(0.5, 0.49, 0.5) == "segregated"
    assert study.phase(0.49, 0.49, 0.5) == "diluted"


def as_expected(study: ModuleType) -> pd.DataFrame:
    """Return a diagram in which everything is as the study expected."""
    rows = []
    for vacancy in (round(0.02 * k, 2) for k in range(1, 31)):
        edge = 3 / 7 if vacancy <= 0.04 else 2 / 5 if vacancy <= 0.06 else 1 / 5
        for text in axes()["paper.tolerance"]:
            share = float(Fraction(text))
            frozen = vacancy <= 0.46 and share <= edge
            mixed = share >= 0.75
            s = 0.05 if frozen or mixed else 0.9 if vacancy <= 0.4 else 0.1
            contact = 1.0 if frozen else 0.1
            if mixed:
                contact = 0.9 if vacancy < 0.5 else 0.5 + 0.05 * round(10 * (share - 0.75))
            if not mixed and vacancy >= 0.5 and share > 0.7:
                contact = 0.4
            column = (vacancy, text, s, 0.2 if text == "3/4" else 0.01, contact, 1.0 - frozen)
            rows.append((*column, study.phase(s, contact, 1.0 - frozen), share))
    names = ["vacancy", "tolerance", "s", "fluctuation", "contact", "moving", "phase", "share"]
    return pd.DataFrame(rows, columns=names)


def test_a_diagram_as_expected_meets_every_expectation(study: ModuleType) -> None:
    assert [what for what, _, met in study.verdicts(as_expected(study)) if not met] == []


@pytest.mark.parametrize(
    ("letter", "column", "where", "value"),
    [
        ("a", "phase", (0.02, "3/7"), "diluted"),
        ("b", "phase", (0.3, "1/4"), "frozen"),
        ("c", "phase", (0.6, "1/8"), "frozen"),
        ("d", "phase", (0.1, "5/7"), "diluted"),
        ("d", "phase", (0.1, "7/8"), "segregated"),
        ("e", "s", (0.1, "5/7"), 0.4),
        ("e", "contact", (0.1, "5/7"), 0.45),
        ("f", "contact", (0.54, "3/4"), 0.8),
        ("g", "phase", (0.3, "1/2"), "diluted"),
        ("g", "phase", (0.5, "1/2"), "segregated"),
    ],
)
def test_what_is_otherwise_is_a_miss(
    study: ModuleType, letter: str, column: str, where: tuple[float, str], value: object
) -> None:
    table = as_expected(study)
    at = (table["vacancy"] == where[0]) & (table["tolerance"] == where[1])
    assert at.sum() == 1
    table.loc[at, column] = value
    assert letter in [what[0] for what, _, met in study.verdicts(table) if not met]


def test_a_fluctuation_away_from_borders_is_a_miss(study: ModuleType) -> None:
    table = as_expected(study)
    table["fluctuation"] = np.where(table["tolerance"] == "7/8", 0.3, 0.01)
    assert [what[0] for what, _, met in study.verdicts(table) if not met] == ["h"]

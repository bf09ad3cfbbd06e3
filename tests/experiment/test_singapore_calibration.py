"""The calibration of Singapore in a small form, its moments by hand, and its search on a surface
that is known."""

import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import yaml
from PIL import Image

import sim
from sim.config.folder import config_folder
from tests.experiment.studies import modules_of

STUDY = Path(__file__).resolve().parents[2] / "experiments/singapore_calibration"
DATA = STUDY.parents[2] / "shared/data"
needs_data = pytest.mark.skipif(
    not (DATA / "singapore_2020_subzone_ethnic.csv").is_file(),
    reason="the census table is not part of the project",
)


@pytest.fixture(scope="module", autouse=True)
def of_the_study() -> Iterator[None]:
    """Let the study's modules be found; skip where the optional library is not there."""
    pytest.importorskip("sklearn", reason="needs the extra [calibration]")
    with modules_of(STUDY):
        yield


def module(name: str) -> ModuleType:
    """Return a module of the study."""
    return importlib.import_module(name)


CLASSES = ["chinese", "malay", "indian_others"]


def test_a_unit_is_closed_where_one_more_home_would_pass_the_limit() -> None:
    city = module("calibration_city")
    # of 100 flats: 87 % is 87 homes, so 86 may become 87 and 87 may not become 88
    owned = np.array([[86, 9, 5], [87, 8, 5], [75, 25, 0], [70, 15, 15], [76, 10, 14]])
    shut = city.closed(owned, np.array([87, 25, 15]))
    assert shut.tolist() == [
        [False, False, False],
        [True, False, False],
        [False, True, False],
        [False, False, True],
        [False, False, False],
    ]


def test_shares_at_a_limit_of_a_city_counted_by_hand() -> None:
    city = module("calibration_city")
    owned = np.array([
        [76, 14, 10], [87, 8, 5],  # neighbourhood 0: 163, 22, 15 of 200, open to all
        [60, 30, 10], [70, 20, 10], # neighbourhood 1: 130, 50, 20 of 200, closed to Malay buyers
        [0, 0, 0],                  # no public homes
    ])  # fmt: skip
    found = city.at_limits(owned, np.array([0, 0, 1, 1, 1]), CLASSES)
    assert found["limits.neighbourhoods"] == 50.0
    assert found["limits.blocks"] == 75.0  # one by its own limit, two by their neighbourhood's
    assert found["limits.blocks.chinese"] == 25.0
    assert found["limits.blocks.malay"] == 50.0
    assert found["limits.blocks.indian_others"] == 0.0
    # over the limits of 1989 (84, 22, 10): only Malay households of neighbourhood 1, 25 %
    assert found["limits.before"] == found["limits.before_two"] == 50.0
    # block 1 is closed to Chinese buyers (293 of 400): its 8 Malay and 5 Indian owners lose them;
    # blocks 2 and 3 to Malay buyers (72 of 400): 130 Chinese and 20 Indian owners lose them
    lost = np.array([130 * 72, 8 * 293, 5 * 293 + 20 * 72]) / 400
    shares = [found[f"appeals.{name}"] for name in CLASSES]
    assert shares == pytest.approx((100 * lost / lost.sum()).tolist())


def test_what_the_city_records_of_its_limits_are_the_moments(monkeypatch) -> None:
    city = module("calibration_city")
    words = ("city=small", "metrics=none", "months=3", "engine=reference")
    config = sim.compose(*words, "policy=ethnic_quota")
    here = city.City(config, seed=1)
    assert city.holds(here, city.caps("2010", here.calendar.classes))
    series = here.run().series()
    told = {name: values[-1] for name, values in series.items() if name.startswith("limits")}
    assert told["limits.blocks"] == 100.0 * series["at_limit.block"][-1] > 0.0
    monkeypatch.setattr(city, "holds", lambda *_: False)
    anew = here.series()
    assert told == {name: anew[name][-1] for name in told}
    free = city.City(sim.compose(*words, "policy=none"), seed=1)
    assert not city.holds(free, city.caps("2010", CLASSES))
    assert free.run().series()["limits.blocks"][-1] > 0.0  # what these limits would give


def test_six_neighbourhoods_are_a_planning_area() -> None:
    city = module("calibration_city")
    config = SimpleNamespace(city=SimpleNamespace(size=[360, 360], block=10, neighbourhood=6))
    areas = city.planning_areas(config)
    assert np.bincount(areas).tolist() == [6] * 6
    assert areas.reshape(6, 6)[0].tolist() == [0, 0, 0, 1, 1, 1]
    assert areas.reshape(6, 6)[1].tolist() == areas.reshape(6, 6)[0].tolist()


def surface(number: int, noise: float) -> tuple[object, pd.DataFrame]:
    """Return a space of two parameters and runs of a city that knows only their sum."""
    region = module("region")
    space = region.Space({"taste": (0.0, 2.0), "appeal": (0.0, 1.0)})
    drawn = np.random.default_rng(1)
    points = space.points(drawn.random((number, 2)))
    runs = pd.DataFrame(points, columns=space.keys)
    runs["d"] = runs["taste"] / 2 + runs["appeal"] + noise * drawn.standard_normal(number)
    return space, runs


def test_the_search_finds_the_ridge_of_a_known_surface() -> None:
    region = module("region")
    space, runs = surface(60, 0.01)
    emulators = region.Emulators(space, runs)
    found = region.search(emulators, {"d": region.Target(1.0, 0.05)}, size=200)
    total = found["taste"] / 2 + found["appeal"]
    assert len(found) > 50
    assert (abs(total - 1.0) < 0.06).all()
    assert found[["taste", "appeal"]].corr().iloc[0, 1] < -0.9
    assert found["taste"].max() - found["taste"].min() > 1.5  # all of the ridge, not a point of it
    assert 0.005 < emulators.luck("d") < 0.02


def test_a_process_says_what_scikit_learn_does() -> None:
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import RBF, ConstantKernel, DotProduct, WhiteKernel

    region = module("region")
    space, runs = surface(30, 0.1)
    unit, asked = space.unit(runs[space.keys].to_numpy()), np.random.default_rng(2).random((9, 2))
    kernel = ConstantKernel(1.5) * RBF([0.4, 0.9]) + ConstantKernel(0.3) * DotProduct(0.7)
    kernel += WhiteKernel(0.05)
    fitted = GaussianProcessRegressor(kernel, optimizer=None).fit(unit, runs["d"].to_numpy())
    mean, spread = fitted.predict(asked, return_std=True)
    told = region.Process.of(fitted, 0.0, 1.0)(asked)
    np.testing.assert_allclose(told[0], mean, atol=1e-9)
    np.testing.assert_allclose(told[1] + 0.05, spread**2, atol=1e-9)


def test_where_nothing_fits_the_nearest_points_are_told_with_what_is_off() -> None:
    region = module("region")
    space, runs = surface(40, 0.01)
    targets = {"d": region.Target(3.0, 0.05)}
    found = region.search(region.Emulators(space, runs), targets, size=100)
    assert (found["worst"] > region.CUTOFF).all()
    assert set(found["of"]) == {"d"}
    assert found["taste"].min() > 1.5 and found["appeal"].min() > 0.7


def test_emulators_are_held_to_runs_that_they_have_not_seen() -> None:
    region = module("region")
    space, runs = surface(60, 0.05)
    emulators = region.Emulators(space, runs.iloc[:40])
    right = region.honest(emulators, runs.iloc[40:], ["d"]).iloc[0]
    wrong = region.honest(emulators, runs.iloc[40:].assign(d=lambda r: r["d"] + 1), ["d"]).iloc[0]
    assert right["within 2 sd, %"] >= 80 and abs(right["mean error"]) < 0.05
    assert wrong["within 2 sd, %"] == 0 and wrong["mean error"] == pytest.approx(1.0, abs=0.1)


@needs_data
def test_the_observed_d_is_that_of_the_census() -> None:
    observed = module("observed")
    found = [observed.segregation(DATA, level) for level in ("subzone", "area")]
    values = [[round(target.value, 3) for target in each.values()] for each in found]
    assert values == [[0.282, 0.128, 0.230], [0.238, 0.095, 0.184]]


def test_without_the_census_table_it_ends_with_one_line(tmp_path: Path) -> None:
    observed = module("observed")
    with pytest.raises(SystemExit) as ended:
        observed.folder(tmp_path)
    assert "singapore_2020_subzone_ethnic.csv is not there" in str(ended.value)


@needs_data
def test_the_small_form_runs_from_the_search_to_the_pictures_and_goes_on(tmp_path: Path) -> None:
    study = module("study")
    study.main(["--small", "--store", str(tmp_path), "--workers", "0"])
    page = (tmp_path / "small/README.md").read_text(encoding="utf-8")
    for title in ("The criteria", "Three sets", "The fit", "Out of sample", "Held out", "History"):
        assert f"**{title}" in page
    for name in ("ridge", "moments"):
        pixels = np.asarray(Image.open(tmp_path / f"small/{name}.png").convert("RGB"))
        assert len(np.unique(pixels.reshape(-1, 3), axis=0)) > 100
    done = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.parquet")}
    again = study.Study(study.SMALL, tmp_path / "small", DATA, 0)
    assert len(again.run("wave1", "hydra.sweeper.samples=8")) == 8
    assert done == {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.parquet")}


@pytest.mark.parametrize("name", ["low_taste", "middle_taste", "high_taste"])
def test_the_shipped_sets_are_those_of_the_study(name: str) -> None:
    page = (STUDY / "README.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| taste for own group | 0 to")]
    column = ["low_taste", "middle_taste", "high_taste"].index(name)
    told = float(rows[0].strip("| ").split(" | ")[3 + column])
    file = config_folder() / f"preferences/{name}.yaml"
    assert yaml.safe_load(file.read_text(encoding="utf-8"))["own_group"] == told

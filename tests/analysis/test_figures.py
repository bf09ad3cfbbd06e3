"""Figures are written, hold something, and count blocks correctly."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.image import imread

from sim.analysis.figures import _levels, city_maps, outcomes_over_time
from sim.analysis.maps import MAJORITY, above_a_map, block_share, group_colours
from tests.analysis.fake import GROUPS, city, runs_and_series


def colours_in(path: Path) -> int:
    """Return how many distinct colours a picture has."""
    picture = (imread(path)[..., :3] * 255).astype(np.int64)
    return len(np.unique(picture @ np.array([65536, 256, 1])))


def test_outcomes_over_time(tmp_path: Path) -> None:
    runs, series = runs_and_series(seeds=3, months=36)
    path = outcomes_over_time(runs, series, tmp_path / "time.png")
    assert imread(path).shape[0] > 1000
    assert colours_in(path) > 100


def test_outcomes_of_one_world_with_few_columns(tmp_path: Path) -> None:
    runs, series = runs_and_series(("none",), (0.0,), seeds=1, months=24)
    few = series[["address", "month", "refusals"]]
    assert colours_in(outcomes_over_time(runs, few, tmp_path / "time.png")) > 10
    with pytest.raises(ValueError, match="no outcome of the figure"):
        outcomes_over_time(runs, series[["address", "month"]], tmp_path / "none.png")


def test_maps(tmp_path: Path) -> None:
    snapshots = {"start": city(False, size=120), "no policy, after 20 years": city(True, size=120)}
    path = city_maps(snapshots, list(GROUPS), tmp_path / "map.png")
    assert colours_in(path) > 50


def test_a_map_of_one_group_and_odd_size(tmp_path: Path) -> None:
    cells = np.zeros((23, 17), np.int8)
    assert city_maps({"start": cells}, ["all"], tmp_path / "map.png", 5, 2).stat().st_size > 5000


def test_maps_refuse_what_they_cannot_name(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="1 names, but a cell holds group 1"):
        city_maps({"start": np.ones((4, 4), np.int8)}, ["a"], tmp_path / "map.png")
    with pytest.raises(ValueError, match="no map"):
        city_maps({}, ["a"], tmp_path / "map.png")


def test_share_of_a_block_worked_by_hand() -> None:
    cells = np.array([[0, 1, -1], [1, 1, -2], [0, 0, 1]], np.int8)
    share = block_share(cells, 1, 2)
    assert share[0, 0] == 0.75
    assert np.isnan(share[0, 1])
    assert (share[1, 0], share[1, 1]) == (0.0, 1.0)


def test_the_largest_group_is_the_ground() -> None:
    assert group_colours([np.array([[0, 1, 1]], np.int8)], 2)[1] == MAJORITY


def test_the_title_of_a_map_is_no_wider_than_the_map() -> None:
    world = "ethnic quota/hdb 2022 + inclusionary zoning/nyc mih option 2 + rent cap/st paul"
    lines = above_a_map(f"{world}\nafter 5 years").split("\n")
    assert " ".join(lines) == f"{world} after 5 years" and lines[-1] == "after 5 years"
    figure = Figure(figsize=(3.1, 3.1))
    renderer = FigureCanvasAgg(figure).get_renderer()
    for line in lines:
        drawn = figure.text(0, 0, line, fontsize=11.5)
        assert drawn.get_window_extent(renderer).width <= figure.bbox.width


def in_every_world(rows: list[dict[str, float]]) -> pd.DataFrame:
    """Return a run of two worlds at each of these points."""
    made = [
        {**row, "policy": policy, "compared": policy, "address": f"{place}/{policy}", "seed": 1}
        for place, row in enumerate(rows)
        for policy in ("none", "ethnic_quota")
    ]
    runs = pd.DataFrame(made)
    runs.attrs = {"axes": ["policy", *rows[0]], "baseline": {"policy": "none"}}
    return runs


def test_the_levels_of_a_list_are_its_points() -> None:
    """One of twenty axes is changed at a time: 41 levels, and not three to the power of twenty."""
    base = {f"rules.axis{number}": 1.0 for number in range(20)}
    rows = [base, *({**base, axis: value} for axis in base for value in (0.0, 2.0))]
    found = _levels(in_every_world(rows))
    assert len(found) == 41
    assert all(len(part) == 2 for _, part in found)


def test_the_levels_of_a_grid_are_in_order_and_take_runs_without_the_axis() -> None:
    rows = [{"rules.a": a, "rules.b": b} for a in (2.0, 1.0) for b in (0.5, 0.0)]
    runs = in_every_world(rows)
    runs.loc[runs["policy"] == "none", "rules.b"] = float("nan")
    found = _levels(runs)
    assert [name for name, _ in found] == [
        f"rules.b {b}, rules.a {a}" for b in ("0", "0.5") for a in ("1", "2")
    ]
    assert [sorted(part["policy"]) for _, part in found] == [["ethnic_quota", "none", "none"]] * 4

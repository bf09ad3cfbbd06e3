"""Sobol's indices: of functions whose indices are known, through the path that a store takes."""

import io
import math

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from rich.console import Console

from sim.analysis.points import point_effects
from sim.analysis.sensitivity import indices
from sim.analysis.sensitivity_report import report
from sim.cli import main
from sim.config import ConfigError
from sim.experiment.designs import DESIGNS
from sim.experiment.designs.uncertainty import Uncertainty
from sim.results import Results

pytest.importorskip("SALib.analyze.sobol")
D = "dissimilarity.neighbourhood.public.corrected"
BLOCKS = "dissimilarity.block.public.corrected"
KEYS = ("preferences.own_group", "rules.consider_owner", "market.vacancy_response")
BASE = {"policy": "ethnic_quota"}


def store(
    tmp_path, effect, base=64, seeds=(1, 2), ends=(-1.0, 1.0), noise=0.0, nested=False, key=1
):
    """Return made-up results of a Saltelli design, in which ending the quota does `effect`.

    Where seeds are nested, a point has seeds of its own.
    """
    drawn = [Uncertainty.of(key, list(ends)) for key in KEYS]
    units = DESIGNS["saltelli"].draw(len(KEYS), base, key)
    points = [
        {each.key: each.value(float(u), whole=False) for each, u in zip(drawn, row, strict=True)}
        for row in units
    ]
    luck = np.random.default_rng(5)
    rows, series = [], []
    for place, point in enumerate(points):
        for seed in seeds:
            own = 100 * place + seed if nested else seed
            for policy in ("ethnic_quota", "none"):
                address = f"{policy}/{place}/{own}"
                value = 0.2 + 0.1 * own % 7
                if policy == "none":
                    value += effect(*point.values()) + noise * luck.normal()
                rows.append({"address": address, "world": policy, "policy": policy, "seed": own,
                             "status": "done", **point})  # fmt: skip
                series += [{"address": address, "month": month, D: value + month - 2, "moves": 1.0}
                           for month in (1, 2)]  # fmt: skip
    made = Results.of(tmp_path, pd.DataFrame(rows), pd.DataFrame(series))
    made.design |= {
        "axes": {"policy": [], **{key: [] for key in KEYS}, "seed": []},
        "baseline": BASE,
        "method": {
            "name": "saltelli",
            "seeds": "nested" if nested else "crossed",
            "uncertainties": {each.key: each.described() for each in drawn},
            "points": {key: [point[key] for point in points] for key in KEYS},
        },
    }
    made.runs.attrs["axes"] = ["policy", *KEYS]
    return made


def found(results, baseline=BASE):
    (effects,) = point_effects(results, baseline, D)
    return indices(effects)


def ishigami(x, y, z):
    return math.sin(x) + 7 * math.sin(y) ** 2 + 0.1 * z**4 * math.sin(x)


def test_ishigamis_function_has_its_indices(tmp_path):
    """Ishigami and Homma (1990), a = 7, b = .1: the indices are known in closed form."""
    its = found(store(tmp_path, ishigami, base=512, seeds=(1,), ends=(-math.pi, math.pi)))
    v_x, v_y, v_xz = 0.5 * (1 + 0.1 * math.pi**4 / 5) ** 2, 49 / 8, math.pi**8 * 0.01 * 8 / 225
    whole = v_x + v_y + v_xz
    assert its.first[:, 0] == pytest.approx([v_x / whole, v_y / whole, 0], abs=0.03)
    assert its.total[:, 0] == pytest.approx(
        [(v_x + v_xz) / whole, v_y / whole, v_xz / whole], abs=0.03
    )
    known = np.array([v_x / whole, v_y / whole, 0])
    assert ((its.first[:, 1] < known) & (known < its.first[:, 2])).all()
    assert its.mean == pytest.approx(3.5, abs=0.05)
    assert its.spread == pytest.approx(math.sqrt(whole), rel=0.03)


def test_the_intervals_hold_the_indices_of_a_linear_function(tmp_path):
    """Over 20 designs of 32 base points: in about 95 of 100, and in no fewer than 80."""
    known, inside = np.array([9, 4, 1]) / 14, []
    for key in range(20):
        its = found(store(tmp_path, lambda x, y, z: 3 * x + 2 * y + z, 32, (1,), key=key))
        inside.append((its.total[:, 1] <= known) & (known <= its.total[:, 2]))
        width = its.total[:, 2] - its.total[:, 1]
        assert (width > 0).all() and (width < 0.8).all()
    assert np.mean(inside) >= 0.8


def test_both_halves_of_the_design_are_read(tmp_path):
    """A function of one parameter: also where A alone says nothing of B's columns."""
    its = found(store(tmp_path, lambda x, y, z: y, base=8))
    assert its.first[:, 0] == pytest.approx([0, 1, 0], abs=0.25)
    assert its.total[:, 0] == pytest.approx([0, 1, 0], abs=0.25)
    assert its.total[0, 0] == its.total[2, 0] == 0


def test_a_parameter_that_does_nothing_has_the_share_of_luck_in_all(tmp_path):
    """Noise of each run: half of a point's variance is luck at one seed, a fifth at four."""
    for seeds, share in (((1, 2), 1 / 3), ((1, 2, 3, 4), 1 / 5)):
        for nested in (False, True):
            its = found(store(tmp_path, lambda x, y, z: x, 128, seeds, noise=1 / math.sqrt(3),
                              nested=nested))  # fmt: skip
            assert its.luck == pytest.approx(share, abs=0.06)
            assert its.total[1:, 0] == pytest.approx([share, share], abs=0.1)
            assert its.seeds == len(seeds)


def test_what_a_seed_adds_everywhere_is_no_luck_where_seeds_are_crossed(tmp_path):
    made = store(tmp_path, lambda x, y, z: x + y, base=16)
    end = made.runs["policy"].eq("none") & made.runs["seed"].eq(2)
    theirs = made.series["address"].isin(made.runs["address"][end])
    made.series.loc[theirs, D] += 5.0
    assert found(made).luck == pytest.approx(0, abs=1e-9)
    assert math.isnan(found(store(tmp_path, lambda x, y, z: x, seeds=(1,))).luck)


def test_base_points_that_are_not_whole_are_left_out(tmp_path):
    made = store(tmp_path, lambda x, y, z: x + y * z, base=32)
    failed = made.runs["address"].isin(["none/0/1", "ethnic_quota/17/2"])
    made.runs.loc[failed, "status"] = "failed"
    its = found(made)
    assert (its.base, its.of) == (30, 32)
    made.runs["status"] = "failed"
    made.runs.loc[made.runs["address"].str.split("/").str[1].astype(int) < 24, "status"] = "done"
    with pytest.raises(ConfigError, match=r"store: 3 of 32 base points are whole.* 4 or more"):
        found(made)


def test_without_a_baseline_the_outcome_itself_is_explained(tmp_path):
    made = store(tmp_path, lambda x, y, z: x, base=32)
    quota, none = point_effects(made, {}, D)
    assert (quota.world, none.world, none.baseline) == ("ethnic_quota", "none", "")
    with pytest.raises(ConfigError, match="same at every point"):
        indices(quota)
    assert indices(none).total[:, 0] == pytest.approx([1, 0, 0], abs=0.2)


def test_the_report_is_a_table_a_file_and_a_picture(tmp_path):
    made = store(tmp_path, lambda x, y, z: 3 * x + y, base=32, noise=0.1)
    screen = Console(width=100, record=True, file=io.StringIO())
    table = report(made, BASE, D, screen)
    page = screen.export_text()
    assert list(table["key"]) == [KEYS[0], KEYS[1], KEYS[2]]
    assert (
        "Effect on D, neighbourhoods, public (last 2 months): no policy minus ethnic quota" in page
    )
    assert page.index("Taste for own group") < page.index("Hazard of looking, owners")
    assert "32 of 32 base points, 2 seeds" in page
    assert "Not modelled: household size" in page
    written = pd.read_csv(tmp_path / "sensitivity.csv")
    assert written["total"].to_list() == pytest.approx(table["total"].to_list())
    pixels = np.asarray(Image.open(tmp_path / "sensitivity.png").convert("RGB"))
    assert len(np.unique(pixels.reshape(-1, 3), axis=0)) > 100


@pytest.mark.parametrize(
    ("change", "baseline", "outcome", "line"),
    [
        ({}, BASE, "dissimilarity", "--outcome: unknown outcome .dissimilarity.; known: diss"),
        ({}, {KEYS[0]: 1.0}, D, "--baseline: preferences.own_group is what the points differ in"),
        ({"name": "sobol"}, BASE, D, "store: .* has the design sobol; indices need the points of"),
        ({"points": {}}, BASE, D, "store: .* has no points"),
    ],
)
def test_what_cannot_be_analysed_is_one_line(tmp_path, change, baseline, outcome, line):
    made = store(tmp_path, lambda x, y, z: x, base=4)
    made.design["method"] |= change
    with pytest.raises(ConfigError, match=f"^{line}"):
        report(made, baseline, outcome)


def test_without_salib_a_line_says_how_to_get_it(tmp_path, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "SALib.analyze", None)
    with pytest.raises(ConfigError, match=r"^sensitivity: needs SALib.*\[sensitivity\]"):
        found(store(tmp_path, lambda x, y, z: x, base=4))


def test_the_command_reads_a_store_that_was_run(tmp_path, monkeypatch, capsys):
    """A tiny city, from the design to the table; the second outcome is a ratio of two flows."""
    monkeypatch.chdir(tmp_path)
    words = ["city.size=[12,12]", "city.block=3", "city.neighbourhood=2", "months=6", "seed=1,2"]
    words += ["policy=none,ethnic_quota", "engine=reference", "executor=in_process", "metrics=none"]
    words += ["metrics.families=[dissimilarity]", "rules=teaching", "store=store"]
    words += ["hydra.sweeper.design=saltelli", "hydra.sweeper.samples=4"]
    drawn = ["preferences.own_group=interval(0,6)", "rules.candidates=interval(1,20)"]
    monkeypatch.setattr("sim.commands.compare.show", lambda *a, **k: None)
    assert main(["run", "-m", *words, *drawn]) == 0
    capsys.readouterr()
    assert main(["sensitivity", "store", "--baseline", "policy=none", "--outcome", "moves"]) == 2
    assert "--outcome: unknown outcome 'moves'" in capsys.readouterr().err
    assert main(["sensitivity", "store", "--baseline", "policy=none"]) == 0
    page = capsys.readouterr().out
    assert "4 of 4 base points, 2 seeds" in page
    assert "ethnic quota minus no policy" in page
    table = pd.read_csv("store/sensitivity.csv")
    assert set(table["key"]) == {"preferences.own_group", "rules.candidates"}
    assert main(["sensitivity", "store", "--baseline", "none", "--outcome", BLOCKS]) == 0
    assert "D, blocks, public (last 6 months), no policy" in capsys.readouterr().out

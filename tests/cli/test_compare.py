"""`python -m sim compare`, with the baseline of the design or another."""

import pytest

from sim.cli import main


@pytest.fixture
def asked(tmp_path, monkeypatch, fake):
    """What the report was asked for, over a store of four worlds made in an empty folder."""
    calls = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sim.analysis.report.report", lambda store, **k: calls.append(k))
    drawn = []
    monkeypatch.setattr("sim.analysis.pictures.draw", lambda store, **k: drawn.append(k))
    words = ["policy=none,[ethnic_quota,rent_growth]", "market.rent_growth=0.0,0.03", "seed=1,2"]
    baseline = "hydra.sweeper.baseline={policy:none}"
    assert main(["run", "-m", *words, baseline, "months=3", "store=r"]) == 0
    assert drawn == calls  # with the same baseline
    calls.clear()
    return calls


@pytest.mark.parametrize(
    ("words", "baseline"),
    [
        ([], {"policy": "none"}),
        (["--baseline", "policy=none"], {"policy": "none"}),
        (["--baseline=policy=rent_growth+ethnic_quota"], {"policy": "ethnic_quota+rent_growth"}),
        (
            ["--baseline", "policy=[ethnic_quota,rent_growth], market.rent_growth=0"],
            {"policy": "ethnic_quota+rent_growth", "market.rent_growth": 0.0},
        ),
        (["--baseline", "market.rent_growth=3e-2"], {"market.rent_growth": 0.03}),
    ],
)
def test_the_baseline_is_handed_to_the_report(asked, words, baseline):
    assert main(["compare", "r", *words]) == 0
    assert main(["compare", *words, "r"]) == 0
    assert asked == [{"baseline": baseline}] * 2


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["--baseline", "policy=ethnic_qouta"], "policy: no run has 'ethnic_qouta' (nearest: eth"),
        (
            ["--baseline", "polcy=none"],
            "unknown axis 'polcy' (nearest: policy); known: market.rent",
        ),
        (["--baseline", "seed=1"], "unknown axis 'seed'"),
        (["--baseline", "market.rent_growth=0.02"], "give one of 0.0, 0.03"),
        (["--baseline", "policy"], "'policy' is not allowed; give axis=value"),
        (["--baseline", "policy=none,"], "give axis=value"),
        (["--baseline"], "--baseline needs a value"),
        (["--baselien", "policy=none"], "unknown option '--baselien' (nearest: --baseline)"),
        (
            ["--by", "incme"],
            "--by: unknown dimension 'incme' (nearest: income); known: group",
        ),
        (["--by"], "--by needs a value"),
    ],
)
def test_a_wrong_baseline_is_one_line_and_writes_nothing(asked, tmp_path, capsys, words, hint):
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    capsys.readouterr()
    assert main(["compare", "r", *words]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert len(captured.err.splitlines()) == 1
    assert hint in captured.err
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before
    assert asked == []


def test_a_store_without_a_run_is_told(asked, tmp_path, capsys):
    for part in (tmp_path / "r" / "runs").iterdir():
        part.unlink()
    assert main(["compare", "r"]) == 2
    assert "holds no run yet" in capsys.readouterr().err

"""Expected signs: the logic, and that the study's two files say the same."""

import math
import re
from pathlib import Path
from typing import Any

import pytest

from sim.analysis.expected import (
    CANNOT_TELL,
    MET,
    NOT_MET,
    NOT_RECORDED,
    judge,
    markdown,
    read,
    verdicts,
)
from tests.analysis.fake import runs_and_series

STUDY = Path(__file__).parents[2] / "experiments" / "singapore"
D = "dissimilarity.block.public.corrected"


def effect(
    low: float, high: float, outcome: str = "refusals", base: float = 100.0
) -> dict[str, Any]:
    unit = "index" if outcome == D else "a year"
    return {"outcome": outcome, "unit": unit, "baseline_mean": base,
            "effect": (low + high) / 2, "low": low, "high": high}  # fmt: skip


@pytest.mark.parametrize(
    ("sign", "row", "verdict"),
    [
        ("+", effect(1, 3), MET),
        ("-", effect(1, 3), NOT_MET),
        ("-", effect(-3, -1), MET),
        ("+", effect(-3, -1), NOT_MET),
        ("+", effect(-1, 3), CANNOT_TELL),
        ("+", effect(0, 0), CANNOT_TELL),
        ("+", effect(0.012, 0.018, D), MET),
        ("+", effect(0.002, 0.012, D), CANNOT_TELL),  # clear, but D is below .01
        ("0", effect(-9, 9), MET),
        ("0", effect(-9, 11), CANNOT_TELL),
        ("0", effect(11, 13), NOT_MET),
        ("0", effect(5, 7), MET),  # clear, but immaterial
        ("0", effect(0, 0, base=0.0), MET),
        ("0", effect(-0.009, 0.009, D), MET),
        ("0", effect(0.02, 0.03, D), NOT_MET),
        ("+", effect(math.nan, math.nan), CANNOT_TELL),
    ],
)
def test_judgement(sign: str, row: dict[str, Any], verdict: str) -> None:
    assert judge(sign, row) == verdict


def test_made_up_runs_meet_the_signs_they_were_made_with() -> None:
    runs, series = runs_and_series(seeds=6)
    found = verdicts(read(STUDY / "expected_signs.yaml"), runs, series)
    none = found[(found["expected_world"] == "none") & (found["outcome"].str.startswith("dissim"))]
    assert set(none["verdict"]) == {MET}
    assert set(none["market.rent_growth"]) == {0.0, 0.03}
    stress = found[found["expected_world"] == "market.rent_growth=0.03"]
    assert set(stress[stress["outcome"] == "forced_moves"]["verdict"]) == {MET}


def test_what_was_not_run_or_recorded_is_said() -> None:
    runs, series = runs_and_series(("none", "ethnic_quota"), (0.0,), seeds=3, months=70)
    found = verdicts(read(STUDY / "expected_signs.yaml"), runs, series.drop(columns="refusals"))
    by = found.set_index(["expected_world", "outcome"])["verdict"]
    assert by["none", "refusals"] == NOT_RECORDED
    assert by["inclusionary_zoning", "homes_built"] == NOT_RECORDED


def test_every_expected_outcome_is_registered() -> None:
    _, series = runs_and_series(("none",), (0.0,), seeds=1, months=12)
    from sim.outcomes import expand

    known = {outcome.name for outcome in expand(series.columns)}
    assert {item.outcome for item in read(STUDY / "expected_signs.yaml")} <= known


def test_readme_and_file_say_the_same() -> None:
    rows = re.findall(
        r"^\| `([^`]+)` \| `([+0-])` \| (.+?) \|", (STUDY / "README.md").read_text(), re.M
    )
    items = read(STUDY / "expected_signs.yaml")
    assert rows == [(item.outcome, item.sign, item.why) for item in items]


def test_a_wrong_sign_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "signs.yaml"
    path.write_text(
        "- {world: {policy: none}, baseline: {policy: a}, signs: {refusals: {sign: up}}}"
    )
    with pytest.raises(ValueError, match="sign is 'up'; allowed are"):
        read(path)


def test_markdown_can_be_pasted_into_the_readme() -> None:
    runs, series = runs_and_series(seeds=4)
    items = read(STUDY / "expected_signs.yaml")
    found = verdicts(items, runs, series)
    page = markdown(found)
    rows = re.findall(r"^\| `([^`]+)` \| `([+0-])` \| (.+?) \| (.+?) \|$", page, re.M)
    assert [row[:3] for row in rows] == [(item.outcome, item.sign, item.why) for item in items]
    assert rows[0][3].startswith("met (+.0")
    assert " / met (+.0" in rows[0][3]  # both levels of rent growth
    assert "### No policy, against ethnic quota" in page
    assert page.startswith("Verdicts: met ")


def test_the_stress_is_the_factor_that_the_model_gives() -> None:
    factor = f"{(1 + 0.03 / 12) ** 240:.2f}"  # a twelfth of the yearly rate every month
    for name in ("README.md", "expected_signs.yaml"):
        page = (STUDY / name).read_text()
        assert set(re.findall(r"multipl\w+ (?:rents )?by (\d\.\d+)", page)) == {factor}

"""What docs/measure.md shows is what comes out."""

import json
import re
import shlex
from pathlib import Path

import pytest

from sim.cli import main
from sim.commands.measure import FLAGS, HELP, VALUES

PAGE = (Path(__file__).parents[2] / "docs/measure.md").read_text(encoding="utf-8")


def _block(language):
    return re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL).group(1)


@pytest.fixture
def town(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    (tmp_path / "town.csv").write_text(_block("csv"))


def test_the_example_prints_what_the_page_says(town, capsys):
    (command,) = re.findall(r"(?m)^    python -m sim (measure town\.csv .*)$", PAGE)
    assert main(shlex.split(command)) == 0
    assert capsys.readouterr().out == _block("text")


def test_the_numbers_of_the_json_are_those(town, capsys):
    assert main(["measure", "town.csv", "--groups", "red,blue", "--total", "total", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    entry = found["multigroup"]["dissimilarity"]
    numbers = tuple(round(entry[key], 4) for key in ("value", "random", "corrected"))
    shown = re.search(r'"value": ([\d.]+), "random": ([\d.]+), "corrected": ([\d.]+)', PAGE)
    assert numbers == tuple(map(float, shown.groups()))
    assert f'"random_note": "{entry["random_note"]}"' in PAGE
    matrix = found["exposure_matrix"]["red"]
    rounded = {key: round(value, 3) for key, value in matrix.items()}
    assert f'"red": {json.dumps(rounded)}' in PAGE
    assert set(found) <= set(re.findall(r'"(\w+)":', PAGE))


def test_what_stays_exact_in_a_unit_of_millions_is_what_the_page_says(measured, table):
    said = re.search(r"more than two million people only\s(.*?)\sstay exact", PAGE, re.DOTALL)
    rows = [["a", "b", "land", "x", "y"], [2_100_000, 100, 1, 0, 0], [500, 700, 2, 1000, 0],
            [900, 100, 4, 0, 1500]]  # fmt: skip
    words = ("--groups", "a,b", "--xy", "x,y", "--area", "land", "--radius", "9000")
    found = measured(table(rows), *words, "--replicates", "2")
    entries = [found["multigroup"], *found["groups_vs_rest"].values(), *found["pairs"].values()]
    exact = {name.removesuffix("_reverse") for section in entries
             for name, entry in section.items() if entry.get("random_how") == "exact"}  # fmt: skip
    assert set(re.findall(r"`(\w+)`", said.group(1))) == exact


def test_the_python_of_the_page_runs(town):
    names = {}
    exec(_block("python").replace("measured(areas", "found = measured(areas"), names)
    assert names["found"] == pytest.approx(0.4947, abs=1e-4)


def test_every_option_is_in_the_help_and_on_the_page():
    for option in (*VALUES, *FLAGS):
        assert option in HELP, option
        assert option in PAGE, option


def test_the_help_fits_on_a_small_screen(capsys):
    assert main(["measure", "--help"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) <= 24
    assert max(map(len, lines)) <= 80

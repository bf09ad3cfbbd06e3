"""What is printed for a person fits the screen and says what is missing."""

import os
import subprocess
import sys
from itertools import pairwise

import pytest

from sim.cli import main

HEAD = ["unit", "a", "b", "a group with a long name", "total", "where", "x", "y", "land"]
ROWS = [
    HEAD,
    ["A", 120, 30, 11, 170, "p", 0, 0, 1],
    ["B", 50, 61, 20, 140, "p", 900, 0, 2],
    ["C", 20, 10, 90, 125, "q", 0, 900, 1],
    ["D", 0, 0, 0, 0, "q", 900, 900, 3],
]
GROUPS = ("--groups", "a,b,a group with a long name")
EVERYTHING = ("--total", "total", "--unit", "unit", "--district", "where", "--xy", "x,y", "--area",
              "land", "--radius", "500,1000", "--replicates", "40", "--intervals")  # fmt: skip


def _printed(capsys, *words):
    assert main(["measure", *words]) == 0
    told = capsys.readouterr()
    assert told.err == ""
    return told.out.splitlines()


@pytest.mark.parametrize("width", [20, 80, 120, 300])
def test_no_line_is_wider_than_the_screen(capsys, table, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", str(width))
    lines = _printed(capsys, table(ROWS, "a.csv"), *GROUPS, *EVERYTHING)[1:]
    assert max(map(len, lines)) <= min(max(width, 80), 120)
    assert not any("nan" in line.split() for line in lines)


def test_the_sections_and_their_numbers(capsys, table, monkeypatch, measured):
    monkeypatch.setenv("COLUMNS", "80")
    path = table(ROWS)
    lines = _printed(capsys, path, *GROUPS, "--unit", "unit", "--district", "where")
    found = measured(path, *GROUPS, "--unit", "unit", "--district", "where")
    assert lines[0] == f"{path}: 3 units, 412 people"
    assert lines[1] == "  a 46.1 %, b 24.5 %, a group with a long name 29.4 %"
    d = found["multigroup"]["dissimilarity"]
    numbers = [f"{d[key]:.3f}" for key in ("value", "random", "corrected")]
    (row,) = [line for line in lines if line.startswith("D     Dissimilarity")]
    assert row.split()[2:] == numbers
    after = lines[lines.index(row) + 1]
    assert after.strip().startswith("0.3: with two groups, three of ten households")
    start = lines.index("Two groups, without the others (exposure: among all)")
    assert lines[start + 2].split()[:3] == ["D", "G", "H"]
    pair = found["pairs"]["a|b"]["dissimilarity"]
    rows = [line.split() for line in lines[start + 3 : start + 6]]
    assert rows[0][:2] == ["a|b", f"{pair['value']:.3f}"]
    assert rows[1][:3] == ["by", "chance", f"{pair['random']:.3f}"]
    assert rows[2][:2] == ["corrected", f"{pair['corrected']:.3f}"]
    assert "Between the 2 districts, and within them" in lines
    assert "- 1 unit without people left out." in lines
    titles = [line for line, under in pairwise(lines) if set(under) == {"-"}]
    assert titles == [
        "All groups together",
        "Each group against everybody else",
        "Two groups, without the others (exposure: among all)",
        "How to read them",
        "Who lives in the unit of the average person of each group (shares)",
        "Between the 2 districts, and within them",
        "Notes",
    ]


def test_two_groups_are_not_told_twice(capsys, table):
    lines = _printed(capsys, table(ROWS), "--groups", "a,b")
    assert not any(line.startswith("Two groups") for line in lines)
    lines = _printed(capsys, table(ROWS), "--groups", "a,b", "--total", "total")
    assert any(line.startswith("Two groups") for line in lines)


def test_one_group(capsys, table):
    lines = _printed(capsys, table(ROWS), "--groups", "a", "--total", "total")
    assert "All groups together" not in lines
    assert any(line.startswith("- 245 of 435 people (56.3 %) are in") for line in lines)


def test_what_is_undefined_says_why(capsys, table):
    path = table([["a", "t", "land"], [1, 1, 1], [3, 3, 1]])
    text = " ".join(_printed(capsys, path, "--groups", "a", "--total", "t", "--area", "land"))
    text = " ".join(text.split())
    assert "* a, D: undefined; Dissimilarity has no value when fewer than two groups are" in text
    assert "* a, ACO: undefined; Absolute concentration has no value when" in text


def test_a_screen_that_knows_no_unicode(table):
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "COLUMNS": "80"}
    done = subprocess.run(
        [sys.executable, "-m", "sim", "measure", table(ROWS), "--groups", "a,b"],
        capture_output=True,
        env=environment,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Dissimilarity" in done.stdout

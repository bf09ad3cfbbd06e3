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
    assert after.strip().startswith("For example, 0.3: with two groups, three of ten")
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


def test_the_only_two_groups_are_a_pair_once(capsys, table):
    """What says the same of both groups has one row; what differs has one for each."""
    words = ("--groups", "a,b", "--intervals", "--replicates", "40", "--xy", "x,y")
    lines = _printed(capsys, table(ROWS), *words)
    start = lines.index("Each group against everybody else")
    both = lines.index("The two groups")
    assert not {"D", "G", "H", "A", "MM", "eta^2", "SP"} & set(lines[start + 2].split())
    assert {"xPx", "xPy"} <= set(lines[start + 2].split())
    assert {"eta^2", "A", "MM", "SP"} <= set(lines[both + 2].split())
    assert not {"D", "G", "H", "xPy", "yPx"} & set(lines[both + 2].split())
    assert sum(line.startswith("G     Gini") for line in lines) == 1


def _of_many(number):
    heads = [f"g{k:02d}" for k in range(number)]
    return [heads, *([(7 * k + 3 * unit) % 11 + 1 for k in range(number)] for unit in range(9))]


def test_pairs_of_many_groups_are_one_matrix(capsys, table, monkeypatch, measured):
    monkeypatch.setenv("COLUMNS", "80")
    path, groups = table(_of_many(12)), ",".join(_of_many(12)[0])
    words = ("--groups", groups, "--replicates", "2")
    lines = _printed(capsys, path, *words)
    assert len(lines) < 200
    start = lines.index("Two groups, without the others: D")
    found = measured(path, *words)["pairs"]["g00|g03"]["dissimilarity"]["value"]
    assert lines[start + 3].split()[:5][0] == "g00"
    assert lines[start + 3].split()[4] == f"{found:.3f}"
    assert lines[start + 6].split()[:2] == ["g03", f"{found:.3f}"]
    assert any(line.startswith("66 pairs: --json has their values by chance") for line in lines)
    lines = _printed(capsys, table(_of_many(6)), "--groups", ",".join(_of_many(6)[0]),
                     "--replicates", "2")  # fmt: skip
    assert "Two groups, without the others (exposure: among all)" in lines


LONG = ("White British", "White Irish", "White other", "hispanic", "asian_or_asian_british_low")


@pytest.mark.parametrize("width", [80, 100])
@pytest.mark.parametrize(
    "names",
    [
        LONG[:4],
        LONG,
        ("Supercalifragilisticexpiali one", "Supercalifragilisticexpiali two"),
        ("hispanic", "a"),
    ],
)
def test_heads_of_columns_are_whole(capsys, table, monkeypatch, width, names):
    monkeypatch.setenv("COLUMNS", str(width))
    rows = [names, range(3, 3 + len(names)), range(9, 9 - len(names), -1)]
    lines = _printed(capsys, table([list(row) for row in rows]), "--groups", ",".join(names))
    assert max(map(len, lines[1:])) <= width
    assert not any("…" in line for line in lines)
    start = lines.index("Who lives in the unit of the average person of each group (shares)") + 2
    end = next(k for k, line in enumerate(lines) if k > start and line.startswith(names[0][:14]))
    heads = "".join("".join(lines[start:end]).split())
    if "Super" in names[0]:
        assert heads.startswith(
            "Columns:(1)Supercalifragilisticexpialione,(2)Supercalifragilisticexpialitwo"
        )
        return
    assert end - start <= 3
    for name in names:
        for part in name.replace("_", "_ ").split():
            assert part in heads


def test_the_least_p_value_and_small_numbers_are_told(capsys, table, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    rows = [["a", "b", "c"], [90_000, 10, 5], [10, 90_000, 4], [9, 8, 90_000], [50, 60, 70]]
    words = ("--groups", "a,b,c", "--intervals", "--replicates", "249")
    lines = _printed(capsys, table(rows), *words)
    assert any("p value ≤ 0.008" in line for line in lines)
    assert any(line.startswith("  p value ") and "≤ 0.008" in line for line in lines)
    (h,) = [line for line in lines if line.startswith("H     Info")]
    assert 0 < float(h.split()[-2]) < 0.0005
    assert any(line.startswith("p value: how often chance alone") for line in lines)


def test_a_gaussian_radius_is_a_standard_deviation(capsys, table):
    rows = [["a", "b", "x", "y"], [9, 3, 0, 0], [2, 8, 900, 0], [5, 5, 99_000, 0]]
    words = (table(rows), "--groups", "a,b", "--xy", "x,y", "--replicates", "2")
    lines = _printed(capsys, *words, "--radius", "500", "--kernel", "gaussian")
    assert (
        "Around each unit, gaussian kernel, by radius (the standard deviation) in metres" in lines
    )
    assert "1 unit with no other within 3,717 metres, as far as 500 reaches." in lines
    lines = _printed(capsys, *words, "--radius", "500")
    assert "3 units with no other within 500 metres." in lines


def test_a_ratio_below_zero_is_explained(capsys, table):
    rows = [["a", "b", "x", "y"], [9, 1, 0, 0], [3, 4, 900, 0], [9, 2, 1800, 0], [5, 2, 2700, 0]]
    words = (table(rows), "--groups", "a,b", "--xy", "x,y", "--replicates", "2")
    lines = _printed(capsys, *words, "--radius", "100,1000")
    text = " ".join(" ".join(lines).split())
    assert "H~(1000) / H~(100) = -" in text
    assert "near 0 streets; below 0, what lies around people is at one of the two radii" in text


def test_few_people_are_not_no_people(capsys, table):
    rows = [["a", "b", "t"], [500_000, 500_000, 1_000_005], [1, 2, 3]]
    text = "\n".join(_printed(capsys, table(rows), "--groups", "a,b", "--total", "t"))
    assert "(none of these) 0.0005 %" in text
    assert "- 5 of 1,000,008 people (0.0005 %) are in none" in text


def test_control_characters_are_not_printed(capsys, table, monkeypatch):
    path = table(ROWS)
    for module in ("result", "show"):
        monkeypatch.setattr(f"sim.areas.{module}.OUTSIDE", "none\x1b[31m")
    text = "\n".join(_printed(capsys, path, "--groups", "a,b", "--total", "total"))
    assert "\x1b" not in text
    assert "none\ufffd[31m" in text


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
        [
            sys.executable,
            "-m",
            "sim",
            "measure",
            table(ROWS),
            "--groups",
            "a,b",
            "--intervals",
            "--replicates",
            "50",
        ],
        capture_output=True,
        env=environment,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Dissimilarity" in done.stdout
    assert b"p value <=0.04" in done.stdout

"""What a table may look like, and what is noted of it."""

import numpy as np
import pytest

from sim.areas.columns import Columns
from sim.areas.read import read

PLAIN = "a,b\n10,20\n30,5\n7,8\n"


@pytest.mark.parametrize(
    "content",
    [
        PLAIN.replace("\n", "\r\n"),
        "\ufeff" + PLAIN,
        PLAIN.rstrip("\n"),
        PLAIN.replace(",", ", "),
        ' "a",b \n"10","20"\n30, "5"\n7,8\n',
        "a,b\n10,20\n\n30,5\n,\n7,8\n\n",
        "a,b\n10.0,20.0\n30.0,5.00\n+7,8.\n".replace("8.", "8.0"),
        "a,b\n1e1,2E+01\n3.0e1,5\n7,08\n",
        "b,text,a\n20,x,10\n5,,30\n8,é,7\n",
        'b,"a ""long"", text",a\n20,"two\nlines",10\n5,"1,5",30\n8,x,7\n',
    ],
)
def test_ways_to_write_the_same_table(table, content):
    areas = read(table(content), Columns(groups=("a", "b")))
    assert areas.counts.tolist() == [[10, 20], [30, 5], [7, 8]]
    assert areas.counts.dtype == np.int64


def test_rows_are_numbered_as_in_the_file(table):
    areas = read(table('u,a,b\n"x\ny",1,2\n\nz,3,4\n'), Columns(groups=("a", "b"), unit="u"))
    assert areas.rows.tolist() == [2, 5]
    assert areas.names == ("x\ny", "z")
    assert areas.blank == 1


def test_sums_of_columns_and_columns_whose_names_look_like_sums(table):
    path = table("65+,a b,c=d,e,f\n1,2,3,4,5\n1,1,1,1,1\n")
    areas = read(path, Columns(groups=("65+", "a b", "c=d", "sum = e + f")))
    assert areas.groups == ("65+", "a b", "c=d", "sum")
    assert areas.counts.tolist() == [[1, 2, 3, 9], [1, 1, 1, 2]]
    areas = read(path, Columns(groups=("old=65+", "e"), total="a b+c=d+e"))
    assert areas.counts.tolist() == [[1, 4], [1, 1]]
    assert areas.others.tolist() == [4, 1]


def test_a_name_with_a_comma_is_quoted(measured, table):
    path = table('"White, British",b\n1,2\n3,1\n')
    found = measured(path, "--groups", '"White, British",b')
    assert found["groups"] == ["White, British", "b"]


def test_the_largest_counts_are_exact(table):
    largest = 2**53 - 3
    areas = read(table(f"a,b\n{largest},1\n1,1\n"), Columns(groups=("a", "b")))
    assert areas.counts.tolist() == [[largest, 1], [1, 1]]


def test_empty_units_are_left_out_with_a_note(measured, table):
    rows = [["u", "a", "b", "t"], ["A", 1, 2, 4], ["B", 0, 0, 0], ["C", 0, 0, 5], ["D", 3, 1, 4]]
    found = measured(table(rows), "--groups", "a,b", "--unit", "u")
    assert found["units"] == 2
    assert found["notes"] == ["2 units without people left out"]
    found = measured(table(rows), "--groups", "a,b", "--unit", "u", "--total", "t")
    assert found["units"] == 3
    assert found["notes"][0] == "1 unit without people left out"
    assert found["notes"][1].startswith("6 of 13 people (46.2 %) are in none of the named groups")


def test_a_row_of_totals_is_noted(measured, table):
    path = table("u,a,b\nA,1,2\nB,3,4\n\nTotal,4,6\n")
    notes = measured(path, "--groups", "a,b")["notes"]
    assert notes == [
        "1 blank row skipped",
        "row 5 is the sum of all other rows: if it is a total, take it out",
    ]


def test_degrees_become_metres(table):
    path = table("lon,lat,a,b\n103.8,1.3,1,2\n103.9,1.3,1,2\n103.8,1.4,1,2\n")
    areas = read(path, Columns(groups=("a", "b"), xy=("lon", "lat")))
    east, north = areas.xy[1] - areas.xy[0], areas.xy[2] - areas.xy[0]
    a_tenth = np.pi * 6_371_008.8 / 1800
    assert east == pytest.approx([a_tenth * np.cos(np.radians(1.3)), 0.0], abs=0.5)
    assert north == pytest.approx([0.0, a_tenth], abs=0.5)

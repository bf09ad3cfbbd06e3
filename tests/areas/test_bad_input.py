"""Whatever is wrong in a table or in the words: one exact line, exit code 2, nothing printed."""

import os
import subprocess
import sys

import pytest

import sim.areas.read as reading
import sim.areas.rows as rows_of

HEAD = "unit,a,b,total,where,x,y,land\n"
GOOD = "A,1,2,4,p,0,0,1\nB,3,4,9,q,1,1,2\n"
WHOLE = "give a whole number of at least 0"


def _cell(a: str) -> str:
    return f"{HEAD}A,{a},2,4,p,0,0,1\n{GOOD}"


# The table, what follows `--groups a,b`, and the line after the name of the file.
TABLES = [
    (_cell("-1"), "", f"row 2, column 'a': '-1' is negative; {WHOLE}"),
    (_cell("1.5"), "", f"row 2, column 'a': '1.5' is not whole; {WHOLE}"),
    (_cell("1e-1"), "", f"row 2, column 'a': '1e-1' is not whole; {WHOLE}"),
    (
        _cell("1e400"),
        "",
        "row 2, column 'a': '1e400' is not allowed; give at most 2**53 = 9007199254740992",
    ),
    (_cell("1e-400"), "", f"row 2, column 'a': '1e-400' is not whole; {WHOLE}"),
    (_cell(""), "", f"row 2, column 'a': the field is empty; {WHOLE}"),
    (_cell("  "), "", f"row 2, column 'a': the field is empty; {WHOLE}"),
    (_cell("NA"), "", f"row 2, column 'a': 'NA' is not a number; {WHOLE}"),
    (_cell("nan"), "", f"row 2, column 'a': 'nan' is not a number; {WHOLE}"),
    (_cell("inf"), "", f"row 2, column 'a': 'inf' is not a number; {WHOLE}"),
    (_cell("0x10"), "", f"row 2, column 'a': '0x10' is not a number; {WHOLE}"),
    (_cell("１２"), "", f"row 2, column 'a': '１２' is not a number; {WHOLE}"),
    (_cell("1\x00"), "", f"row 2, column 'a': '1\\x00' is not a number; {WHOLE}"),
    (_cell('"1,234"'), "", f"row 2, column 'a': '1,234' has a separator of thousands; {WHOLE}"),
    (_cell("1 234"), "", f"row 2, column 'a': '1 234' has a separator of thousands; {WHOLE}"),
    (_cell("1_234"), "", f"row 2, column 'a': '1_234' has a separator of thousands; {WHOLE}"),
    (
        _cell("1.000"),
        "",
        f"row 2, column 'a': '1.000' is not whole, or its point separates thousands; {WHOLE}",
    ),
    (
        _cell("9007199254740993"),
        "",
        "row 2, column 'a': '9007199254740993' is not allowed; give at most 2**53 = "
        "9007199254740992",
    ),
    (_cell("9" * 5000), "", f"row 2, column 'a': '{'9' * 37}...' is too long; {WHOLE}"),
    (
        _cell("9007199254740992"),
        "",
        "the table has 9.01e+15 people; at most 2**53 = 9007199254740992 can be counted exactly",
    ),
    (
        _cell("1,234"),
        "",
        "row 2: has 9 fields, and the header 8; is a number written with a comma?",
    ),
    (HEAD + GOOD + "C,1,2\n", "", "row 4: has 3 fields, and the header 8"),
    (HEAD + "\n\n" + GOOD + "C\n", "", "row 6: has 1 field, and the header 8"),
    (
        HEAD + GOOD + "A,1,1,2,p,0,0,1\n",
        "--unit unit",
        "row 4, column 'unit': 'A' is in row 2 already; name every unit once, or leave --unit out",
    ),
    (
        HEAD + GOOD + ",1,1,2,p,0,0,1\n",
        "--unit unit",
        "row 4, column 'unit': the field is empty; give a name",
    ),
    (
        HEAD + GOOD + "C\x00,1,1,2,p,0,0,1\n",
        "--unit unit",
        "row 4, column 'unit': 'C\\x00' has a character that is no text; give a name",
    ),
    (
        HEAD + GOOD + "C,1,1,2,p\x00,0,0,1\n",
        "--district where",
        "row 4, column 'where': 'p\\x00' has a character that is no text; give a name",
    ),
    (
        HEAD + GOOD + f"{'x' * 201},1,1,2,p,0,0,1\n",
        "--unit unit",
        f"row 4, column 'unit': '{'x' * 20}'... is too long; give at most 200 characters",
    ),
    (
        HEAD + GOOD + "C,1,1,2,,0,0,1\n",
        "--district where",
        "row 4, column 'where': the field is empty; give a name",
    ),
    (
        HEAD + GOOD + "C,2,3,4,p,0,0,1\n",
        "--total total",
        "row 4, column 'total': 4 is less than the 5 people of its groups; leave --total out where "
        "numbers are rounded",
    ),
    (
        HEAD + GOOD + "C,2,3,-5,p,0,0,1\n",
        "--total total",
        f"row 4, column 'total': '-5' is negative; {WHOLE}",
    ),
    (
        HEAD + GOOD + "C,2,3,5,p,,0,1\n",
        "--xy x,y",
        "row 4, column 'x': the field is empty; give a number",
    ),
    (
        HEAD + GOOD + "C,2,3,5,p,0,inf,1\n",
        "--xy x,y",
        "row 4, column 'y': 'inf' is not a number; write it like 1234.5",
    ),
    (
        HEAD + GOOD + "C,2,3,5,p,0,1e999,1\n",
        "--xy x,y",
        "row 4, column 'y': '1e999' is not finite; give a finite number",
    ),
    (
        HEAD + GOOD + 'C,2,3,5,p,0,"1,5",1\n',
        "--xy x,y",
        "row 4, column 'y': '1,5' is not a number; write it like 1234.5",
    ),
    (
        "lon,lat,a,b\n181,2,3,4\n",
        "--xy lon,lat",
        "row 2, column 'lon': '181' is not allowed; give degrees, -180 to 180",
    ),
    (
        "lon,lat,a,b\n8,92,3,4\n",
        "--xy lon,lat",
        "row 2, column 'lat': '92' is not allowed; give degrees, -90 to 90",
    ),
    (
        HEAD + GOOD + "C,2,3,5,p,0,0,0\n",
        "--area land",
        "row 4, column 'land': '0' is not above 0; give a land area",
    ),
    # the first wrong field in the order of reading is named, whatever the order of options
    (
        HEAD + "A,1,x,4,p,0,0,1\nB,y,2,4,p,0,0,1\n",
        "",
        f"row 2, column 'b': 'x' is not a number; {WHOLE}",
    ),
    # tables as a whole
    ("", "", "the file is empty; give a table with a header"),
    ("\n\n \n", "", "the file is empty; give a table with a header"),
    (HEAD, "", "there is a header and no row below it"),
    (HEAD + ",,,,,,,\n", "", "there is a header and no row below it"),
    ("a,a,b\n1,2,3\n", "", "row 1: columns 1 and 2 are both called 'a'"),
    ("a,b\n0,1\n0,2\n", "", "group 'a' has nobody in any row; leave it out of --groups"),
    ("unit;a;b\nA;1;2\n", "", "row 1: columns seem to be separated by semicolons; use commas"),
    ("unit\ta\tb\nA\t1\t2\n", "", "row 1: columns seem to be separated by tabs; use commas"),
    ("a|b\n1|2\n", "", "row 1: columns seem to be separated by bars; use commas"),
    (
        "a,b,unit\n1,2,Caf\xe9\n".encode("latin-1"),
        "",
        "row 2: byte 0xe9 is not UTF-8; save the table as UTF-8",
    ),
    ("a,b\n1,2\n".encode("utf-16"), "", "is UTF-16 text; save it as UTF-8"),
    (b"PK\x03\x04\x00\x01", "", "is an Excel workbook or another zip archive; save the table as "
     "CSV"),
    (b"\x1f\x8b\x08", "", "is compressed; unpack it"),
    (b"PAR1\x15\x04", "", "is a Parquet file; save the table as CSV"),
    (
        b"a,b\r1,2\r3,4\r",
        "",
        "row 1: lines end with a carriage return alone; save the table with LF or CRLF",
    ),
    (
        HEAD + 'A,"1,2,4,p,0,0,1\n' + GOOD,
        "",
        'row 2: quotes do not match; a field with quotes in it is written "like ""this"""',
    ),
    (
        HEAD + '"A"x,1,2,4,p,0,0,1\n',
        "",
        'row 2: quotes do not match; a field with quotes in it is written "like ""this"""',
    ),
    (
        HEAD + '"' + "A" * 200_000 + '",1,2,4,p,0,0,1\n',
        "",
        "row 2: a field is longer than 131,072 characters, or a quote is not closed",
    ),
    ("a,b\n" + "1" * 1_000_001, "", "row 2: longer than 1,000,000 bytes"),
    ("a,b\n" + '"\n",' * 300_000, "", "row 250002: longer than 1,000,000 bytes"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "options", "line"), TABLES)
def test_a_bad_table_is_refused_with_its_row_and_column(refused, table, content, options, line):
    path = table(content)
    assert refused(path, "--groups", "a,b", *options.split()) == f"{path}: {line}"


def test_a_line_above_the_header_is_named(refused, table):
    path = table("sep=,\n" + HEAD + GOOD)
    line = f"{path}: row 1: 'sep=,' is no header; take this line out"
    assert refused(path, "--groups", "a,b") == line
    path = table("Table 1. People by group,,,\n" + HEAD + GOOD)
    assert refused(path, "--groups", "a,b") == (
        "--groups: unknown column 'a'; row 1 of the table, its header, has: "
        "Table 1. People by group; take out what is above the header"
    )


def test_control_characters_do_not_reach_the_terminal(refused, table, monkeypatch, tmp_path):
    path = table("a\x1b[31m,b\u202e,x\n1,2,3\n")
    line = "--groups: 'a\\x1b[31m' is not allowed; give a name without control characters"
    assert refused(path, "--groups", "a\x1b[31m,x") == line
    line = "--groups: 'b\\u202e' is not allowed; give a name without control characters"
    assert refused(path, "--groups", "b\u202e,x") == line
    line = refused(path, "--groups", "c,x")
    assert line == f"--groups: unknown column 'c'; {HAS}: a\ufffd[31m, b\ufffd, x"
    line = refused("a\x1b[31m.csv", "--groups", "a,b")
    assert line == "measure: 'a\\x1b[31m.csv' has control characters in its name; rename it"


HAS = "row 1 of the table, its header, has"
COLUMNS = f"{HAS}: unit, a, b, total, where, x, y, land"
OPTIONS = (
    "--area, --district, --groups, --indices, --intervals, --json, --kernel, --local, --radius, "
    "--replicates, --seed, --total, --unit, --xy"
)

# What follows the name of a good file, and the line.
WORDS = [
    ("", "--groups: missing; name the columns of the groups, as in white,black"),
    ("--groups", "--groups: needs a value"),
    ("--groups --json", "--groups: needs a value, not '--json'"),
    ("--groups a", "--groups: one group, 'a', needs --total or a second group"),
    ("--groups a,a", "--groups: 'a' is named twice; name every group once"),
    ("--groups a,,b", "--groups: 'a,,b' is not allowed; give names between commas, as in a,b"),
    ("--groups a|b,b", "--groups: 'a|b' is not allowed; give a name without |"),
    ("--groups =a,b", "--groups: '' is not allowed; give a name without |"),
    ("--groups a,uni", f"--groups: unknown column 'uni' (nearest: unit); {COLUMNS}"),
    ("--groups a,z=b+tootal", f"--groups: unknown column 'tootal' (nearest: total); {COLUMNS}"),
    (
        "--groups a,z=a+b",
        "--groups: column 'a' is counted twice, in 'a' and 'z'; count people once",
    ),
    ("--groups z=a+a,b", "--groups: column 'a' is counted twice, in 'z'; count people once"),
    ("--groups a,b --total totl", f"--total: unknown column 'totl' (nearest: total); {COLUMNS}"),
    ("--groups a,b --unit unti", f"--unit: unknown column 'unti' (nearest: unit); {COLUMNS}"),
    (
        "--groups a,b --district der",
        f"--district: unknown column 'der' (nearest: where); {COLUMNS}",
    ),
    ("--groups a,b --area lnd", f"--area: unknown column 'lnd' (nearest: land); {COLUMNS}"),
    ("--groups a,b --xy x", "--xy: 'x' is not allowed; give two columns, as in x,y"),
    ("--groups a,b --xy x,x", "--xy: 'x,x' is not allowed; give two columns, as in x,y"),
    ("--groups a,b --xy x,q", f"--xy: unknown column 'q'; {COLUMNS}"),
    (
        "--groups a,b --xy lat,lon",
        "--xy: 'lat,lon' is not allowed; give lon,lat, longitude first",
    ),
    ("--groups a,b --radius 5", "--radius: needs --xy, where the units are"),
    ("--groups a,b --kernel uniform", "--kernel: needs --xy, where the units are"),
    ("--groups a,b --xy x,y --radius 5,-1", "--radius: '-1' is not allowed; give metres above 0"),
    ("--groups a,b --xy x,y --radius inf", "--radius: 'inf' is not allowed; give metres above 0"),
    (
        "--groups a,b --xy x,y --radius 5,5.0",
        "--radius: '5.0' is given twice; give every radius once",
    ),
    (
        "--groups a,b --xy x,y --kernel gausian",
        "--kernel: unknown kernel 'gausian' (nearest: gaussian); known: biweight, gaussian, "
        "uniform",
    ),
    ("--groups a,b --indices delta", "--indices: 'delta' needs --area"),
    ("--groups a,b --indices spatial_proximity", "--indices: 'spatial_proximity' needs --xy"),
    ("--groups a,b --indices spatial_isolation", "--indices: 'spatial_isolation' needs --xy"),
    (
        "--groups a,b --indices neighbourhood_sorting",
        "--indices: 'neighbourhood_sorting' needs the income of every household, which the table "
        "has not",
    ),
    (
        "--groups a,b --indices like_neighbour_share",
        "--indices: 'like_neighbour_share' needs a grid of cells, which the table is not",
    ),
    (
        "--groups a,b --indices morans_i",
        "--indices: 'morans_i' needs which units touch, which the table has not",
    ),
    (
        "--groups a,b --indices local_entropy",
        "--indices: 'local_entropy' has a value for each unit; use --local FILE",
    ),
    (
        "--groups a,b --seed -1",
        "--seed: '-1' is not allowed; give a whole number from 0 to 9223372036854775807",
    ),
    (
        "--groups a,b --seed 9223372036854775808",
        "--seed: '9223372036854775808' is not allowed; give a whole number from 0 to "
        "9223372036854775807",
    ),
    (
        "--groups a,b --replicates 1",
        "--replicates: '1' is not allowed; give a whole number from 2 to 100000",
    ),
    (
        "--groups a,b --replicates 1e3",
        "--replicates: '1e3' is not allowed; give a whole number from 2 to 100000",
    ),
    (
        "--groups a,b --intervals --replicates 39",
        "--replicates: '39' is not allowed with --intervals; give at least 40, or 95 % ends "
        "cannot be estimated",
    ),
    ("--groups a,b --indices macro_micro_ratio", "--indices: 'macro_micro_ratio' needs --xy"),
    (
        "--groups a,b --indices macro_micro_ratio --xy x,y --radius 500",
        "--indices: 'macro_micro_ratio' needs two radii; give --radius 500,4000",
    ),
    ("--groups a,b --json --json", "--json: is given twice; give it once"),
    ("--groups a,b --groups a,b", "--groups: is given twice; give it once"),
    ("--groups a,b --json=1", "--json: '1' is not allowed; it takes no value"),
    (
        "--grups a,b",
        f"measure: unknown option '--grups' (nearest: --groups); known: {OPTIONS}",
    ),
    ("--groups a,b --local .", "--local: '.' is a folder; give a file"),
    (
        "--groups a,b --local areas.csv",
        "--local: 'areas.csv' is the table itself; give another file",
    ),
    ("--groups a,b --local -", "--local: '-' is not allowed; give a file"),
    (
        "--groups a,b --local none/map.csv",
        "--local: 'none/map.csv' is in a folder that does not exist",
    ),
    ("more.csv --groups a,b", "measure: give one CSV file, not 'areas.csv more.csv'"),
]


@pytest.mark.parametrize(("words", "line"), WORDS)
def test_bad_words_are_refused(refused, table, monkeypatch, tmp_path, words, line):
    table(HEAD + GOOD)
    monkeypatch.chdir(tmp_path)
    assert refused("areas.csv", *words.split()) == line
    assert (tmp_path / "areas.csv").read_text() == HEAD + GOOD
    assert [path.name for path in tmp_path.iterdir()] == ["areas.csv"]


def test_a_file_that_is_there_is_not_written_over(refused, table, monkeypatch, tmp_path):
    table(HEAD + GOOD)
    table("mine", "map.csv")
    monkeypatch.chdir(tmp_path)
    line = "--local: 'map.csv' is there already; give another file, or delete it first"
    assert refused("areas.csv", "--groups", "a,b", "--local", "map.csv") == line
    assert (tmp_path / "map.csv").read_text() == "mine"


def test_an_unknown_index_names_the_nearest(refused, table):
    line = refused(table(HEAD + GOOD), "--groups", "a,b", "--indices", "dissimilarty")
    assert line.startswith(
        "--indices: unknown index 'dissimilarty' (nearest: dissimilarity); known"
    )


def test_files_that_are_not_there(refused, table, monkeypatch, tmp_path):
    table(HEAD + GOOD, "tracts.csv")
    monkeypatch.chdir(tmp_path)
    line = refused("tract.csv", "--groups", "a,b")
    assert line == "tract.csv: no such file (nearest: tracts.csv)"
    (tmp_path / "link.csv").symlink_to("gone.csv")
    line = refused("link.csv", "--groups", "a,b")
    assert line == "link.csv: is a link to a file that is not there"
    assert refused("no/such.csv", "--groups", "a,b") == "no/such.csv: no such file"
    assert refused(".", "--groups", "a,b") == ".: is a folder; give a CSV file"
    assert refused("a\0b", "--groups", "a,b") == "'a\\x00b': no such file"
    assert refused("--groups", "a,b") == "measure: give one CSV file, not 'nothing'"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read it")
def test_a_file_that_may_not_be_read(refused, table, tmp_path):
    path = table(HEAD + GOOD)
    (tmp_path / "areas.csv").chmod(0)
    assert refused(path, "--groups", "a,b") == f"{path}: cannot be read: Permission denied"


def test_a_file_too_large_is_refused_before_it_is_read(refused, tmp_path):
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(4_100_000_000)  # a hole: it takes no room on the disk
    line = refused(str(path), "--groups", "a,b")
    assert line == f"{path}: has 4,100 MB; the limit is 4,000 MB"


def test_a_table_too_long_is_refused_while_it_is_read(refused, table, monkeypatch):
    monkeypatch.setattr(reading, "MOST_UNITS", 5)
    monkeypatch.setattr(reading, "MOST_COUNTS", 8)
    monkeypatch.setattr(reading, "CHUNK_ROWS", 2)
    path = table("a,b,t\n" + "1,2,9\n" * 5 + "x,x,x\n" * 100)
    limit = "the limit is 5 units and 8 counts (units times groups)"
    line = refused(path, "--groups", "a,b")
    assert line == f"{path}: has more than 4 units (in 0 MB); {limit}"
    line = refused(path, "--groups", "a,b", "--total", "t")
    assert line == f"{path}: has more than 2 units (in 0 MB); {limit}"


def test_the_row_is_right_after_many_chunks(refused, table, monkeypatch):
    monkeypatch.setattr(reading, "CHUNK_ROWS", 7)
    path = table("a,b\n" + "1,2\n" * 100 + "1,x\n" + "y,2\n")
    wanted = f"{path}: row 102, column 'b': 'x' is not a number; {WHOLE}"
    assert refused(path, "--groups", "a,b") == wanted


def test_a_chunk_ends_after_so_many_bytes(measured, table, monkeypatch):
    monkeypatch.setattr(reading, "CHUNK_BYTES", 10)
    found = measured(table("a,b\n" + "1,2\n" * 10), "--groups", "a,b")
    assert (found["units"], found["people"]) == (10, 30)


def test_a_failing_disk_is_one_line(refused, table, monkeypatch):
    class Failing:
        def readline(self, size):
            raise OSError(5, "Input/output error")

        def fileno(self):
            return 0

        def close(self):
            pass

    monkeypatch.setattr(reading, "opened", lambda path, source: Failing())
    path = table(HEAD + GOOD)
    assert refused(path, "--groups", "a,b") == f"{path}: cannot be read: Input/output error"


def test_from_a_shell_there_is_no_traceback_and_nothing_heavy(table):
    program = (
        "import sys; from sim.cli import main\n"
        "code = main(sys.argv[1:])\n"
        "print(sorted({'numpy', 'numba', 'pandas', 'scipy', 'rich'} & set(sys.modules)))\n"
        "sys.exit(code)"
    )
    words = ["measure", table(HEAD + GOOD), "--groups", "a"]
    done = subprocess.run(
        [sys.executable, "-c", program, *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr == "error: --groups: one group, 'a', needs --total or a second group\n"
    assert done.stdout == "[]\n"


def test_the_longest_row_is_larger_than_any_header_of_a_census():
    assert rows_of.LONGEST_ROW >= 10_000 * 50

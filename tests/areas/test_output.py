"""Where the result goes: a screen, a pipe that is closed early, a full disk."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TABLE = "a,b\n" + "1,2\n3,1\n" * 20


def _run(path, *words, **options):
    command = [sys.executable, "-m", "sim", "measure", path, "--groups", "a,b", *words]
    return subprocess.Popen(command, stderr=subprocess.PIPE, **options)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
@pytest.mark.parametrize("form", [(), ("--json",)])
def test_an_output_that_cannot_be_written_is_one_line(table, form):
    with Path("/dev/full").open("w") as full, _run(table(TABLE), *form, stdout=full) as done:
        errors = done.communicate()[1].decode()
    assert errors == "error: standard output: cannot be written: No space left on device\n"
    assert done.returncode == 2


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_a_reader_that_has_enough_ends_it_quietly(table, form):
    reader, writer = os.pipe()
    os.close(reader)
    with _run(table(TABLE), *form, stdout=writer) as done:
        os.close(writer)
        errors = done.communicate()[1].decode()
    assert (errors, done.returncode) == ("", 1)


@pytest.mark.skipif(os.name == "nt", reason="a shell of POSIX")
def test_no_output_at_all_is_one_line(table):
    line = 'exec "$0" -m sim measure "$1" --groups a,b >&-'
    done = subprocess.run(
        ["sh", "-c", line, sys.executable, table(TABLE)], stderr=subprocess.PIPE, check=False
    )
    assert done.stderr == b"error: standard output: is closed\n"
    assert done.returncode == 2

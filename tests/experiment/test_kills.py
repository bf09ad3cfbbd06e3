"""A sweep may be killed at any moment: the same command finishes it, and nobody can tell.

What is done and what must hold: `tests/experiment/kills`. A thousand moments, drawn with seed 1:
`python -m tests.experiment.kills in_process:700 processes:200 command:100`.
"""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc")


def prove(folder, seed, *modes):
    """Run the proof in an interpreter of its own, because it forks; return what it said."""
    command = [sys.executable, "-m", "tests.experiment.kills", "--seed", str(seed)]
    done = subprocess.run(
        [*command, "--folder", str(folder / "trials"), *modes],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 trials with a problem" in done.stdout
    return done.stdout


def test_ten_random_moments_and_some_instants_of_the_writer(tmp_path):
    said = prove(tmp_path, 2026, "in_process:10", "operations:3", "torn:1")
    assert "in_process: 10 trials" in said
    assert "operations: 3 trials" in said


@pytest.mark.slow
def test_a_hundred_random_moments(tmp_path):
    prove(tmp_path, 2027, "in_process:60", "processes:30", "command:10")


@pytest.mark.slow
def test_every_file_operation_of_the_writer_and_many_torn_writes(tmp_path):
    prove(tmp_path, 2028, "operations:1000", "torn:40")

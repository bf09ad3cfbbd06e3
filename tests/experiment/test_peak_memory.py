"""The memory that a run is said to have taken is its own process's."""

import subprocess
import sys

import numpy as np
import pytest

from sim.experiment.provenance import peak_memory

MB = 2**20


def test_a_process_tells_nothing_of_its_parents_memory() -> None:
    large = np.ones(800 * MB // 8)
    ours = peak_memory()
    if ours is None:
        pytest.skip("this system does not tell how much memory a process has had")
    code = "from sim.experiment.provenance import peak_memory; print(peak_memory())"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ours > large.nbytes / MB
    assert 5 < float(told.stdout) < ours / 2

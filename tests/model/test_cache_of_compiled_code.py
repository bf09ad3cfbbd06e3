"""Processes that compile one function for different columns at once find each their own code."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

#: Compiles `total` for columns of a type, and is slow where Numba's cache writes its index and its
#: data, so that a process that does not wait for the other takes the same file for its own.
WRITER = """
import sys, time
from pathlib import Path

import numpy as np
from numba.core.caching import IndexDataCacheFile as File

from sim.compiled import compile_now
from tests.model.total import total

me, dtype, before_index, before_data, folder = sys.argv[1:]
save_index, save_data = File._save_index, File._save_data

def slow_index(self, overloads):
    time.sleep(float(before_index))
    save_index(self, overloads)

def slow_data(self, name, data):
    time.sleep(float(before_data))
    save_data(self, name, data)

File._save_index, File._save_data = slow_index, slow_data
run = compile_now(total, False)
Path(folder, me).touch()
while len(list(Path(folder).iterdir())) < 2:
    time.sleep(0.01)
assert run(np.arange(1, 11).astype(dtype)) == 55
"""

READER = """
import numpy as np

from sim.compiled import compile_now
from tests.model.total import total

run = compile_now(total, False)
print([int(run(np.arange(1, 11).astype(dtype))) for dtype in ("int8", "int64")])
print(sum(run.stats.cache_hits.values()))
"""


def test_two_processes_that_compile_at_once(tmp_path):
    pytest.importorskip("numba")
    ready = tmp_path / "ready"
    ready.mkdir()
    home = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "PYTHONPATH": str(ROOT)}

    def start(script, *words):
        command = [sys.executable, "-c", script, *words]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, env=os.environ | home, cwd=ROOT, stdout=pipe, text=True)

    writers = [
        start(WRITER, "one", "int8", "1", "3", str(ready)),
        start(WRITER, "other", "int64", "2", "0", str(ready)),
    ]
    assert [writer.wait(timeout=120) for writer in writers] == [0, 0]
    said, _ = start(READER).communicate(timeout=120)
    assert said.splitlines() == ["[55, 55]", "2"]

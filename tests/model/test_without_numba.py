"""Without Numba the readable engine runs, with the same results, and says how to get the other."""

import io
import os
import subprocess
import sys

import pytest

import sim
from sim import compiled

TOWNS = {
    "market": ["city=small", "city.size=[40,40]", "city.initial=random"],
    "relocation": ["experiment=published/mesa_example", "city.size=[20,20]"],
}


@pytest.mark.parametrize("town", TOWNS)
def test_the_readable_engine_stands_in(town, monkeypatch):
    monkeypatch.setattr("sim.engines.numba", lambda: None)
    words = [*TOWNS[town], "metrics=none"]
    with pytest.warns(UserWarning, match="pip install numba"):
        city = sim.City(sim.compose(*words, "engine=kernel"), 1)
    other = sim.City(sim.compose(*words, "engine=reference"), 1)
    for each in (city, other):
        each.step()
        assert "reference" in type(each.life.engine).__module__
    assert city.state_hash() == other.state_hash()


def test_a_process_that_cannot_import_numba_lives_the_same_month():
    words = [*TOWNS["market"], "metrics=none"]
    code = (
        "import sys, warnings; sys.modules['numba'] = None; import sim;"
        f"city = sim.City(sim.compose(*{words}), 1); city.step(); print(city.state_hash())"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ)
    assert "pip install numba" in done.stderr
    city = sim.City(sim.compose(*words, "engine=reference"), 1)
    city.step()
    assert done.stdout.strip() == city.state_hash()


class Screen(io.StringIO):
    def isatty(self):
        return True


def _twice(x):
    return 2 * x


def _thrice(x):
    return 3 * x


@pytest.mark.skipif(compiled.numba() is None, reason="Numba is not installed")
def test_one_line_on_the_screen_while_something_is_compiled(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    screen, page = Screen(), io.StringIO()
    compiled._tell.cache_clear()
    monkeypatch.setattr(sys, "stderr", page)
    assert compiled.compile_now(_twice)(2) == 4
    assert page.getvalue() == ""  # no screen
    monkeypatch.setattr(sys, "stderr", screen)
    assert compiled.compile_now(_twice)(2.0) == 4.0
    assert compiled.compile_now(_thrice)(2) == 6
    assert screen.getvalue() == compiled.COMPILING + "\n"

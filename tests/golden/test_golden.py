"""Golden cities: the state hash of the last refresh, in both engines and on any Python.

A difference is a change of results: it belongs in a commit that says so, with the file refreshed by
`python tests/golden/refresh.py`.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from sim.config.schema import Config
from sim.config.validate import flat
from sim.experiment.address import ADDED_LATER
from tests.golden.refresh import ROOT, final_hash, read

BASE, CITIES = read()


@pytest.mark.parametrize("engine", ["kernel", "reference"])
@pytest.mark.parametrize("name", CITIES)
def test_golden_hash(name, engine):
    assert final_hash(BASE, CITIES[name], engine) == CITIES[name]["hash"]


def test_no_two_golden_cities_are_the_same():
    hashes = [city["hash"] for city in CITIES.values()]
    assert len(set(hashes)) == len(hashes) >= 10


@pytest.mark.parametrize("name", [name for name in CITIES if "policy" in CITIES[name]["changes"]])
def test_the_policies_of_a_golden_city_make_a_difference(name):
    city = CITIES[name]
    without = city | {"changes": city["changes"] | {"policy": {}}}
    assert final_hash(BASE, without, "kernel") != city["hash"]


# Keys that a base city may leave out: they do not act there, or their default changes nothing.
LEFT_OUT = {"experiment", "city.name", "city.table", "engine", "seed", "months", "store", "policy"}
LEFT_OUT |= {"city.burn_in.policy", "city.burn_in.initial", "city.groups"}
LEFT_OUT |= {"preferences.appeal_sigma", "preferences.own_group_of"}
LEFT_OUT |= {"paper", "metrics.of_papers", *ADDED_LATER}


def test_the_base_writes_every_key_out():
    given = {key.split("[")[0] for key, _ in flat(BASE)}
    known = {key.split("[")[0] for key, _ in flat(asdict(Config()))}
    assert known - given <= LEFT_OUT


def _pythons() -> list[str]:
    """Return the other interpreters of the supported range that the machine has."""
    found = []
    homes = [Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"]
    for version in ("3.12", "3.13"):
        candidates = [shutil.which(f"python{version}")]
        for home in homes:
            candidates += sorted(str(path) for path in home.glob(f"{version}*/bin/python{version}"))
        found.append(next((path for path in candidates if path and _answers(path)), ""))
    return found


def _answers(path: str) -> bool:
    """Return whether an interpreter starts (a pyenv shim may exist and fail)."""
    return subprocess.run([path, "-c", ""], capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("number", [0, 1], ids=["python3.12", "python3.13"])
def test_another_python_gets_the_same_hashes(number):
    python = _pythons()[number]
    if not python:
        pytest.skip("this Python is not on the machine")
    needed = subprocess.run(
        [python, "-c", "import mesa, numpy, yaml"], capture_output=True, text=True, check=False
    )
    if needed.returncode:
        pytest.skip(f"{python}: {needed.stderr.strip().splitlines()[-1]}")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    done = subprocess.run(
        [python, str(ROOT / "tests" / "golden" / "refresh.py"), "--check", "reference"],
        capture_output=True,
        text=True,
        env=environment | {"PYTHONDONTWRITEBYTECODE": "1"},
        check=False,
    )
    assert done.returncode == 0, f"{python}: {done.stdout}{done.stderr}"


def test_the_check_runs_in_a_process_of_its_own():
    """The command that other interpreters run works here (one city, to save time)."""
    command = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from tests.golden.refresh import final_hash, read\n"
        "base, cities = read()\n"
        "print(final_hash(base, cities['plain'], 'reference'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", command, str(ROOT)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split()[-1] == CITIES["plain"]["hash"]

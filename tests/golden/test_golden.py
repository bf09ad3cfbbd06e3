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

from sim.config.models import MARKET_KEYS, RELOCATION_KEYS
from sim.config.schema import Config
from sim.config.validate import flat
from tests.golden.refresh import ROOT, configured, final_hash, read

BASES, CITIES = read()


@pytest.mark.parametrize("engine", ["kernel", "reference"])
@pytest.mark.parametrize("name", CITIES)
def test_golden_hash(name, engine):
    assert final_hash(BASES, CITIES[name], engine) == CITIES[name]["hash"]


def test_no_two_golden_cities_are_the_same():
    hashes = [city["hash"] for city in CITIES.values()]
    assert len(set(hashes)) == len(hashes) >= 10


@pytest.mark.parametrize("name", [name for name in CITIES if "policy" in CITIES[name]["changes"]])
def test_the_policies_of_a_golden_city_make_a_difference(name):
    city = CITIES[name]
    without = city | {"changes": city["changes"] | {"policy": {}}}
    assert final_hash(BASES, without, "kernel") != city["hash"]


# Keys that a base city may leave out: they do not act there, or their default changes nothing.
LEFT_OUT = {"experiment", "city.name", "engine", "seed", "months", "store", "policy", "paper"}
LEFT_OUT |= {"city.groups", "metrics.of_papers"}
LEFT_OUT |= {"executor", "retry", "fail_fast", "series"}  # which decide no run
BY_NAME = {"preferences.appeal_sigma", "preferences.own_group_of", "city.table"}
BY_NAME |= {"city.burn_in.policy", "city.burn_in.initial"}
OF_THE_OTHER = {
    "base": {f"{part}.{key}" for part, keys in RELOCATION_KEYS.items() for key in keys}
    | {"rules.model"},
    "base_of_relocation": {f"{part}.{key}" for part, keys in MARKET_KEYS.items() for key in keys}
    | {f"market.{key}" for key in vars(Config().market)}
    | {"preferences.wanted_of", "preferences.beta_ethnicity_of", "city.income"},
}


@pytest.mark.parametrize("name", BASES)
def test_a_base_writes_every_key_out(name):
    """So that a new default cannot change a hash."""
    given = {key.split("[")[0] for key, _ in flat(BASES[name])}
    known = {key.split("[")[0] for key, _ in flat(asdict(Config()))}
    others = [f"{key}." for key in LEFT_OUT | BY_NAME | OF_THE_OTHER[name]]
    missing = {key for key in known - given if not f"{key}.".startswith(tuple(others))}
    assert not missing


def test_both_models_have_golden_cities():
    models = [configured(BASES, city).get("rules", {}).get("model") for city in CITIES.values()]
    assert models.count("relocation") >= 10
    assert len(models) - models.count("relocation") >= 10


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
        "bases, cities = read()\n"
        "print(final_hash(bases, cities['plain'], 'reference'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", command, str(ROOT)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split()[-1] == CITIES["plain"]["hash"]

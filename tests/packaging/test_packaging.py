"""The wheel and the editable install: both find the configurations and the sweeper."""

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import pathlib, sys, sim
config = sim.compose("experiment=singapore", "policy=[ethnic_quota,inclusionary_zoning]")
assert sorted(config.policy) == ["ethnic_quota", "inclusionary_zoning"]
from sim.experiment.compose import config_folder
print(config_folder())
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_the_package_the_plug_in_and_the_configurations(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    tracked = {
        path.relative_to(ROOT).as_posix()
        for folder in ("sim", "hydra_plugins")
        for path in (ROOT / folder).rglob("*.py")
    }
    configs = {
        "sim/configs/" + path.relative_to(ROOT / "configs").as_posix()
        for path in (ROOT / "configs").rglob("*.yaml")
    }
    assert configs
    assert tracked | configs <= names
    assert "hydra_plugins/__init__.py" not in names, "other plug-ins share this name space"
    others = {name.split("/")[0] for name in names} - {"sim", "hydra_plugins"}
    assert all(name.endswith(".dist-info") for name in others)


def python_of(folder):
    venv.create(folder, with_pip=True, system_site_packages=False)
    return folder / "bin" / "python"


def install(python, *what):
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", *map(str, what)], check=True, cwd=python.parent
    )


def used_from_elsewhere(python, folder):
    """Return where an installed copy finds its configurations, and run one sweep with it."""
    clean = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    found = subprocess.run(
        [python, "-c", PROGRAM], cwd=folder, env=clean, capture_output=True, text=True, check=True
    )
    swept = subprocess.run(
        [python, "-m", "sim", "run", "-m", "city=small", "months=2", "seed=1,2"],
        cwd=folder,
        env=clean,
        capture_output=True,
        text=True,
    )
    assert swept.returncode == 0, swept.stderr
    assert (folder / "results" / "adhoc" / "design.json").is_file()
    return Path(found.stdout.strip())


@pytest.mark.slow
def test_an_installed_wheel_works_outside_the_checkout(wheel, tmp_path):
    python = python_of(tmp_path / "venv")
    install(python, "-r", ROOT / "requirements.lock")
    install(python, "--no-deps", wheel)
    (tmp_path / "work").mkdir()
    assert used_from_elsewhere(python, tmp_path / "work").parts[-2:] == ("sim", "configs")


@pytest.mark.slow
def test_an_editable_install_uses_the_checkout(tmp_path):
    python = python_of(tmp_path / "venv")
    install(python, "-r", ROOT / "requirements.lock")
    install(python, "--no-deps", "--no-build-isolation", "-e", ROOT)
    (tmp_path / "work").mkdir()
    assert used_from_elsewhere(python, tmp_path / "work") == ROOT / "configs"


def test_the_lock_pins_every_dependency_and_names_no_address():
    lock = (ROOT / "requirements.lock").read_text()
    pinned = set(re.findall(r"^([\w.-]+)==", lock, re.MULTILINE))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    optional = project["optional-dependencies"]
    tested = [
        name for extra in ("dev", "cluster", "launchers", "sensitivity") for name in optional[extra]
    ]
    for wanted in project["dependencies"] + tested:
        name = re.match(r"[\w.-]+", wanted).group().lower()
        assert name in pinned, name
    assert "://" not in lock
    assert "--index" not in lock
    assert "--find-links" not in lock


def test_every_dependency_says_what_it_is_for():
    text = (ROOT / "pyproject.toml").read_text()
    part = text[text.index("dependencies = [") : text.index("[project.scripts]")]
    for line in part.splitlines():
        if line.strip().startswith('"'):
            assert "#" in line, line


def test_below_the_experiments_nobody_imports_pandas_hydra_or_a_plotting_library():
    """Only at the top of a module: inside functions and for type checkers they are allowed."""
    above = {"experiment", "analysis", "app"}
    heavy = {"pandas", "hydra", "omegaconf", "matplotlib", "rich", "pyarrow"}
    for path in (ROOT / "sim").rglob("*.py"):
        if path.relative_to(ROOT / "sim").parts[0] in above:
            continue
        for node in ast.parse(path.read_text()).body:
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            assert not {name.split(".")[0] for name in names} & heavy, path


def test_the_version_is_the_same_everywhere():
    import sim

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == sim.__version__
    assert f"version: {sim.__version__}" in (ROOT / "CITATION.cff").read_text()


def test_what_is_said_of_the_project_agrees():
    """`codemeta.json`, `CITATION.cff`, `pyproject.toml` and `LICENSE` name the same software."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    meta = json.loads((ROOT / "codemeta.json").read_text(encoding="utf-8"))
    assert meta["name"] == cited["title"]
    assert meta["version"] == cited["version"] == project["version"]
    assert meta["license"] == f"https://spdx.org/licenses/{cited['license']}"
    assert cited["license"] == project["license"]
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith(f"{cited['license']} License")
    assert [a["name"] for a in meta["author"]] == [a["name"] for a in cited["authors"]]
    assert meta["keywords"] == cited["keywords"]
    assert meta["description"] == cited["abstract"] == project["description"]
    assert meta["softwareRequirements"] == project["dependencies"]
    cites = [f"https://doi.org/{each['doi']}" for each in cited["references"]]
    assert meta["citation"] == cites
    for page in (meta["softwareHelp"], meta["releaseNotes"]):
        assert (ROOT / page).is_file()
    assert meta["runtimePlatform"] == f"Python {project['requires-python']}"

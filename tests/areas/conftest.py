"""Tables on disk, and the command run on them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.cli import main

DATA = Path(__file__).parents[2].parent / "shared/data"


@pytest.fixture(scope="session")
def golden() -> dict[str, Any]:
    """Values computed by an independent implementation."""
    path = DATA / "golden_indices.json"
    if not path.exists():
        pytest.skip(f"the golden values are not in {DATA}")
    return json.loads(path.read_text())


@pytest.fixture(scope="session")
def city() -> Callable[[str], str]:
    """Return where the table of a real city lies, beside the checkout."""

    def where(name: str) -> str:
        if not (DATA / name).exists():
            pytest.skip(f"{name} is not in {DATA}")
        return str(DATA / name)

    return where


@pytest.fixture
def table(tmp_path) -> Callable[..., str]:
    """Write a CSV file, from text, bytes or rows, and return its path."""

    def write(content: Any, name: str = "areas.csv") -> str:
        path = tmp_path / name
        if isinstance(content, list):
            content = "".join(",".join(map(str, row)) + "\n" for row in content)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    return write


@pytest.fixture
def measured(capsys) -> Callable[..., dict[str, Any]]:
    """Run `python -m sim measure ... --json` and return the one object that it prints."""

    def run(*words: str) -> dict[str, Any]:
        code = main(["measure", *words, "--json"])
        told = capsys.readouterr()
        assert (code, told.err) == (0, "")
        return json.loads(told.out)

    return run


@pytest.fixture
def refused(capsys) -> Callable[..., str]:
    """Run a command that must be refused, and return its one line without `error: `."""

    def run(*words: str) -> str:
        code = main(["measure", *words])
        told = capsys.readouterr()
        assert (code, told.out) == (2, "")
        (line,) = told.err.splitlines()
        assert line.startswith("error: ")
        return line.removeprefix("error: ")

    return run

"""Help fits on a small screen and loads nothing heavy."""

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from sim import commands
from sim.cli import COMMANDS, HELP, main
from sim.commands import compare, run

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {"mesa", "pandas", "matplotlib", "numba", "hydra", "omegaconf", "pyarrow", "numpy"}


@pytest.mark.parametrize("words", [["--help"], ["run", "--help"]])
def test_help_fits_on_a_screen_and_has_three_examples(capsys, words):
    assert main(words) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) <= 24
    assert max(len(line) for line in lines) <= 80
    examples = lines[lines.index("examples:") + 1 :]
    assert len(examples) == 3
    assert all(line.startswith("  python -m sim ") for line in examples)


def test_the_examples_can_be_run_one_after_the_other(tmp_path, monkeypatch, fake):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sim.analysis.report.report", lambda *a, **k: None)
    monkeypatch.setattr("sim.analysis.pictures.draw", lambda *a, **k: None)
    lines = [line for text in (HELP, run.HELP, compare.HELP) for line in text.splitlines()]
    examples = [shlex.split(line)[3:] for line in lines if line.startswith("  python -m sim ")]
    assert len(examples) >= 6
    for words in examples:
        tiny = ["months=2", "executor=in_process"] if words[0] == "run" else []
        assert main([*words, *tiny]) == 0, words


def test_every_command_is_a_file_and_is_in_the_help():
    folder = Path(commands.__file__).parent
    files = {path.stem for path in folder.glob("*.py")} - {"__init__", "ending", "exits", "words"}
    assert files == set(COMMANDS)
    listed = HELP[HELP.index("commands:") : HELP.index("examples:")].splitlines()[1:]
    assert [line.split()[0] for line in listed if line] == list(COMMANDS)


@pytest.mark.parametrize("words", [[], ["help"], ["compare", "-h"], ["replay", "-h"]])
def test_help_in_other_words(capsys, words):
    assert main(words) == 0
    assert "usage" in capsys.readouterr().out


def test_version(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.count(".") == 2


@pytest.mark.parametrize(
    "program",
    [
        "import sim",
        "from sim.cli import main; main(['--help']); main(['run', '--help'])",
        "from sim.cli import main; main(['nonsense'])",
    ],
)
def test_nothing_heavy_is_imported(program):
    check = f"import sys; print(sorted({HEAVY!r} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", f"{program}; {check}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_hydras_own_questions_are_answered(capsys):
    assert main(["run", "--cfg", "job", "policy=ethnic_quota", "months=12"]) == 0
    out = capsys.readouterr().out
    assert "ethnic_quota:" in out
    assert "months: 12" in out

"""Lines on a terminal are broken between words; files and pipes get them whole."""

import io
import os

import pytest

from sim.screen import fitted

LINE = (
    "  policy   none, ethnic_quota, inclusionary_zoning   lever, /a/very/long-name/of/a/folder/here"
)


class Terminal(io.StringIO):
    """A stream that says it is a screen."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_a_terminal_gets_lines_that_fit_it(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.get_terminal_size", lambda: os.terminal_size((width, 24)))
    text = fitted(f"first\n\n{LINE}", Terminal(), indent="      ")
    lines = text.split("\n")
    assert lines[:2] == ["first", ""]
    assert lines[2].startswith("  policy   none,")
    assert all(len(line) <= width or len(line.split()) == 1 for line in lines)
    assert all(line.startswith("      ") for line in lines[3:])
    assert text.split() == f"first {LINE}".split()
    assert (len(lines) == 3) == (width >= len(LINE))


def test_a_file_gets_them_as_they_are() -> None:
    assert fitted(LINE * 5, io.StringIO()) == LINE * 5

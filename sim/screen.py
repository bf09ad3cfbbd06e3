"""Lines that fit a terminal: broken between words, where a terminal alone breaks within them."""

import shutil
import textwrap
from typing import TextIO

NARROWEST = 40


def fitted(text: str, stream: TextIO, indent: str = "    ") -> str:
    """Return lines as they are for a file or a pipe, else broken at the terminal's width.

    Parameters
    ----------
    text : str
        Lines.
    stream : file
        Where they go.
    indent : str
        What stands before the rest of a broken line.
    """
    if not stream.isatty():
        return text
    width = max(NARROWEST, shutil.get_terminal_size().columns)
    lines = []
    for line in text.split("\n"):
        lines += textwrap.wrap(
            line,
            width,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [""]
    return "\n".join(lines)

"""`python -m sim measure`: what the words of the command line mean.

Everything heavy is imported once the words have been understood.
"""

import json
import os
import sys
from collections.abc import Sequence
from contextlib import suppress

from sim.commands import exits
from sim.config.errors import ConfigError, unknown

HELP = """\
usage: python -m sim measure AREAS.csv --groups NAME,NAME[,...] [option ...]

Prints how segregated the groups of a real city live: AREAS.csv has one row for
each unit (tract, block, school) and whole numbers of people in its columns.

  --groups a,b,c=x+y   columns of the groups; c is the sum of columns x and y
  --total COLUMN       everybody, those in no group too (else: the groups' sum)
  --unit COLUMN        names of units, each once     --area COLUMN   land areas
  --district COLUMN    what lies between districts, and what within them
  --xy X,Y             where units are: in metres, or columns called lon,lat
  --radius 500,1000    metres around a unit (with --xy; 500,1000,2000,4000)
  --kernel NAME        uniform (usual), biweight or gaussian (1 sd: the radius)
  --indices NAME,...   only these              --local FILE   values by unit
  --intervals          how sure, and what chance alone would reach
  --replicates N --seed N   of what is estimated by shuffling people
  --json               one JSON object in place of the tables

examples:
  python -m sim measure tracts.csv --groups white,black --total total
  python -m sim measure schools.csv --groups asian,white --district state --json
"""

FLAGS = ("--intervals", "--json")
VALUES = (
    "--groups",
    "--total",
    "--unit",
    "--district",
    "--xy",
    "--area",
    "--radius",
    "--kernel",
    "--indices",
    "--replicates",
    "--seed",
    "--local",
)


def main(words: Sequence[str]) -> int:
    """Measure a table of areas and print what is found; return the exit code.

    Parameters
    ----------
    words : sequence of str
        What follows `python -m sim measure`.

    Raises
    ------
    ConfigError
        If a word, or anything in the table, is wrong.
    """
    source, given = _parted(words)
    from sim.areas.columns import columns_of, printable
    from sim.areas.request import request_of

    if printable(source) != source and "\0" not in source:
        raise ConfigError("measure", f"{source!r} has control characters in its name; rename it")
    columns = columns_of(given)
    request = request_of(given, columns)
    local = given.get("--local")
    if local is not None:
        from sim.areas.local import refuse

        refuse(local, source)
    from sim.areas.read import read
    from sim.areas.result import measured

    try:
        _tell(f"reading {source} ...")
        areas = read(source, columns)
        _tell(f"measuring {len(areas.counts):,} units ...")
        result = measured(areas, request)
    finally:
        _tell("")
    if local is not None:
        from sim.areas.local import write

        write(local, areas)
    if "--json" in given:
        _print(json.dumps(result, allow_nan=False) + "\n")
        return exits.OK
    from sim.areas.show import shown

    _print(shown(result))
    return exits.OK


def _print(text: str) -> None:
    """Print all of a text now, so that what goes wrong is known before the program ends.

    Raises
    ------
    BrokenPipeError
        If the reader has had enough.
    ConfigError
        If it cannot be written for another reason.
    """
    if sys.stdout is None:
        raise ConfigError("standard output", "is closed")
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        _drop_the_rest()
        if isinstance(error, BrokenPipeError):
            raise
        words = f"cannot be written: {error.strerror}"
        raise ConfigError("standard output", words) from None


def _drop_the_rest() -> None:
    """Send what is left in the buffer nowhere: Python would write it again as it ends."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def _tell(doing: str) -> None:
    """Say in a terminal what goes on, on a line that the next word replaces."""
    if sys.stderr.isatty():
        print(f"\r\033[K{doing}", end="", file=sys.stderr, flush=True)


def _parted(words: Sequence[str]) -> tuple[str, dict[str, str]]:
    """Return the file, and the value of each option by its name; a flag's is empty."""
    files: list[str] = []
    given: dict[str, str] = {}
    waiting = iter(words)
    for word in waiting:
        if not word.startswith("--"):
            files.append(word)
            continue
        name, equals, value = word.partition("=")
        if name not in VALUES and name not in FLAGS:
            raise unknown("measure", name, (*VALUES, *FLAGS), "option")
        if name in given:
            raise ConfigError(name, "is given twice; give it once")
        if name in FLAGS:
            if equals:
                raise ConfigError(name, f"{value!r} is not allowed; it takes no value")
        elif not equals:
            value = next(waiting, "")
        if name in VALUES and (not value.strip() or (not equals and value.startswith("--"))):
            raise ConfigError(name, "needs a value" + (f", not {value!r}" if value else ""))
        given[name] = value
    if len(files) != 1:
        raise ConfigError("measure", f"give one CSV file, not {' '.join(files) or 'nothing'!r}")
    return files[0], given

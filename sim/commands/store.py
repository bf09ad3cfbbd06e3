"""`python -m sim store`: what a results folder holds, and whether it is whole."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sim.commands import exits
from sim.commands.words import positional
from sim.screen import fitted

if TYPE_CHECKING:
    from sim.experiment.store.check import Checked

HELP = """\
usage: python -m sim store FOLDER [--check]

Prints what a results folder holds: runs done, failed and missing, the versions
that made them, and its size.
  --check   read every part whole; move damaged ones into FOLDER/quarantine and
            say which runs must be done again (exit code 1 if there are any)

  python -m sim store results/demo
"""

MOST_NAMED = 20


def main(words: list[str]) -> int:
    """Print a summary, or with --check what is damaged."""
    rest = [word for word in words if word != "--check"]
    folder = Path(positional("store", rest, 1, "FOLDER", ("--check",))[0])
    if len(rest) == len(words):
        from sim.experiment.store.summary import lines, summarise

        print(fitted("\n".join(lines(folder, summarise(folder))), sys.stdout, " " * 14))
        return exits.OK
    from sim.experiment.store.check import check

    found = check(folder)
    print("\n".join(_told(folder, found)))
    return exits.FAILURE if found.damages else exits.OK


def _told(folder: Path, found: "Checked") -> list[str]:
    """Return in words what a check has found."""
    if not found.damages:
        return [f"{folder}: all {found.parts:,} parts are whole"]
    told = []
    for damage in found.damages:
        told.append(f"damaged: {damage.what}")
        where = f"now in {folder / 'quarantine'}" if found.moved else "not moved: read-only folder"
        told.append(f"  set aside: {', '.join(damage.files)} ({where})")
    runs = [run for damage in found.damages for run in damage.runs]
    for run in runs[:MOST_NAMED]:
        what = f"  {run.get('world')}, seed {run.get('seed')}" if "seed" in run else ""
        told.append(f"  to be done again: {run['address'][:12]}{what}")
    if len(runs) > MOST_NAMED:
        told.append(f"  and {len(runs) - MOST_NAMED:,} more")
    unknown = any(damage.unknown for damage in found.damages)
    more = "; which else, no part can tell: all that are missing then" if unknown else ""
    told.append(
        f"{len(runs):,} runs must be done again{more}. The command that made the folder does them"
    )
    return told

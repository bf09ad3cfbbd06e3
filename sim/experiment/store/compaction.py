"""Join small parts into large ones, so that a results folder is a few files, however it was made.

A part is joined by writing the new one of each table, the months first, and then removing the old
ones. At every instant in between each run is found once (`reader.kept`): a month without its run
is passed over, and of two rows of a run the later part's counts.
"""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sim.experiment.store.columns import common_schema
from sim.experiment.store.names import GROUP_ROWS, RUNS, SERIES, TABLES
from sim.experiment.store.parts import next_number, parts, schema_of, write_part
from sim.experiment.store.reader import Kept, concatenated, kept, months_piece_by_piece, runs_of

#: Files for each thousand runs, begun or full, at most; while there are no more, nothing is joined.
MOST_FILES = 3
#: Runs that a joined part holds at most. Any two parts hold more than this together afterwards, so
#: that n runs, more than that, are fewer than n / 1,000 parts of each table.
MOST_RUNS = 2000


def compact(folder: Path) -> None:
    """Join parts as far as they fit, without repeated runs.

    Raises
    ------
    OSError
        If the disk is full; everything finished is still there.
    """
    found = kept(folder)
    if _few_enough(found):
        return
    with _memory_kept():
        for group in _groups(found):
            _join(folder, group)


@contextmanager
def _memory_kept() -> Iterator[None]:
    """Let Arrow take its memory from the C library, which keeps what is given back for the next
    group of rows; Arrow's own allocators return it to the system and get it anew, at a third of the
    cost of joining."""
    import pyarrow as pa

    usual = pa.default_memory_pool()
    pa.set_memory_pool(pa.system_memory_pool())
    try:
        yield
    finally:
        pa.set_memory_pool(usual)


def _few_enough(found: Sequence[Kept]) -> bool:
    """Return whether there are no more files than promised, nor repeated runs."""
    runs = sum(len(each.rows) for each in found)
    files = len(TABLES) * len(found) + 1  # and the description
    few = files <= MOST_FILES * max(1, math.ceil(runs / 1000))
    return few and all(each.whole for each in found)


def _groups(found: Sequence[Kept]) -> list[list[Kept]]:
    """Return which parts become one: the largest first, each where it fits."""
    groups: list[list[Kept]] = []
    for each in sorted(found, key=lambda each: -len(each.rows)):
        for group in groups:
            if sum(len(other.rows) for other in group) + len(each.rows) <= MOST_RUNS:
                group.append(each)
                break
        else:
            groups.append([each])
    return [
        sorted(group, key=lambda each: each.part.number)
        for group in groups
        if len(group) > 1 or not group[0].whole
    ]


def _join(folder: Path, group: Sequence[Kept]) -> None:
    """Write the runs of some parts as one part, and remove the old ones."""
    number = next_number(folder)
    old = {part.number: part for part in parts(folder, SERIES)}
    pairs = [(each, old[each.part.number]) for each in group if each.part.number in old]
    series = ""
    if any(each.done for each, _ in pairs):
        schema = common_schema([schema_of(part) for _, part in pairs])
        tables = (piece for pair in pairs for piece in months_piece_by_piece(*pair))
        series = write_part(folder, SERIES, number, _grouped(tables), schema, {}).path.name
    runs = concatenated([runs_of(each) for each in group])
    if runs.num_rows:
        facts = {"series": series}
        write_part(folder, RUNS, number, [runs], runs.schema, facts)
    for part in [*(each.part for each in group), *(part for _, part in pairs)]:
        part.path.unlink(missing_ok=True)


def _grouped(tables: Iterator[Any]) -> Iterator[Any]:
    """Yield tables joined until they are large enough for a group of rows."""
    waiting: list[Any] = []
    for table in tables:
        waiting.append(table)
        if sum(each.num_rows for each in waiting) >= GROUP_ROWS:
            yield concatenated(waiting)
            waiting = []
    if waiting:
        yield concatenated(waiting)

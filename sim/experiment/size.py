"""What runs take on disk, from a few of their months packed as a store packs them."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.experiment.store.months import A_YEAR, Months
from sim.experiment.store.names import GROUP_ROWS, SERIES

#: A row of `runs` without its outcomes (two digests, a replay command), an outcome in it, and what
#: a column of it takes however few rows there are; measured in
#: `experiment=singapore_sensitivity`, 504 runs with 309 outcomes: 0.76 MB.
BYTES_OF_A_RUN, BYTES_OF_A_FINAL, BYTES_OF_A_COLUMN = 300.0, 2.7, 530.0
#: A value among those of many runs, over one among those of its own: measured, 0.69 to 0.96 in
#: five stores of 900 to 121,000 months.
TOGETHER = 0.8


@dataclass(frozen=True)
class Size:
    """Bytes on disk.

    Attributes
    ----------
    run : float
        For each run.
    store : float
        Once, for the columns.
    """

    run: float
    store: float


def size(months: Months, kept: str, total: int) -> Size:
    """Return what a run takes, from its first months.

    Parameters
    ----------
    months : Months
        The first months of a run, all of them.
    kept : str
        `monthly`, `yearly` or `final`: what is kept of it.
    total : int
        Months of the whole run.
    """
    columns = len(months.columns())
    final = BYTES_OF_A_RUN + BYTES_OF_A_FINAL * columns
    rows = {"monthly": total + 1, "yearly": -(-total // A_YEAR) + 1, "final": 0}[kept]
    if not rows:
        return Size(final, BYTES_OF_A_COLUMN * columns)
    first, each = _packed(months)
    return Size(
        final + rows * (TOGETHER * each + first / GROUP_ROWS), BYTES_OF_A_COLUMN * columns + first
    )


def _packed(months: Months) -> tuple[float, float]:
    """Return the bytes of the first row of a group of rows, and of each row after it."""
    import pyarrow as pa

    table = pa.table({"address": pa.array([""] * len(months)), **months.columns()})
    first, whole = _written(table.slice(0, 1)), _written(table)
    return first, (whole - first) / max(1, len(months) - 1)


def _written(table: Any) -> int:
    """Return the bytes of a table as a part of a store, which is thrown away."""
    from sim.experiment.store.parts import write_part

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / SERIES).mkdir()
        return write_part(folder, SERIES, 1, [table], table.schema, {}).path.stat().st_size

"""Records of runs as Arrow tables, many runs at a time."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.experiment.store.columns import joined
from sim.experiment.store.months import Months, together
from sim.experiment.store.names import FINAL, GROUP_ROWS
from sim.experiment.store.reader import concatenated
from sim.experiment.store.record import RunRecord


def runs_table(records: Sequence[RunRecord], types: Mapping[str, Any]) -> Any:
    """Return the rows of `runs`, with the outcomes at the end of each run.

    Parameters
    ----------
    records : sequence of RunRecord
        The runs.
    types : mapping
        pyarrow type of each column whose type does not follow from its values: those that may be
        missing in all of these runs.
    """
    groups = together([record.final for record in records])
    return concatenated([_rows([records[place] for place in places], types) for places in groups])


def series_tables(records: Sequence[RunRecord]) -> tuple[Any, Iterator[Any]]:
    """Return the schema of the months of all runs, and the months piece by piece, of which each
    lasts until the next; nothing if the runs have none. Runs with the same outcomes are made into
    columns at once."""
    import pyarrow as pa

    living = [record for record in records if len(record.series)]
    if not living:
        return pa.schema([]), iter(())
    groups = together([record.series for record in living])
    kinds = [living[places[0]].series for places in groups]
    words = {name for kind in kinds for name in kind.words}
    names = joined([("address", "month", *kind.names, *kind.words) for kind in kinds])
    types = {"address": pa.string(), "month": pa.int32()} | dict.fromkeys(words, pa.string())
    schema = pa.schema([(name, types.get(name, pa.float64())) for name in names])
    scratch = _Scratch()
    return schema, (
        _months([living[place] for place in piece], scratch)
        for places in groups
        for piece in _pieces(places, len(living[places[0]].series))
    )


def _pieces(places: Sequence[int], rows: int) -> Iterator[Sequence[int]]:
    """Part runs of so many rows each into groups of rows; smaller and larger ones take longer."""
    step = max(1, GROUP_ROWS // rows)
    for first in range(0, len(places), step):
        yield places[first : first + step]


def _rows(records: Sequence[RunRecord], types: Mapping[str, Any]) -> Any:
    """Return the rows of runs with the same outcomes."""
    import pyarrow as pa

    rows = [record.row() for record in records]
    names = dict.fromkeys(key for row in rows for key in row)
    columns = {key: pa.array([row.get(key) for row in rows], types.get(key)) for key in names}
    final = [record.final for record in records]
    if len(final[0]):
        columns |= {FINAL + name: column for name, column in _columns(final, _Scratch()).items()}
    return pa.table(columns)


class _Scratch:
    """Memory for one piece after the other: fresh memory costs more than what is put into it."""

    def __init__(self) -> None:
        self._memory = np.empty(0)

    def joined(self, blocks: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
        """Return blocks of as many outcomes side by side, until the next are asked for."""
        outcomes, rows = len(blocks[0]), sum(block.shape[1] for block in blocks)
        if len(self._memory) < outcomes * rows:
            self._memory = np.empty(outcomes * rows)
        out = self._memory[: outcomes * rows].reshape(outcomes, rows)
        return np.concatenate(blocks, axis=1, out=out)


def _months(records: Sequence[RunRecord], scratch: _Scratch) -> Any:
    """Return the months of runs with the same outcomes, as a table that lasts until the next."""
    import pyarrow as pa

    series = [record.series for record in records]
    lengths = [len(each) for each in series]
    which = np.repeat(np.arange(len(records), dtype=np.int32), lengths)
    addresses = pa.array([record.address for record in records], pa.string())
    return pa.table({"address": addresses.take(pa.array(which)), **_columns(series, scratch)})


def _columns(months: Sequence[Months], scratch: _Scratch) -> dict[str, Any]:
    """Return the rows of many runs as columns. NaN, an index that is undefined, becomes a missing
    value."""
    import pyarrow as pa

    columns = {"month": pa.array(np.concatenate([each.month for each in months]))}
    values = scratch.joined([each.values for each in months])
    for name, row in zip(months[0].names, values, strict=True):
        columns[name] = pa.array(row, from_pandas=bool(np.isnan(row).any()))
    for name in months[0].words:
        told = [word for each in months for word in each.words[name]]
        columns[name] = pa.array(told, pa.string())
    return columns

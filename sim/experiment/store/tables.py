"""Records of runs as Arrow tables, many runs at a time."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sim.experiment.store.reader import concatenated
from sim.experiment.store.record import RunRecord


def runs_table(records: Sequence[RunRecord], types: Mapping[str, Any]) -> Any:
    """Return the rows of `runs`.

    Parameters
    ----------
    records : sequence of RunRecord
        The runs.
    types : mapping
        pyarrow type of each column whose type does not follow from its values: those that may be
        missing in all of these runs.
    """
    import pyarrow as pa

    rows = [record.row() for record in records]
    columns = dict.fromkeys(key for row in rows for key in row)
    return pa.table(
        {key: pa.array([row.get(key) for row in rows], types.get(key)) for key in columns}
    )


def series_table(records: Sequence[RunRecord]) -> Any:
    """Return the months of the runs that have any; those with the same columns at once."""
    alike: dict[tuple[str, ...], list[RunRecord]] = {}
    for record in records:
        if record.series:
            alike.setdefault(tuple(record.series), []).append(record)
    return concatenated([_months(same) for same in alike.values()])


def _months(records: Sequence[RunRecord]) -> Any:
    """Return the months of runs with the same columns. NaN, an index that is undefined, becomes a
    missing value."""
    import pyarrow as pa

    series = [record.series for record in records]
    names = [name for name in series[0] if name != "month"]
    lengths = [len(each[names[0]]) for each in series]
    which = np.repeat(np.arange(len(records), dtype=np.int32), lengths)
    addresses = pa.array([record.address for record in records], pa.string())
    months = [each.get("month", range(n)) for each, n in zip(series, lengths, strict=True)]
    columns = {
        "address": addresses.take(pa.array(which)),
        "month": pa.array(np.concatenate(months).astype(np.int32)),
    }
    for name in names:
        values = np.concatenate([each[name] for each in series])
        kind = pa.string() if values.dtype == object else None
        columns[name] = pa.array(values, kind, from_pandas=True)
    return pa.table(columns)

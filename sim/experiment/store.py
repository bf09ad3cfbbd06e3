"""A results folder: Parquet parts written whole by one writer, readable while it grows.

A part is written to a temporary file, synced, and renamed, so that a part that exists is complete.
A run counts as finished when its row is in `runs`; its series is written first.
"""

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.config.errors import ConfigError
from sim.experiment.baseline import cell
from sim.experiment.design import difference

if TYPE_CHECKING:
    import pandas as pd

TABLES = ("runs", "series")
DONE, FAILED = "done", "failed"
_OWN_NAMES = {"design.json", "lock", "burn_in", *TABLES}


@dataclass
class RunRecord:
    """What is kept of one run: its row of `runs` and its rows of `series`."""

    address: str
    world: str
    seed: int
    status: str
    error: str
    replay: str
    state_hash: str
    drift_before: float | None
    wall_seconds: float
    cpu_seconds: float
    source: str
    versions: str
    commit: str
    config: str
    pilots: str = ""  # JSON, policy -> neighbourhoods drawn; no column where none are
    axes: dict[str, Any] = field(default_factory=dict)
    series: dict[str, Any] = field(default_factory=dict)

    def row(self) -> dict[str, Any]:
        """Return the row of `runs`; lists become JSON text."""
        fixed = {name: getattr(self, name) for name in self.__dataclass_fields__}
        del fixed["axes"], fixed["series"]
        if not self.pilots:
            del fixed["pilots"]
        return fixed | {axis: cell(value) for axis, value in self.axes.items()}


class Store:
    """The one writer of a results folder. Use as a context manager."""

    def __init__(self, path: Path, lock: int) -> None:
        self.path = path
        self._lock = lock
        self._buffer: list[RunRecord] = []

    @classmethod
    def open(cls, path: Path, description: dict[str, Any]) -> "Store":
        """Take the folder for writing, after making sure that it is free and holds the same design.

        Raises
        ------
        ConfigError
            If it cannot be written, is in use, or holds another design; nothing is written then.
        """
        refuse_other_design(path, description)
        flock = _flock()
        try:
            path.mkdir(parents=True, exist_ok=True)
            lock = os.open(path / "lock", os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise ConfigError(
                "store", f"'{path}' cannot be written ({error.strerror}); give a writable folder"
            ) from None
        try:
            flock(lock)
        except OSError:
            os.close(lock)
            raise ConfigError(
                "store", f"'{path}' is being written by another run; wait, or give another folder"
            ) from None
        store = cls(path, lock)
        try:
            refuse_other_design(path, description)
            for folder in (*TABLES, "burn_in"):
                (path / folder).mkdir(exist_ok=True)
            if not (path / "design.json").exists():
                write_whole(path / "design.json", json.dumps(description, indent=1).encode())
        except BaseException:
            store.close()
            raise
        return store

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *error: object) -> None:
        try:
            self.flush()
        finally:
            self.close()

    def close(self) -> None:
        """Let go of the folder."""
        os.close(self._lock)

    def finished(self) -> set[str]:
        """Return the addresses of the runs that are done."""
        import pyarrow.parquet as pq

        found: set[str] = set()
        for part in _parts(self.path, "runs"):
            table = pq.read_table(part, columns=["address", "status"])
            rows = zip(table["address"].to_pylist(), table["status"].to_pylist(), strict=True)
            found |= {address for address, status in rows if status == DONE}
        return found

    def of_other_source(self, description: dict[str, Any]) -> bool:
        """Return whether the folder was begun by other code than this."""
        design: dict[str, Any] = json.loads((self.path / "design.json").read_text())
        return bool(design.get("source") != description["source"])

    def begin_again(self, description: dict[str, Any], keep_source: bool) -> None:
        """Forget what other code settled; `keep_source` if runs of the other code stay."""
        for settled in (self.path / "burn_in").glob("*.npz"):
            settled.unlink()
        if not keep_source:
            write_whole(self.path / "design.json", json.dumps(description, indent=1).encode())

    def add(self, record: RunRecord) -> None:
        """Keep a finished or failed run until the next `flush`."""
        self._buffer.append(record)

    @property
    def waiting(self) -> int:
        """Return how many runs are not yet on disk."""
        return len(self._buffer)

    def flush(self) -> None:
        """Write the runs kept so far as one part of each table, the series first."""
        if not self._buffer:
            return
        import pyarrow as pa

        name = self._next_part()
        series = [_series_table(record) for record in self._buffer if record.series]
        if series:
            _write_table(self.path / "series" / name, _concatenated(series))
        rows = [record.row() for record in self._buffer]
        columns = {key: None for row in rows for key in row}
        data = {key: [row.get(key) for row in rows] for key in columns}
        _write_table(self.path / "runs" / name, pa.table(data))
        self._buffer = []

    def compact(self) -> None:
        """Replace the parts of each table by one, without repeated runs."""
        self.flush()
        old = {table: _parts(self.path, table) for table in TABLES}
        if len(old["runs"]) < 2:
            return
        name = self._next_part()
        runs, series = _read(self.path)
        if series.num_rows:
            _write_table(self.path / "series" / name, series)
        _write_table(self.path / "runs" / name, runs)
        for table in ("series", "runs"):
            for part in old[table]:
                part.unlink()

    def _next_part(self) -> str:
        numbers = [int(p.stem.split("-")[1]) for t in TABLES for p in _parts(self.path, t)]
        return f"part-{max(numbers, default=0) + 1:06d}.parquet"


def load(path: str | Path) -> "tuple[pd.DataFrame, pd.DataFrame]":
    """Return the tables `runs` and `series` of a results folder, without repeated runs.

    `runs.attrs` holds `axes` (names of the swept axes), `baseline` and `experiment` of the design,
    and `sources`, the digests of the code that made the runs: more than one if the code has changed
    between them.

    Raises
    ------
    ConfigError
        If the folder holds no results.
    """
    path = Path(path)
    if not (path / "design.json").is_file():
        raise ConfigError("store", f"'{path}' is no results folder; it has no design.json")
    runs, series = (table.to_pandas() for table in _read(path))
    design = json.loads((path / "design.json").read_text())
    runs.attrs = {
        "axes": list(design.get("axes", {})),
        "baseline": design.get("baseline", {}),
        "experiment": design.get("experiment", ""),
        "sources": sorted(set(runs["source"].dropna())) if "source" in runs else [],
    }
    return runs, series


def worlds(runs: "pd.DataFrame") -> list[dict[str, Any]]:
    """Return the policies and the swept axes of each run, as `Design.worlds` does.

    Parameters
    ----------
    runs : pandas.DataFrame
        As `load` returns it.
    """
    axes = [axis for axis in runs.attrs["axes"] if axis not in ("policy", "seed")]
    found = []
    for row in runs.to_dict("records"):
        applying = {axis: row[axis] for axis in axes if axis in row and row[axis] == row[axis]}
        found.append({"policy": row["world"]} | applying)
    return found


def refuse_other_design(path: Path, description: dict[str, Any]) -> None:
    """Raise `ConfigError` if the folder holds another design, or files that are not results."""
    design = path / "design.json"
    try:
        if not design.is_file():
            foreign = sorted({p.name for p in path.iterdir()} - _OWN_NAMES) if path.is_dir() else []
            if foreign:
                raise ConfigError(
                    "store", f"'{path}' holds other files ({foreign[0]}); give a new folder"
                )
            return
        found = difference(json.loads(design.read_text()), description)
    except (OSError, ValueError) as error:
        if isinstance(error, ConfigError):
            raise
        raise ConfigError("store", f"'{path}' cannot be read as a results folder") from None
    if found:
        raise ConfigError(
            "store", f"'{path}' holds another design: {found}; give store=<another folder>"
        )


def _flock() -> Callable[[int], None]:
    """Return a function that locks an open file against every other writer, or raises OSError."""
    try:
        import fcntl
    except ImportError:
        raise ConfigError(
            "store", "this system cannot lock a folder (no fcntl); use Linux, macOS or WSL"
        ) from None
    return lambda file: fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there completely or not at all, even after a power cut."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _parts(path: Path, table: str) -> list[Path]:
    return sorted((path / table).glob("part-*.parquet"))


def _write_table(path: Path, table: Any) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    # Floats are split into streams of bytes (a quarter smaller and twice as fast to write), the
    # rest, which repeats, is dictionary-encoded.
    floats = [field.name for field in table.schema if pa.types.is_floating(field.type)]
    pq.write_table(
        table,
        sink,
        compression="zstd",
        compression_level=3,
        use_dictionary=[name for name in table.column_names if name not in floats],
        column_encoding=dict.fromkeys(floats, "BYTE_STREAM_SPLIT"),
    )
    write_whole(path, sink.getvalue().to_pybytes())


def _series_table(record: RunRecord) -> Any:
    """Return the months of one run; NaN, an index that is undefined, becomes a missing value."""
    import pyarrow as pa

    columns = {key: np.asarray(values) for key, values in record.series.items() if key != "month"}
    months = len(next(iter(columns.values())))
    arrays = {"address": pa.array([record.address] * months)}
    arrays["month"] = pa.array(np.asarray(record.series.get("month", range(months)), np.int32))
    for key, values in columns.items():
        arrays[key] = pa.array(values, from_pandas=True)
    return pa.table(arrays)


def _concatenated(tables: Sequence[Any]) -> Any:
    import pyarrow as pa

    return pa.concat_tables(tables, promote_options="permissive")


def _read(path: Path) -> tuple[Any, Any]:
    """Return both tables in Arrow: of a repeated run the last row that is done, else the last."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    read = {
        table: [pq.read_table(part, partitioning=None) for part in _parts(path, table)]
        for table in TABLES
    }
    empty = pa.table({"address": pa.array([], pa.string())})
    runs = _concatenated(read["runs"]) if read["runs"] else empty
    chosen: dict[str, int] = {}
    statuses = runs["status"].to_pylist() if runs.num_rows else []
    addresses = runs["address"].to_pylist()
    for i, (key, status) in enumerate(zip(addresses, statuses, strict=True)):
        if status == DONE or key not in chosen or statuses[chosen[key]] != DONE:
            chosen[key] = i
    done = {key for key, i in chosen.items() if statuses[i] == DONE}
    kept = []
    for table in reversed(read["series"]):  # the last part of a repeated run holds
        column = table["address"].to_pylist()
        kept.append(table.filter(pa.array([key in done for key in column], pa.bool_())))
        done -= set(column)
    series = _concatenated(kept[::-1]) if kept else empty
    return runs.take(pa.array(sorted(chosen.values()), pa.int64())), series

"""The one writer of a results folder."""

import contextlib
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.config.errors import ConfigError
from sim.experiment.baseline import cell
from sim.experiment.store import reader
from sim.experiment.store.compaction import compact
from sim.experiment.store.design_file import read_design, refuse_other_design, write_design
from sim.experiment.store.errors import NotKept
from sim.experiment.store.files import TEMPORARY
from sim.experiment.store.lock import Lock, lockable
from sim.experiment.store.names import BURN_IN, DESIGN, DONE, RUNS, SERIES, TABLES
from sim.experiment.store.parts import Part, next_number, parts, write_part
from sim.experiment.store.record import RunRecord
from sim.experiment.store.relabelling import relabel
from sim.experiment.store.tables import runs_table, series_tables

# What is kept in memory at most before a part is written: runs, values of their months, seconds.
# Much enough for cheap runs to fill parts that need not be joined, which would cost as much as
# writing them; a writer that is killed loses a minute.
FLUSH_RUNS = 1000
FLUSH_VALUES = 30_000_000
FLUSH_SECONDS = 60.0


class Store:
    """The one writer of a results folder. Use as a context manager."""

    def __init__(self, path: Path, lock: Lock) -> None:
        self.path = path
        self._lock = lock
        self._types: dict[str, Any] = {}
        self._buffer: list[RunRecord] = []
        self._values = 0
        self._flushed = time.monotonic()
        self._broken = False

    @classmethod
    def open(cls, path: Path, description: dict[str, Any], extend: bool = False) -> "Store":
        """Take the folder for writing, after making sure that it is free and holds the same design.

        With `extend` the design may have more runs than the one that the folder holds; see
        `extend`.

        Raises
        ------
        ConfigError
            If it cannot be written, is in use, or holds another design; nothing is written then.
        """
        refuse_other_design(path, description, extend)
        lockable()
        try:
            path.mkdir(parents=True, exist_ok=True)
            lock = Lock.take(path)
        except OSError as error:
            raise _unwritable(path, error) from None
        store = cls(path, lock)
        try:
            refuse_other_design(path, description, extend)
            store._prepare(description)
        except OSError as error:
            store.close()
            raise _unwritable(path, error) from None
        except BaseException:
            store.close()
            raise
        return store

    def _prepare(self, description: dict[str, Any]) -> None:
        """Make what is missing, and clear away what a killed writer left."""
        for folder in (*TABLES, BURN_IN):
            (self.path / folder).mkdir(exist_ok=True)
        for place in (self.path, *(self.path / table for table in TABLES)):
            for left in place.glob(f".*{TEMPORARY}"):
                left.unlink()
        self._clear_half_settled()
        finished: dict[int, Part] = {}
        for part in parts(self.path, RUNS):
            if part.number in finished:  # one of them has been written to take the other's place
                finished[part.number].path.unlink()
            finished[part.number] = part
        for part in parts(self.path, SERIES):
            if part.number not in finished:
                part.path.unlink()
        if not (self.path / DESIGN).exists():
            write_design(self.path, description)
        self._types = _types(description)

    def _clear_half_settled(self) -> None:
        """Clear away the settled cities that a killed worker left half written."""
        for left in (self.path / BURN_IN).glob("tmp-*"):
            left.unlink(missing_ok=True)

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *error: object) -> None:
        try:
            self.flush()
        finally:
            self.close()

    def close(self) -> None:
        """Let go of the folder."""
        self._lock.release()

    def finished(self) -> set[str]:
        """Return the addresses of the runs that are done."""
        return {address for address, status in self.statuses().items() if status == DONE}

    def statuses(self) -> dict[str, str]:
        """Return the status of every run that was tried, `done` or `failed`, by address."""
        return reader.statuses(self.path)

    def of_other_source(self, description: dict[str, Any]) -> bool:
        """Return whether the folder was begun by other code than this."""
        return bool(read_design(self.path).get("source") != description["source"])

    def begin_again(self, description: dict[str, Any], keep_source: bool) -> None:
        """Forget what other code settled; `keep_source` if runs of the other code stay."""
        for settled in (self.path / BURN_IN).glob("*.npz"):
            settled.unlink()
        if not keep_source:
            write_design(self.path, description)

    def extend(self, description: dict[str, Any], axes: Mapping[str, Mapping[str, Any]]) -> None:
        """Take a design with more runs for the folder's own; the runs that are done stay.

        Parameters
        ----------
        description : dict
            The design.
        axes : mapping
            Address -> value of each swept axis, of every run: axes that are new are told of the
            runs that are done, too.
        """
        before = read_design(self.path)
        relabel(self.path, axes, self._types)
        write_design(self.path, description | {"source": before.get("source")})

    def add(self, record: RunRecord) -> None:
        """Keep a finished or failed run; it is on disk after the next `flush`.

        Raises
        ------
        NotKept
            If it was time to write, and the disk is full.
        """
        self._buffer.append(record)
        self._values += record.series.values.size
        self.flush_if_due()

    def flush_if_due(self) -> None:
        """Write what waits if it is much, or waits for long."""
        late = time.monotonic() - self._flushed > FLUSH_SECONDS
        if late or len(self._buffer) >= FLUSH_RUNS or self._values >= FLUSH_VALUES:
            self.flush()

    def flush(self) -> None:
        """Write the runs kept so far as one part of each table, the series first.

        Raises
        ------
        NotKept
            If the disk is full. What is on disk stays; nothing more is written.
        """
        self._flushed = time.monotonic()
        if not self._buffer or self._broken:
            return
        try:
            self._write()
        except OSError as error:
            self._broken = True
            raise NotKept(self.path, len(self._buffer), error) from None
        self._buffer, self._values = [], 0

    def _write(self) -> None:
        number, name = next_number(self.path), ""
        schema, pieces = series_tables(self._buffer)
        written = None
        if schema.names:
            written = write_part(self.path, SERIES, number, pieces, schema, {})
            name = written.path.name
        runs = runs_table(self._buffer, self._types)
        try:
            write_part(self.path, RUNS, number, [runs], runs.schema, {"series": name})
        except OSError:
            if written is not None:
                with contextlib.suppress(OSError):
                    written.path.unlink()
            raise

    def compact(self) -> None:
        """Join the parts of each table as far as they fit, without repeated runs.

        Raises
        ------
        NotKept
            If the disk is full; every run is kept.
        """
        self.flush()
        if self._broken:
            return
        self._clear_half_settled()  # a killed sweep's workers may have outlived the first clearing
        try:
            compact(self.path)
        except OSError as error:
            self._broken = True
            raise NotKept(self.path, 0, error) from None


def _unwritable(path: Path, error: OSError) -> ConfigError:
    return ConfigError(
        "store", f"'{path}' cannot be written ({error.strerror}); give a writable folder"
    )


def _types(description: dict[str, Any]) -> dict[str, Any]:
    """Return the type of every column of `runs` that may be missing in some of its parts."""
    import pyarrow as pa

    types = {"drift_before": pa.float64(), "peak_memory_mb": pa.float64(), "dirty": pa.bool_()}
    for axis, values in description.get("axes", {}).items():
        with contextlib.suppress(pa.ArrowException, TypeError):
            types[axis] = pa.array([cell(value) for value in values]).type
    return types

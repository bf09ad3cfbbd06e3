"""The Parquet files of a results folder: their names, and how they are written and read."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.config.errors import ConfigError
from sim.experiment.store.columns import units
from sim.experiment.store.files import Checked, write_stream
from sim.experiment.store.names import FINAL, FORMAT, RUNS, SERIES, TABLES

_NAME = re.compile(r"part-(\d+)(?:-([0-9a-f]{8}))?\.parquet")


@dataclass(frozen=True)
class Part:
    """One file of a table.

    Attributes
    ----------
    path : Path
        Where it is.
    number : int
        Parts of one number in both tables are of the same runs; later parts have higher numbers.
    checksum : str
        CRC-32 of the file as its name says it; empty in the parts of old stores.
    """

    path: Path
    number: int
    checksum: str


def parts(folder: Path, table: str) -> list[Part]:
    """Return the parts of a table by their numbers; other files are passed over."""
    found = []
    for path in (folder / table).glob("part-*.parquet"):
        if name := _NAME.fullmatch(path.name):
            found.append(Part(path, int(name[1]), name[2] or ""))
    return sorted(found, key=lambda part: (part.number, part.path.name))


def foreign(folder: Path) -> list[Path]:
    """Return the Parquet files beside the parts that are none of them."""
    files = (path for table in TABLES for path in sorted((folder / table).glob("*.parquet")))
    return [path for path in files if not _NAME.fullmatch(path.name)]


def next_number(folder: Path) -> int:
    """Return the number of the next part."""
    return max((p.number for table in TABLES for p in parts(folder, table)), default=0) + 1


def write_part(
    folder: Path,
    table: str,
    number: int,
    pieces: Iterable[Any],
    schema: Any,
    facts: dict[str, Any],
) -> Part:
    """Write Arrow tables of one schema as one part.

    Parameters
    ----------
    folder : Path
        The results folder.
    table : str
        `runs` or `series`.
    number : int
        Number of the part.
    pieces : iterable of pyarrow.Table
        One row group each.
    schema : pyarrow.Schema
        Their schema.
    facts : dict
        What the part says of itself, as JSON under the key `store` of the file's metadata.

    Raises
    ------
    OSError
        If it cannot be written; nothing is left of it then.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    said = {b"store": json.dumps({"format": FORMAT, **facts}).encode()}
    schema = schema.with_metadata(said | {b"units": units(tuple(schema.names))})

    def fill(file: Checked) -> None:
        sink = pa.PythonFile(file, mode="w")
        with pq.ParquetWriter(sink, schema, **_encoding(schema, table)) as writer:
            for piece in pieces:
                writer.write_table(_in_shape(piece, schema))

    sums: list[str] = []

    def name(checksum: str) -> str:
        sums.append(checksum)
        return f"part-{number:06d}-{checksum}.parquet"

    path = write_stream(folder / table, name, fill)
    return Part(path, number, sums[0])


def _in_shape(table: Any, schema: Any) -> Any:
    """Return a table with the columns of a schema; those that it lacks are missing values."""
    import pyarrow as pa

    if table.schema.equals(schema):
        return table.replace_schema_metadata(schema.metadata)
    there = set(table.column_names)
    columns = [
        table[field.name].cast(field.type)
        if field.name in there
        else pa.nulls(table.num_rows, field.type)
        for field in schema
    ]
    return pa.table(columns, schema=schema)


def _encoding(schema: Any, table: str) -> dict[str, Any]:
    """Return how columns are packed: real numbers that rarely repeat as streams of bytes (a quarter
    smaller and twice as fast to write), the rest, parameters among it, by dictionaries."""
    import pyarrow as pa

    streams = [
        field.name
        for field in schema
        if pa.types.is_floating(field.type) and (table == SERIES or field.name.startswith(FINAL))
    ]
    return {
        "compression": "lz4",
        "write_statistics": schema.names if table == RUNS else ["address", "month"],
        "use_dictionary": [name for name in schema.names if name not in set(streams)],
        "column_encoding": dict.fromkeys(streams, "BYTE_STREAM_SPLIT"),
    }


def read_part(part: Part, columns: Sequence[str] | None = None) -> Any:
    """Return a part, or some of its columns, as a pyarrow.Table.

    Raises
    ------
    ConfigError
        If it is damaged; the line says what to do.
    """
    import pyarrow.parquet as pq

    with _readable(part):
        return pq.read_table(part.path, columns=columns, partitioning=None)


def schema_of(part: Part) -> Any:
    """Return the pyarrow.Schema of a part; raises as `read_part` does."""
    import pyarrow.parquet as pq

    with _readable(part):
        return pq.read_schema(part.path)


def facts_of(schema: Any) -> dict[str, Any]:
    """Return what a part says of itself; nothing if it is of an old store."""
    text = (schema.metadata or {}).get(b"store")
    found: dict[str, Any] = json.loads(text) if text else {}
    return found


def groups_of(part: Part) -> Iterator[Any]:
    """Yield a part as one pyarrow.Table a group of rows; raises as `read_part` does.

    The memory of one group serves the next: fresh memory costs more than what is read into it.
    """
    import pyarrow.parquet as pq

    with _readable(part), pq.ParquetFile(part.path, pre_buffer=False) as file:
        for group in range(file.num_row_groups):
            yield file.read_row_group(group, use_threads=False)


@contextmanager
def _readable(part: Part) -> Iterator[None]:
    import pyarrow as pa

    try:
        yield
    except (OSError, ValueError, KeyError, pa.ArrowException) as error:
        folder = part.path.parent.parent
        raise ConfigError(
            "store",
            f"{part.path.relative_to(folder)} in '{folder}' is damaged ({reason(error)}); run "
            f"python -m sim store {folder} --check, which sets it aside and says which runs must be"
            " done again",
        ) from None


def reason(error: Exception) -> str:
    """Return in a few words why a part cannot be read."""
    text = " ".join(str(error).split())
    return text if len(text) <= 80 else f"{text[:77]}..."

"""Read a results folder: each run once, however often it was tried or moved."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.config.errors import unknown
from sim.experiment.store.columns import joined
from sim.experiment.store.names import DONE, FINAL, RUNS, SERIES
from sim.experiment.store.parts import Part, groups_of, parts, read_part, schema_of


@dataclass(frozen=True)
class Kept:
    """Which rows of the parts of `runs` count, and for which runs the months of a part do.

    Attributes
    ----------
    part : Part
        A part of `runs`.
    rows : list of int
        Its rows that count, in order.
    total : int
        How many rows it has.
    done : list of str
        Addresses of the runs among them that are done.
    """

    part: Part
    rows: list[int]
    total: int
    done: list[str]

    @property
    def whole(self) -> bool:
        """Return whether every row counts."""
        return len(self.rows) == self.total


def kept(folder: Path) -> list[Kept]:
    """Return which rows count: of a repeated run the last row that is done, else the last."""
    found = [(p, read_part(p, ["address", "status"])) for p in parts(folder, RUNS)]
    chosen: dict[str, tuple[bool, int, int]] = {}
    for place, (_, table) in enumerate(found):
        columns = (table["address"].to_pylist(), table["status"].to_pylist())
        for row, (address, status) in enumerate(zip(*columns, strict=True)):
            done = status == DONE
            if done or address not in chosen or not chosen[address][0]:
                chosen[address] = (done, place, row)
    rows: list[list[int]] = [[] for _ in found]
    addresses: list[list[str]] = [[] for _ in found]
    for address, (done, place, row) in chosen.items():
        rows[place].append(row)
        if done:
            addresses[place].append(address)
    return [
        Kept(part, sorted(rows[place]), table.num_rows, addresses[place])
        for place, (part, table) in enumerate(found)
    ]


def statuses(folder: Path) -> dict[str, str]:
    """Return the status of every run that was tried, by address."""
    found: dict[str, str] = {}
    for part in parts(folder, RUNS):
        table = read_part(part, ["address", "status"])
        for address, status in zip(*(column.to_pylist() for column in table), strict=True):
            if found.get(address) != DONE:
                found[address] = status
    return found


def read_runs(folder: Path) -> Any:
    """Return the table of runs as a pyarrow.Table, without repeated ones."""
    return concatenated([runs_of(each) for each in kept(folder) if each.rows])


def read_series(folder: Path, columns: Sequence[str] | None = None) -> Any:
    """Return the months of the runs that are done, or some columns of them, as a pyarrow.Table.

    A column that only some parts have is missing in the rows of the others.

    Raises
    ------
    ConfigError
        If no part has a column that is asked for.
    """
    known = recorded(folder, final=False) if columns else []
    for name in columns or ():
        if known and name not in known:
            raise unknown("columns", name, known, "outcome")
    series = {part.number: part for part in parts(folder, SERIES)}
    pieces = [
        months_of(each, series[each.part.number], columns)
        for each in kept(folder)
        if each.done and each.part.number in series
    ]
    return concatenated(pieces)


def recorded(folder: Path, final: bool) -> list[str]:
    """Return the names of what was recorded, of which `final`: the last month alone is kept."""
    table = RUNS if final else SERIES
    names = joined([schema_of(part).names for part in parts(folder, table)])
    if final:
        return [name.removeprefix(FINAL) for name in names if name.startswith(FINAL)]
    return list(names)


def read_final(folder: Path, columns: Sequence[str] | None = None) -> Any:
    """Return the last month of the runs that are done, which stands in `runs`, as `read_series`
    does."""
    import pyarrow.compute as pc

    runs = read_runs(folder)
    if runs.num_rows:
        runs = runs.filter(pc.equal(runs["status"], DONE))
    there = [name.removeprefix(FINAL) for name in runs.column_names if name.startswith(FINAL)]
    wanted = there if columns is None else ["month", *columns]
    kept = runs.select(["address", *(FINAL + name for name in wanted)])
    return kept.rename_columns(["address", *wanted])


def runs_of(each: Kept) -> Any:
    """Return the rows of a part of `runs` that count."""
    import pyarrow as pa

    table = read_part(each.part)
    return table if each.whole else table.take(pa.array(each.rows, pa.int64()))


def runs_columns(each: Kept, columns: Sequence[str]) -> Any:
    """Return some columns of the rows that count, as far as the part has them."""
    import pyarrow as pa

    there = set(schema_of(each.part).names)
    table = read_part(each.part, [name for name in columns if name in there])
    return table if each.whole else table.take(pa.array(each.rows, pa.int64()))


def months_of(each: Kept, part: Part, columns: Sequence[str] | None = None) -> Any:
    """Return the rows of a part of `series` that belong to runs that count."""
    if columns is not None:
        there = set(schema_of(part).names)
        columns = [c for c in dict.fromkeys(["address", "month", *columns]) if c in there]
    return _counting(each, read_part(part, columns))


def months_piece_by_piece(each: Kept, part: Part) -> Iterator[Any]:
    """Yield what `months_of` returns, a group of rows at a time."""
    for table in groups_of(part):
        yield _counting(each, table)


def _counting(each: Kept, table: Any) -> Any:
    """Return the rows of months whose runs count."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if each.whole:
        return table
    return table.filter(pc.is_in(table["address"], value_set=pa.array(each.done, pa.string())))


def concatenated(tables: Sequence[Any]) -> Any:
    """Return tables below each other; a column that one of them lacks is missing there."""
    import pyarrow as pa

    if not tables:
        return pa.table({"address": pa.array([], pa.string())})
    table = pa.concat_tables(tables, promote_options="permissive")
    return table.select(joined([each.column_names for each in tables]))

"""Read a table of areas: whole numbers of people by unit and group, or a line on what is wrong."""

import os
from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.areas import numbers
from sim.areas.columns import Columns, find
from sim.areas.rows import Rows, opened
from sim.areas.table import Areas
from sim.config.errors import ConfigError
from sim.indices.base import Floats, Integers
from sim.indices.distances import flat

MOST_UNITS, MOST_COUNTS = 4_000_000, 20_000_000
"""Units, and counts by unit and group, that are measured in less than 2 GB of memory."""

LONGEST_NAME = 200
CHUNK_ROWS, CHUNK_BYTES = 20_000, 2**24

Texts = Sequence[str]


def read(source: str, columns: Columns) -> Areas:
    """Return the people of each group in each unit, units without people included.

    Parameters
    ----------
    source : str
        A CSV file, UTF-8, with a header.
    columns : Columns
        What is read of it; other columns do not matter.

    Raises
    ------
    ConfigError
        Naming the row and the column, for anything that is not a table of whole numbers of people.
    """
    with closing(opened(Path(source), source)) as file:
        rows = Rows(file, source)
        reader = _Reader(source, columns, rows.header, os.fstat(file.fileno()).st_size / 1e6)
        for numbers_of_rows, texts in _chunks(rows, reader.places):
            reader.add(numbers_of_rows, texts)
        return reader.areas(rows.blank)


def _chunks(rows: Rows, places: Sequence[int]) -> Iterator[tuple[list[int], list[Texts]]]:
    """Yield the numbers of some rows, and their fields in these places."""
    found: list[int] = []
    texts: list[Texts] = []
    begun = rows.size
    for number, row in rows:
        found.append(number)
        texts.append([row[place] for place in places])
        if len(found) == CHUNK_ROWS or rows.size - begun > CHUNK_BYTES:
            yield found, texts
            found, texts, begun = [], [], rows.size
    if found:
        yield found, texts


@dataclass(frozen=True)
class _Field:
    """One column in one role: how all its texts, or one, become numbers."""

    column: str
    every: Callable[[Texts], Any]
    one: Callable[[str], Any]


def _counts(texts: Texts) -> Integers:
    plain = numbers.counts(texts)
    return np.array([numbers.count(text) for text in texts]) if plain is None else plain


def _measurements(one: Callable[[str], float]) -> Callable[[Texts], Floats]:
    return lambda texts: np.array([one(text) for text in texts])


def _name(text: str) -> str:
    plain = text.strip()
    if not plain:
        raise ValueError("the field is empty; give a name")
    if "\0" in plain:
        raise ValueError(f"{plain[:20]!r} has a character that is no text; give a name")
    if len(plain) > LONGEST_NAME:
        raise ValueError(f"{plain[:20]!r}... is too long; give at most {LONGEST_NAME} characters")
    return plain


def _named(texts: Texts) -> list[str]:
    return [_name(text) for text in texts]


class _Reader:
    """Gathers what was asked for, chunk by chunk, as arrays of numbers."""

    def __init__(self, source: str, columns: Columns, header: list[str], megabytes: float) -> None:
        self._source, self._columns, self._megabytes = source, columns, megabytes
        found = find(columns, header, source)
        self._groups = list(found.groups)
        self._names, self.places = found.names, [header.index(name) for name in found.names]
        self._fields: dict[Any, list[_Field]] = {
            number: [_Field(column, _counts, numbers.count) for column in group]
            for number, group in enumerate(found.groups.values())
        }
        self._fields["total"] = [_Field(name, _counts, numbers.count) for name in found.total]
        ones = (numbers.measurement, numbers.measurement)
        if columns.degrees:
            ones = (numbers.longitude, numbers.latitude)
        self._fields["xy"] = [
            _Field(name, _measurements(one), one)
            for name, one in zip(columns.xy, ones, strict=False)
        ]
        if columns.area:
            one = numbers.positive
            self._fields["area"] = [_Field(columns.area, _measurements(one), one)]
        for role, name in (("unit", columns.unit), ("district", columns.district)):
            self._fields[role] = [_Field(name, _named, _name)] if name else []
        self._rows = array("q")
        self._parts: dict[str, list[Any]] = {}
        self._first_row: dict[str, int] = {}
        self._district: dict[str, int] = {}

    def add(self, rows: list[int], texts: list[Texts]) -> None:
        """Add rows of the file, by their numbers and their fields in `places`."""
        by_column = dict(zip(self._names, zip(*texts, strict=True), strict=True))
        self._rows.extend(rows)
        self._check_size()
        try:
            values = {
                role: [field.every(by_column[field.column]) for field in fields]
                for role, fields in self._fields.items()
                if fields
            }
        except ValueError:
            raise self._first_wrong(rows, texts) from None
        counts = np.column_stack(
            [np.sum(values[number], axis=0) for number in range(len(self._groups))]
        )
        self._keep("counts", counts)
        if "total" in values:
            self._keep("others", self._others(rows, np.sum(values["total"], axis=0), counts))
        if "unit" in values:
            self._check_names(rows, values["unit"][0])
        if "district" in values:
            known = self._district
            codes = [known.setdefault(name, len(known)) for name in values["district"][0]]
            self._keep("district", np.array(codes, dtype=np.int64))
        if "xy" in values:
            self._keep("xy", np.column_stack(values["xy"]))
        if "area" in values:
            self._keep("area", values["area"][0])

    def areas(self, blank: int) -> Areas:
        """Return everything that was added."""
        if not self._rows:
            raise ConfigError(self._source, "there is a header and no row below it")
        whole = {name: np.concatenate(parts) for name, parts in self._parts.items()}
        self._check_people(whole["counts"], whole.get("others"))
        xy = whole.get("xy")
        return Areas(
            source=self._source,
            groups=tuple(self._groups),
            counts=whole["counts"],
            others=whole.get("others"),
            rows=np.frombuffer(self._rows, dtype=np.int64),
            names=tuple(self._first_row),
            district=whole.get("district"),
            districts=tuple(self._district),
            xy=1000.0 * flat(xy) if xy is not None and self._columns.degrees else xy,
            area=whole.get("area"),
            blank=blank,
            degrees=self._columns.degrees,
        )

    def _keep(self, name: str, part: Any) -> None:
        self._parts.setdefault(name, []).append(part)

    def _check_size(self) -> None:
        """Refuse a table whose numbers would not fit in memory."""
        units = len(self._rows)
        columns = len(self._groups) + bool(self._columns.total)
        most = min(MOST_UNITS, MOST_COUNTS // columns)
        if units > most:
            raise ConfigError(
                self._source,
                f"has more than {most:,} units (in {self._megabytes:,.0f} MB); the limit is "
                f"{MOST_UNITS:,} units and {MOST_COUNTS:,} counts (units times groups)",
            )

    def _others(self, rows: list[int], total: Integers, counts: Integers) -> Integers:
        """Return the people of the total who are in none of the groups."""
        sums = counts.sum(axis=1)
        others: Integers = total - sums
        if others.min() < 0:
            at = int(np.argmax(others < 0))
            raise self._error(
                rows[at],
                self._columns.total,
                f"{total[at]} is less than the {sums[at]} people of its groups; "
                "leave --total out where numbers are rounded",
            )
        return others

    def _check_names(self, rows: list[int], names: list[str]) -> None:
        """Keep the names of units; none may be there twice."""
        known = self._first_row
        for row, name in zip(rows, names, strict=True):
            before = known.setdefault(name, row)
            if before != row:
                words = f"{name!r} is in row {before} already; name every unit once, or leave "
                raise self._error(row, self._columns.unit, f"{words}--unit out")

    def _check_people(self, counts: Integers, others: Integers | None) -> None:
        people = counts.sum(axis=0, dtype=np.float64)
        for group, number in zip(self._groups, people, strict=True):
            if number == 0:
                words = f"group {group!r} has nobody in any row; leave it out of --groups"
                raise ConfigError(self._source, words)
        total = people.sum() + (0.0 if others is None else others.sum(dtype=np.float64))
        if total > numbers.LARGEST_COUNT:
            words = f"the table has {total:.3g} people; at most 2**53 = {numbers.LARGEST_COUNT}"
            raise ConfigError(self._source, f"{words} can be counted exactly")

    def _first_wrong(self, rows: list[int], texts: list[Texts]) -> ConfigError:
        """Return the error for the first field, in the order of reading, that is wrong."""
        fields = [field for role in self._fields.values() for field in role]
        fields.sort(key=lambda field: self._names.index(field.column))
        for row, text in zip(rows, texts, strict=True):
            for field in fields:
                try:
                    field.one(text[self._names.index(field.column)])
                except ValueError as error:
                    return self._error(row, field.column, str(error))
        raise AssertionError("a chunk is wrong and none of its fields is")

    def _error(self, row: int, column: str, words: str) -> ConfigError:
        return ConfigError(self._source, f"row {row}, column {column!r}: {words}")

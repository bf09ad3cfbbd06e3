"""The rows of a CSV file, one after the other, in bounded memory."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from sim.config.errors import ConfigError, nearest

LARGEST_FILE = 4 * 10**9
"""Bytes; a larger file is refused before it is read."""

LONGEST_ROW = 10**6
"""Bytes."""

KINDS = {
    b"\xff\xfe": "UTF-16 text; save it as UTF-8",
    b"\xfe\xff": "UTF-16 text; save it as UTF-8",
    b"PK\x03\x04": "an Excel workbook or another zip archive; save the table as CSV",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook; save the table as CSV",
    b"\x1f\x8b": "compressed; unpack it",
    b"PAR1": "a Parquet file; save the table as CSV",
}
"""How files begin that are no CSV, and what to do."""

SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}


class Rows:
    """The rows of an open file: the header first, then those with the fields of the header.

    Parameters
    ----------
    file : BinaryIO
        At its beginning.
    source : str
        What messages call the file.

    Attributes
    ----------
    header : list of str
        Names of the columns.
    blank : int
        Rows without any text so far, which are skipped.
    size : int
        Bytes read so far.

    Raises
    ------
    ConfigError
        If the file is not comma-separated UTF-8 text; here, and while rows are read.
    """

    def __init__(self, file: BinaryIO, source: str) -> None:
        self.blank, self.size = 0, 0
        self._file, self._source = file, source
        self._line, self._pending = 0, 0
        self._records = self._read()
        _, header = next(self._records, (0, []))
        self.header = [name.strip() for name in header]
        if not any(self.header):
            raise ConfigError(source, "the file is empty; give a table with a header")
        if len(header) == 1:
            for separator, words in SEPARATORS.items():
                if separator in header[0]:
                    raise ConfigError(
                        source, f"row 1: columns seem to be separated by {words}; use commas"
                    )

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        """Yield each row's number in the file, the header being in row 1, and its fields."""
        fields = len(self.header)
        for number, row in self._records:
            if len(row) != fields:
                raise self._error(
                    number,
                    f"has {_numbered(len(row), 'field')}, and the header {fields}"
                    + ("; is a number written with a comma?" if len(row) > fields else ""),
                )
            yield number, row

    def _read(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the number of the first line of each row, and its fields."""
        reader = csv.reader(self._lines(), strict=True, skipinitialspace=True)
        number = 1
        try:
            for row in reader:
                self._pending = 0
                if any(row) and any(map(str.strip, row)):
                    yield number, row
                else:
                    self.blank += 1
                number = self._line + 1
        except csv.Error as error:
            raise self._error(number, _in_words(str(error))) from None
        except OSError as error:
            raise ConfigError(self._source, f"cannot be read: {error.strerror}") from None

    def _lines(self) -> Iterator[str]:
        while line := self._file.readline(LONGEST_ROW + 1):
            self._line += 1
            self._pending += len(line)
            self.size += len(line)
            if self._pending > LONGEST_ROW:
                raise self._error(self._line, f"longer than {LONGEST_ROW:,} bytes")
            if self._line == 1:
                line = line.removeprefix(b"\xef\xbb\xbf")
                for beginning, words in KINDS.items():
                    if line.startswith(beginning):
                        raise ConfigError(self._source, f"is {words}")
            try:
                yield line.decode("utf-8")
            except UnicodeDecodeError as error:
                byte = line[error.start]
                words = f"byte 0x{byte:02x} is not UTF-8; save the table as UTF-8"
                raise self._error(self._line, words) from None

    def _error(self, number: int, words: str) -> ConfigError:
        return ConfigError(self._source, f"row {number}: {words}")


def _numbered(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")


def _in_words(problem: str) -> str:
    """Return what the csv module found, in words of a table."""
    if "field larger" in problem:
        limit = f"{csv.field_size_limit():,}"
        return f"a field is longer than {limit} characters, or a quote is not closed"
    if "new-line character" in problem:
        return "lines end with a carriage return alone; save the table with LF or CRLF"
    return 'quotes do not match; a field with quotes in it is written "like ""this"""'


def opened(path: Path, source: str) -> BinaryIO:
    """Open a file for reading.

    Raises
    ------
    ConfigError
        If there is no such file, it is a folder, cannot be read, or is too large.
    """
    if "\0" in source:
        raise ConfigError(repr(source), "no such file")
    try:
        if path.is_dir():
            raise ConfigError(source, "is a folder; give a CSV file")
        size = path.stat().st_size
        if size > LARGEST_FILE:
            limit = f"the limit is {LARGEST_FILE / 1e6:,.0f} MB"
            raise ConfigError(source, f"has {size / 1e6:,.0f} MB; {limit}")
        return path.open("rb")
    except FileNotFoundError:
        if path.is_symlink():
            raise ConfigError(source, "is a link to a file that is not there") from None
        raise ConfigError(source, f"no such file{_like(path)}") from None
    except OSError as error:
        raise ConfigError(source, f"cannot be read: {error.strerror}") from None


def _like(path: Path) -> str:
    """Return the nearest file beside a file that does not exist, in words."""
    try:
        beside = [each.name for each in path.parent.iterdir() if each.suffix == ".csv"]
    except OSError:
        return ""
    near = nearest(path.name, beside)
    return f" (nearest: {path.parent / near})" if near else ""

"""Which columns of a table are read, in the words of the command line and by its header."""

import csv
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sim.config.errors import ConfigError, nearest

LONGITUDE, LATITUDE = ("lon", "lng", "long", "longitude"), ("lat", "latitude")

DIRECTIONS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""What turns the direction of text."""

MOST_NAMED = 20
"""Columns of a header that a message names."""


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Which columns are read, as the user wrote them; empty where not asked for.

    Attributes
    ----------
    groups : tuple of str
        `white`, or `asian=asian_low+asian_high` for a sum of columns.
    total : str
        The population, a column or a sum `a+b`.
    unit, district, area : str
        Names of units and of the districts they lie in, and land areas.
    xy : tuple of str
        The two columns of where units are.
    """

    groups: tuple[str, ...]
    total: str = ""
    unit: str = ""
    district: str = ""
    xy: tuple[str, ...] = ()
    area: str = ""

    @property
    def degrees(self) -> bool:
        """Whether the columns of places are called longitude and latitude."""
        names = [name.casefold() for name in self.xy]
        return len(names) == 2 and names[0] in LONGITUDE and names[1] in LATITUDE


def listed(option: str, text: str) -> tuple[str, ...]:
    """Return the words between commas; quotes keep a comma in a word."""
    words = [word.strip() for word in next(csv.reader([text], skipinitialspace=True), [])]
    if not words or not all(words):
        raise ConfigError(option, f"{text!r} is not allowed; give names between commas, as in a,b")
    return tuple(words)


def printable(text: str) -> str:
    """Return a text without what a terminal would obey: control characters, marks of direction."""
    orders = ("Cc", "Cs", "Zl", "Zp")
    return "".join(
        "\ufffd" if unicodedata.category(letter) in orders or letter in DIRECTIONS else letter
        for letter in text
    )


def columns_of(given: Mapping[str, str]) -> Columns:
    """Return which columns are read, from the values of options.

    Raises
    ------
    ConfigError
        For words that no table could have.
    """
    if "--groups" not in given:
        raise ConfigError("--groups", "missing; name the columns of the groups, as in white,black")
    columns = Columns(
        groups=listed("--groups", given["--groups"]),
        total=given.get("--total", "").strip(),
        unit=given.get("--unit", "").strip(),
        district=given.get("--district", "").strip(),
        xy=listed("--xy", given["--xy"]) if "--xy" in given else (),
        area=given.get("--area", "").strip(),
    )
    _check(columns)
    return columns


def _check(columns: Columns) -> None:
    names = [word.partition("=")[0].strip() for word in columns.groups]
    for name in names:
        if not name or "|" in name:
            raise ConfigError("--groups", f"{name!r} is not allowed; give a name without |")
        if printable(name) != name:
            words = "give a name without control characters"
            raise ConfigError("--groups", f"{name!r} is not allowed; {words}")
        if names.count(name) > 1:
            raise ConfigError("--groups", f"{name!r} is named twice; name every group once")
    if len(names) == 1 and not columns.total:
        raise ConfigError("--groups", f"one group, {names[0]!r}, needs --total or a second group")
    xy = ",".join(columns.xy)
    if columns.xy and (len(columns.xy) != 2 or columns.xy[0] == columns.xy[1]):
        raise ConfigError("--xy", f"{xy!r} is not allowed; give two columns, as in x,y")
    folded = [name.casefold() for name in columns.xy]
    if folded and folded[0] in LATITUDE and folded[1] in LONGITUDE:
        raise ConfigError(
            "--xy", f"{xy!r} is not allowed; give {columns.xy[1]},{columns.xy[0]}, longitude first"
        )


@dataclass(frozen=True)
class Found:
    """The columns of a header that are read.

    Attributes
    ----------
    groups : dict of str to tuple of str
        The columns whose sum is the group.
    total : tuple of str
        The columns whose sum is the population.
    names : list of str
        Every column that is read, in the order of the header.
    """

    groups: dict[str, tuple[str, ...]]
    total: tuple[str, ...]
    names: list[str]


def find(columns: Columns, header: Sequence[str], source: str) -> Found:
    """Return the columns of a header that are read.

    Raises
    ------
    ConfigError
        If there is no such column, or two have its name, or it counts people of two groups.
    """
    if header and header[0].casefold().startswith("sep="):
        line = ",".join(header)
        raise ConfigError(source, f"row 1: {line!r} is no header; take this line out")
    groups = dict(_group(word, header) for word in columns.groups)
    total = _sum(columns.total, header) if columns.total else ()
    wanted = set()
    for option, column in _asked(groups, total, columns):
        if column not in header:
            raise _unknown(option, column, header)
        if header.count(column) > 1:
            places = [str(place + 1) for place, name in enumerate(header) if name == column]
            raise ConfigError(
                source, f"row 1: columns {' and '.join(places)} are both called {column!r}"
            )
        wanted.add(column)
    _refuse_twice(groups)
    return Found(groups, total, [name for name in header if name in wanted])


def _unknown(option: str, column: str, header: Sequence[str]) -> ConfigError:
    """Return the error for a column that is not there, with the nearest, and where one looked."""
    names = [printable(name) for name in header if name]
    near = nearest(column, names)
    hint = f" (nearest: {near})" if near else ""
    there = ", ".join(names[:MOST_NAMED]) + (", ..." if len(names) > MOST_NAMED else "")
    title = "; take out what is above the header" if len(names) == 1 else ""
    words = f"unknown column {column!r}{hint}; row 1 of the table, its header, has: {there}"
    return ConfigError(option, words + title)


def _asked(
    groups: dict[str, tuple[str, ...]], total: tuple[str, ...], columns: Columns
) -> Iterator[tuple[str, str]]:
    """Yield each option and a column that it names."""
    for group in groups.values():
        yield from (("--groups", column) for column in group)
    yield from (("--total", column) for column in total)
    yield from (("--xy", column) for column in columns.xy)
    others = {"--unit": columns.unit, "--district": columns.district, "--area": columns.area}
    yield from ((option, column) for option, column in others.items() if column)


def _group(word: str, header: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Return the name and the columns of a group; a column may have = or + in its own name."""
    name, equals, rest = word.partition("=")
    if word in header or not equals:
        return (word, _sum(word, header))
    return name.strip(), _sum(rest.strip(), header)


def _sum(text: str, header: Sequence[str]) -> tuple[str, ...]:
    """Return the columns of a sum `a+b`, or the one column of this name."""
    if text in header:
        return (text,)
    columns = tuple(column.strip() for column in text.split("+"))
    if set(columns) <= set(header):
        return columns
    if not all(columns) or nearest(text, [name for name in header if "+" in name]):
        return (text,)
    return columns


def _refuse_twice(groups: dict[str, tuple[str, ...]]) -> None:
    """Refuse to count the people of a column twice."""
    seen: dict[str, str] = {}
    for name, group in groups.items():
        for column in group:
            if column in seen:
                both = " and ".join(dict.fromkeys([repr(seen[column]), repr(name)]))
                words = f"column {column!r} is counted twice, in {both}; count people once"
                raise ConfigError("--groups", words)
            seen[column] = name

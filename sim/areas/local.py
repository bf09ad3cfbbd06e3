"""Values of each unit, for a map: a CSV file beside the table."""

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from sim.areas.quantities import MOST_QUADRATIC
from sim.areas.table import Areas
from sim.config.errors import ConfigError
from sim.indices import INDICES
from sim.indices.base import Floats


def refuse(file: str, source: str) -> None:
    """Refuse a file that cannot be written, before anything is measured.

    Raises
    ------
    ConfigError
    """
    path = Path(file)
    if file == "-":
        raise ConfigError("--local", "'-' is not allowed; give a file")
    if path.is_dir():
        raise ConfigError("--local", f"{file!r} is a folder; give a file")
    if not path.parent.is_dir():
        raise ConfigError("--local", f"{file!r} is in a folder that does not exist")
    if path.exists() and Path(source).exists() and path.samefile(source):
        raise ConfigError("--local", f"{file!r} is the table itself; give another file")
    if path.exists():
        words = f"{file!r} is there already; give another file, or delete it first"
        raise ConfigError("--local", words)


def write(file: str, areas: Areas) -> None:
    """Write the local indices of every inhabited unit; a value that is undefined is left empty.

    Parameters
    ----------
    file : str
        Its columns are the unit (its name, or its row in the table), the district if there are
        any, the people, and `index`, `index.group` or `index.a|b` for every local index.
    areas : Areas

    Raises
    ------
    ConfigError
        If the file cannot be written.
    """
    columns = dict(_columns(areas))
    head = ["unit", "people"] if areas.district is None else ["unit", "district", "people"]
    population = areas.population
    try:
        with Path(file).open("x", newline="", encoding="utf-8") as out:
            writer = csv.writer(out)
            writer.writerow([*head, *columns])
            for unit in np.flatnonzero(population):
                row = [areas.names[unit] if areas.names else int(areas.rows[unit])]
                if areas.district is not None:
                    row.append(areas.districts[areas.district[unit]])
                values = [float(column[unit]) for column in columns.values()]
                told = ["" if np.isnan(value) else value for value in values]
                writer.writerow([*row, int(population[unit]), *told])
    except OSError as error:
        raise ConfigError("--local", f"{file!r} cannot be written: {error.strerror}") from None


def _columns(areas: Areas) -> Iterator[tuple[str, Floats]]:
    """Yield the name and the values of each column, shape (units,)."""
    people, groups = areas.people, areas.groups
    few = len(groups) > 1 and len(people) <= MOST_QUADRATIC
    for name, index in INDICES.items():
        if not index.local:
            continue
        if index.data == "counts":
            by_group = np.asarray(index.function(people))
            if by_group.ndim == 2:
                yield from ((f"{name}.{group}", by_group[:, m]) for m, group in enumerate(groups))
            elif len(groups) > 1:
                yield name, np.asarray(index.function(areas.counts))
        elif index.data == "pair":
            for one, group in enumerate(groups):
                for other in range(one + 1, len(groups)):
                    values = np.asarray(index.function(people, one, other))
                    yield f"{name}.{group}|{groups[other]}", values
        elif index.data == "placed_counts" and few and areas.xy is not None:
            yield name, np.asarray(index.function(areas.counts, areas.xy))

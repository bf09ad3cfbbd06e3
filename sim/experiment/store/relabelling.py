"""Tell the swept axes of a larger design of the runs that are there already."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.experiment.baseline import cell
from sim.experiment.store.names import RUNS
from sim.experiment.store.parts import facts_of, parts, read_part, write_part


def relabel(folder: Path, axes: Mapping[str, Mapping[str, Any]], types: Mapping[str, Any]) -> None:
    """Write the value of each axis in the rows of `runs`, where it is not there.

    Each part is written whole beside the old one, which then goes: at every instant each run is
    found.

    Parameters
    ----------
    folder : Path
        The results folder.
    axes : mapping
        Address -> axis -> value.
    types : mapping
        Column -> its pyarrow type.

    Raises
    ------
    OSError
        If the disk is full; every run is kept.
    """
    import pyarrow as pa

    names = list(dict.fromkeys(axis for said in axes.values() for axis in said))
    for part in parts(folder, RUNS):
        table = read_part(part)
        said = [axes.get(address, {}) for address in table["address"].to_pylist()]
        changed = False
        for name in names:
            values = [None if name not in each else cell(each[name]) for each in said]
            there = name in table.column_names
            if values == (table[name].to_pylist() if there else [None] * len(values)):
                continue
            column = pa.array(values, types.get(name))
            place = table.column_names.index(name) if there else table.num_columns
            table = table.set_column(place, name, column) if there else table.add_column(
                place, name, column
            )  # fmt: skip
            changed = True
        if changed:
            made = write_part(
                folder, RUNS, part.number, [table], table.schema, facts_of(table.schema)
            )
            if made.path != part.path:
                part.path.unlink()

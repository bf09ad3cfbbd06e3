"""The columns of parts that are put together: which, in which order, and in which units."""

import json
from collections.abc import Sequence
from dataclasses import fields
from functools import lru_cache
from typing import Any

from sim.experiment.store.names import FINAL
from sim.experiment.store.record import RunRecord
from sim.indices import INDICES
from sim.indices.papers import MEASURES
from sim.measurement.recorded import UNDEFINED
from sim.recorded_columns import OF_RELOCATION, OF_SALES, RECORDED, unit_of

_FIXED = {field.name: place for place, field in enumerate(fields(RunRecord))} | {"month": 1}
_UNITS = {
    "drift_before": "index a year",
    "wall_seconds": "seconds",
    "cpu_seconds": "seconds",
    "peak_memory_mb": "MB",
}


def common_schema(schemas: Sequence[Any]) -> Any:
    """Return the pyarrow.Schema with the columns of all: numbers wide enough, in an order that does
    not depend on that of the schemas."""
    import pyarrow as pa

    if len(schemas) == 1:
        return schemas[0]
    found = pa.unify_schemas(schemas, promote_options="permissive")
    return pa.schema([found.field(name) for name in joined([each.names for each in schemas])])


def joined(lists: Sequence[Sequence[str]]) -> list[str]:
    """Return the names of all lists: in their order if they are equal, else by what they are."""
    different = dict.fromkeys(tuple(names) for names in lists)
    if len(different) == 1:
        return list(next(iter(different)))
    return sorted({name for names in different for name in names}, key=_place)


def _place(name: str) -> tuple[int, int, str]:
    """Return where a column stands: about the run, its axes, its outcomes family by family."""
    if name in _FIXED:
        return 0, _FIXED[name], ""
    outcome = name.removeprefix(FINAL)
    families = _families()
    stem = outcome if outcome in families else outcome.split(".")[0]
    if name.startswith(FINAL) or stem in families:
        return 2, families.get(stem, len(families)), outcome
    return 1, 0, name


@lru_cache(1)
def _families() -> dict[str, int]:
    every = ("month", *RECORDED, *OF_SALES, *OF_RELOCATION, *MEASURES, *INDICES, UNDEFINED)
    return {name: place for place, name in enumerate(dict.fromkeys(every))}


@lru_cache(64)
def units(names: tuple[str, ...]) -> bytes:
    """Return the units of columns as JSON, for the metadata of a Parquet file."""
    found = {name: _UNITS.get(name) or unit_of(name.removeprefix(FINAL)) for name in names}
    return json.dumps({name: unit for name, unit in found.items() if unit}).encode()

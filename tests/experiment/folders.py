"""Made-up runs for results folders: what a store keeps of them depends on no city."""

import dataclasses

import numpy as np
import pandas as pd

import sim
from sim.experiment.design import Design, Run
from sim.experiment.provenance import provenance
from sim.experiment.store import DONE, RunRecord, Store
from sim.experiment.store.months import Months
from sim.results import load

NAMES = ("moves", "households", "gini.block.all")


def record(number, status=DONE, months=3, kind="monthly", names=NAMES, **axes):
    """Return a run with values that its number tells; the index is undefined before month 2."""
    month = np.arange(months + 1, dtype=np.int32)
    values = np.array([1000.0 * place + number + month for place in range(len(names))])
    values[:, 0] = 0.0
    if "gini.block.all" in names:
        values[names.index("gini.block.all"), :2] = np.nan
    told = {"undefined": ["nobody there", None, *[None] * (months - 1)]}
    failed = status != DONE
    series, final = Months(names, month, values, {} if failed else told).kept(kind)
    empty = Months((), month[:0], values[:0, :0])
    return RunRecord(
        address=f"{number:064x}",
        world="none",
        seed=number,
        status=status,
        error="Traceback\nRuntimeError: the roof fell in" if failed else "",
        replay="",
        state_hash=f"{number:x}",
        drift_before=None,
        started="2026-01-01T00:00:00+00:00",
        wall_seconds=0.1,
        cpu_seconds=0.1,
        peak_memory_mb=100.0,
        **vars(provenance()),
        config_digest="",
        config="{}",
        axes=axes,
        series=empty if failed else series,
        final=empty if failed else final,
    )


def description(folder, **changes):
    """Return what a folder of made-up runs says that it holds."""
    return Design([Run.of(sim.compose("months=3", f"store={folder}"))]).describe() | changes


def filled(folder, numbers, each=100, compacted=True, **details):
    """Write runs into a folder, so many a part; return the folder."""
    numbers = list(numbers)
    with Store.open(folder, description(folder)) as store:
        for place, number in enumerate(numbers):
            store.add(record(number, **details))
            if (place + 1) % each == 0:
                store.flush()
        if compacted:
            store.compact()
    return folder


def tables(folder):
    """Return both tables in one order."""
    runs, series = load(folder)
    return (
        runs.sort_values("address").reset_index(drop=True),
        series.sort_values(["address", "month"]).reset_index(drop=True),
    )


def assert_same(folder, other):
    """Make sure that two folders hold the same, value for value and type for type."""
    for one, two in zip(tables(folder), tables(other), strict=True):
        pd.testing.assert_frame_equal(one, two, check_exact=True)


def with_retry(design):
    """Return a design whose failed runs are run again."""
    runs = [
        dataclasses.replace(run, config=dataclasses.replace(run.config, retry="failed"))
        for run in design.runs
    ]
    return dataclasses.replace(design, runs=runs)

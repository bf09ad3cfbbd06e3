"""What a design will take, before it is run: time and disk, from a few months in memory or from the
runs of it that are done."""

import dataclasses
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from sim.config.schema import Config
from sim.experiment.design import Run
from sim.experiment.size import Size, size
from sim.experiment.worker import RUN, Outcome, Simulator, Task, needs_burn_in, perform

RUNS_TIMED = 3
SECONDS = 1.0  # how long a run is timed for, or all of it
MONTHS_FIRST = 13  # a year, in which everything is measured once


@dataclass(frozen=True)
class Estimate:
    """What one run takes on the average.

    Attributes
    ----------
    seconds : float
        Of one processor.
    month_seconds : float
        Of it, for one month.
    size : Size
        Bytes on disk.
    basis : str
        What this is known from.
    """

    seconds: float
    month_seconds: float
    size: Size
    basis: str


def from_memory(runs: Sequence[Run], simulator: Simulator) -> Estimate | None:
    """Return what runs take, from the first months of a few of them; None if all of them fail.

    Nothing is written, and no city settles first.

    Parameters
    ----------
    runs : sequence of Run
        Those of a design.
    simulator : Simulator
        Where the city is found.
    """
    last = len(runs) - 1
    places = sorted({round(i * last / (RUNS_TIMED - 1)) for i in range(RUNS_TIMED)})
    found = [each for place in places if (each := _timed(runs[place].config, simulator))]
    if not found:
        return None
    months = sum(each.months for each in found)
    count = len(found)
    what = "step" if runs[0].config.rules.model == "relocation" else "month"
    return Estimate(
        seconds=sum(each.seconds for each in found) / count,
        month_seconds=sum(each.month_seconds for each in found) / count,
        size=Size(
            sum(each.size.run for each in found) / count,
            max(each.size.store for each in found),
        ),
        basis=f"{months:,} {what}s of {count} run{'s' * (count > 1)}, timed here",
    )


@dataclass(frozen=True)
class _Timed:
    seconds: float
    month_seconds: float
    size: Size
    months: int


def _timed(config: Config, simulator: Simulator) -> _Timed | None:
    """Return what one run takes, from as many of its months as fit in a second."""
    total = config.months
    if needs_burn_in(config):
        city = dataclasses.replace(config.city, initial=config.city.burn_in.initial)
        config = dataclasses.replace(config, city=city)
    if _lived(config, min(total, MONTHS_FIRST), simulator).error:  # compiles all, too
        return None
    first = _lived(config, 1, simulator)
    months, outcome = 1, first
    while months < total and outcome.cpu_seconds < SECONDS:
        months = min(total, max(MONTHS_FIRST, 2 * months))
        outcome = _lived(config, months, simulator)
        if outcome.error:
            return None
    each = max(outcome.cpu_seconds - first.cpu_seconds, 0.0) / max(months - 1, 1)
    packed = size(outcome.series, config.series, total)
    return _Timed(first.cpu_seconds + each * (total - 1), each, packed, months)


def _lived(config: Config, months: int, simulator: Simulator) -> Outcome:
    shorter = dataclasses.replace(config, months=months, series="monthly")
    return perform(Task(RUN, "", shorter), simulator, lambda months: None)


def from_store(folder: Path, addresses: set[str]) -> Estimate | None:
    """Return what runs take, from those of a results folder that are done; None if none is.

    Parameters
    ----------
    folder : Path
        The results folder.
    addresses : set of str
        Of the design's runs.
    """
    from sim.experiment.store import DONE, reader

    table = reader.read_runs(folder)
    names = ("address", "status", "cpu_seconds", "config")
    if not set(names) <= set(table.column_names):
        return None
    columns = (table[name].to_pylist() for name in names)
    done = [
        (seconds, json.loads(config)["months"])
        for address, status, seconds, config in zip(*columns, strict=True)
        if status == DONE and address in addresses and seconds is not None
    ]
    if not done:
        return None
    seconds = sum(each for each, _ in done)
    files = sum(path.stat().st_size for path in folder.rglob("part-*.parquet"))
    return Estimate(
        seconds=seconds / len(done),
        month_seconds=seconds / sum(months for _, months in done),
        size=Size(files / table.num_rows, 0.0),
        basis=f"the {len(done):,} runs that are done",
    )


def burn_ins(runs: Sequence[Run], simulator: Simulator, folder: Path) -> list[Config]:
    """Return a configuration for each city that is to settle first, and is not settled yet."""
    key = import_module(simulator.burn_in).key
    keys: dict[tuple[int, ...], str] = {}
    found: dict[tuple[str, int], Config] = {}
    for run in runs:
        config = run.config
        if not needs_burn_in(config):
            continue
        parts = (config.city, config.preferences, config.rules, config.market)
        alike = tuple(map(id, parts))  # runs that share their parts settle alike, but for the seed
        if alike not in keys:
            keys[alike] = key(config, 0)
        found.setdefault((keys[alike], config.seed), config)
    if not any(folder.glob("*.npz")):
        return list(found.values())
    settled = {path.stem for path in folder.glob("*.npz")}
    return [each for each in found.values() if key(each, each.seed) not in settled]

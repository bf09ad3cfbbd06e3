"""A design as a person reads it before it is run: axes, runs, worlds, time and size."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sim.config.errors import ConfigError
from sim.config.schema import ExecutorConfig
from sim.experiment.baseline import cell
from sim.experiment.design import SWEEP, Design
from sim.experiment.estimate import Estimate, burn_ins, from_memory, from_store
from sim.experiment.feasible import refuse_infeasible
from sim.experiment.worker import SIMULATOR, Simulator

WIDEST = 58  # characters of the values of an axis


def dry_run(
    design: Design,
    executor: ExecutorConfig,
    simulator: Simulator | None = None,
    extend: bool = False,
) -> str:
    """Return the screen of `--dry-run`. Nothing is run to its end, and nothing is written.

    Parameters
    ----------
    design : Design
        The runs.
    executor : ExecutorConfig
        What would carry them out.
    simulator : Simulator, optional
        Where the city is found.
    extend : bool
        Whether the design adds to what its folder holds.

    Raises
    ------
    ConfigError
        If a city of the design cannot be set up.
    """
    simulator = simulator or SIMULATOR
    refuse_infeasible(design.runs)
    there = _There(design, extend)
    left = [run for run in design.runs if run.address not in there.done]
    lines = [_headline(design, there), *_axes(design), *there.words]
    if left:
        known = there.estimate
        if known is None:
            print("timing the first months of a few runs", file=sys.stderr, flush=True)
            known = from_memory(left, simulator)
        settling = burn_ins(left, simulator, design.store / "burn_in")
        if known is None:
            lines.append("time: not known; the first of them fail, python -m sim run says why")
        else:
            lines += _costs(known, len(left), settling, executor)
    return "\n".join([*lines, "Nothing was run or written."])


class _There:
    """What of a design is in its store already."""

    def __init__(self, design: Design, extend: bool) -> None:
        self.done: set[str] = set()
        self.failed = 0
        self.words: list[str] = []
        self.estimate: Estimate | None = None
        if not (design.store / "design.json").is_file():
            return
        from sim.experiment.store import DONE, reader, refuse_other_design

        try:
            refuse_other_design(design.store, design.describe(), extend)
        except ConfigError as error:
            self.words.append(f"It would be refused: {error}")
            return
        wanted = {run.address for run in design.runs}
        statuses = reader.statuses(design.store)
        self.done = {each for each in wanted if statuses.get(each) == DONE}
        self.failed = len(wanted & set(statuses)) - len(self.done)
        self.estimate = from_store(design.store, self.done)


def _headline(design: Design, there: _There) -> str:
    runs = len(design.runs)
    words = f"{design.runs[0].config.experiment}: {_count(runs, 'run')}"
    if runs > 1:
        words += f" in {_count(len({_world(world) for world in design.worlds()}), 'world')}"
    states = []
    if there.done or there.failed:
        states.append(f"{len(there.done):,} done")
        states += [f"{there.failed:,} failed"] * bool(there.failed)
        states.append(f"{runs - len(there.done) - there.failed:,} to do")
    return f"{words}, {', '.join(states) or 'none done yet'}; store {design.store}"


def _world(world: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(sorted((key, str(value)) for key, value in world.items()))


def _axes(design: Design) -> list[str]:
    """Return a line an axis: its key, its values, who decides them."""
    if design.kind != SWEEP:
        return []
    axes, method = design.describe()["axes"], design.method
    drawn = method.get("uncertainties", {})
    rows = []
    for key, values in axes.items():
        if key == "seed":
            nested = method.get("seeds") == "nested"
            crossed = "each point has its own" if nested else "every point with each"
            rows.append((key, _values(values), f"replications, {crossed}"))
        elif key in method.get("levers", ()):
            rows.append((key, _values(values), "lever"))
        else:
            rows.append((key, _range(drawn.get(key)) or _values(values), "uncertainty"))
    if not rows:
        return []
    widths = [max(len(row[i]) for row in rows) for i in range(2)]
    points = len(next(iter(method["points"].values()))) if "points" in method else 0
    how = f"  {points:,} points of design {method['name']}" if points else ""
    if "seed" in method:
        how += f", samples {method['samples']:,}, design_seed {method['seed']}"
    lines = [f"  {key:<{widths[0]}}  {values:<{widths[1]}}  {role}" for key, values, role in rows]
    return [*lines, *([how] if how else [])]


def _range(drawn: Mapping[str, Any] | None) -> str:
    """Return from what an uncertainty is drawn; empty where it is not."""
    if not drawn:
        return ""
    if "choices" in drawn:
        return f"{_values(drawn['choices'])}, drawn"
    return f"{drawn['low']:g} to {drawn['high']:g}, {drawn['distribution']}"


def _values(values: Sequence[Any]) -> str:
    """Return values as far as they fit: the first, the last, and how many there are."""
    texts = [f"{value:g}" if isinstance(value, float) else str(cell(value)) for value in values]
    if len(", ".join(texts)) <= WIDEST:
        return ", ".join(texts)
    first = ", ".join(texts[: 2 if len(texts[0] + texts[1]) < WIDEST // 2 else 1])
    return f"{first} ... {texts[-1]} ({len(texts):,} values)"


def _costs(
    known: Estimate, runs: int, settling: Iterable[Any], executor: ExecutorConfig
) -> list[str]:
    """Return what the runs that are left take together."""
    months = [config.city.burn_in.months for config in settling]
    seconds = runs * known.seconds + sum(months) * known.month_seconds
    workers = _workers(executor)
    first = f" and {_count(len(months), 'city', 'cities')} that settle first" if months else ""
    total = f"{_time(seconds)} of one processor"
    if workers > 1:
        total = f"{_time(seconds / workers)} with {workers} workers ({total})"
    return [
        f"time: about {total}, for {_count(runs, 'run')}{first}; from {known.basis}",
        f"size: about {_size(runs * known.size.run + known.size.store)}",
    ]


def _workers(executor: ExecutorConfig) -> int:
    from sim.experiment.executors.processes import default_workers

    if executor.name == "in_process" or executor.workers == 0 or executor.address is not None:
        return 1
    return executor.workers or default_workers()


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _time(seconds: float) -> str:
    for unit, length in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 1.5 * length:
            return f"{seconds / length:.1f} {unit}"
    return f"{seconds:.1f} seconds"


def _size(size: float) -> str:
    for unit, length in (("GB", 1e9), ("MB", 1e6)):
        if size >= length:
            return f"{size / length:.1f} {unit}"
    return f"{size / 1e3:.0f} kB"

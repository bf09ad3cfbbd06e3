"""Singapore, calibrated: search, region, three sets, what they foretell. See README.md.

python experiments/singapore_calibration/study.py            # everything; goes on where it was
python experiments/singapore_calibration/study.py --small    # a toy of it, in seconds
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

HERE = Path(__file__).resolve().parent
for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(threads, "1")  # for small matrices more threads only wait for each other
sys.path[:0] = [str(HERE.parents[1]), str(HERE)]

import findings  # noqa: E402
import observed  # noqa: E402
import pandas as pd  # noqa: E402
import region  # noqa: E402
import report  # noqa: E402
import sets  # noqa: E402
import sweeps  # noqa: E402

EXPERIMENT = "experiment=singapore_calibration"
STORE = HERE.parents[1] / "results" / "singapore_calibration"
BEFORE = (
    "policy=none",
    "policy@city.burn_in.policy=none",
    *(f"city.groups.{name}.share={share}" for name, share in observed.MIX_OF_1990.items()),
)
EFFECT = (
    "series=monthly",
    "metrics.families=[dissimilarity]",
    "metrics.levels=[neighbourhood]",
    "metrics.every=6",
)


@dataclass(frozen=True)
class Form:
    """How large a study is.

    Attributes
    ----------
    words : tuple of str
        Of every sweep: what makes the cities smaller.
    first : int
        Points of the first wave, a power of two.
    later : tuple of int
        Points of each later wave.
    size : int
        Points by which a region is told.
    seeds : int
        With which each set is checked; of other starts half as many.
    spread : int
        Accepted points at which the effect is measured, besides the sets.
    effect : tuple of str
        Of the sweeps of the effect: how long, and in which city.
    restarts : int
        Times that the fit of an emulator begins again elsewhere.
    """

    words: tuple[str, ...] = ()
    first: int = 64
    later: tuple[int, ...] = (48, 48, 48, 48)
    size: int = 1000
    seeds: int = 8
    spread: int = 8
    effect: tuple[str, ...] = ("months=240", "city.size=[240,240]")
    restarts: int = 2


SMALL = Form(
    words=(
        "city.size=[48,48]",
        "city.block=4",
        "city.neighbourhood=4",
        "city.burn_in.months=2",
        "months=4",
        "city.empty_land=0.0",
    ),
    first=8,
    later=(4,),
    size=60,
    seeds=2,
    spread=2,
    effect=("months=4",),
    restarts=0,
)


@dataclass(frozen=True)
class Study:
    """One study: its form, where it keeps its runs, what was observed, who computes.

    Attributes
    ----------
    form : Form
    store : Path
        Folder of the results folders.
    data : Path
        Folder of the census tables.
    workers : int
        Processes; 0 is this one.
    """

    form: Form
    store: Path
    data: Path
    workers: int

    def run(self, name: str, *words: str) -> pd.DataFrame:
        """Carry out a sweep, or what is left of it, and return its runs with their moments."""
        print(f"{name}:", file=sys.stderr, flush=True)
        small = [w for w in self.form.words if w.partition("=")[0] not in _keys(words)]
        sweeps.sweep(self.store / name, [EXPERIMENT, *small, *words], self.workers)
        return sweeps.moments(self.store / name)

    def kept(self, name: str, rows: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """Return rows that were found before, or find them and write them down."""
        file = self.store / f"{name}.csv"
        if not file.is_file():
            file.parent.mkdir(parents=True, exist_ok=True)
            rows().to_csv(file, index=False)
        return pd.read_csv(file)

    def listed(self, name: str, rows: Callable[[], pd.DataFrame], *words: str) -> pd.DataFrame:
        """Carry out a sweep over points that are written down first, so that it can go on."""
        self.kept(name, rows)
        place = f"hydra.sweeper.rows='{self.store / name}.csv'"
        listed = ("hydra.sweeper.design=list", place)
        undrawn = ("hydra.sweeper.uncertainties=null", "hydra.sweeper.samples=null")
        return self.run(name, *listed, *undrawn, *words)


def _keys(words: Sequence[str]) -> set[str]:
    return {word.partition("=")[0] for word in words}


def waves(study: Study, space: region.Space) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Carry out the waves; return all runs, and how well each wave was foretold."""
    form, told = study.form, []
    runs = study.run("wave1", f"hydra.sweeper.samples={form.first}")
    every = [name for targets in observed.fits(study.data).values() for name in targets]
    for number, size in enumerate(form.later, start=2):
        emulators = region.Emulators(space, runs, form.restarts)
        points = partial(next_points, study, emulators, number, size)
        words = ("hydra.sweeper.seeds=crossed", "hydra.sweeper.params=null")
        new = study.listed(f"wave{number}", points, *words)
        told.append(region.honest(emulators, new, list(dict.fromkeys(every))).assign(wave=number))
        runs = pd.concat([runs, new], ignore_index=True)
    return runs, told


def next_points(study: Study, emulators: region.Emulators, number: int, size: int) -> pd.DataFrame:
    """Return the points of a wave: spread over what is not ruled out, a third for other fits."""
    fits, space = observed.fits(study.data), emulators.space
    fits["all moments"] = possible(study, emulators)
    chosen = []
    for fit, share in zip(fits.values(), (4, 1, 1), strict=True):
        left = region.search(emulators, fit, size=study.form.size)
        chosen.append(region.spread_out(space, left, max(size * share // 6, 1)))
    points = pd.concat(chosen, ignore_index=True)[space.keys].round(4)
    points["seed"] = range(1000 * number, 1000 * number + len(points))
    return points


def possible(study: Study, emulators: region.Emulators) -> dict[str, region.Target]:
    """Return all moments, or as many as can be met together as far as the emulators know."""
    every = observed.fits(study.data)["all moments"]
    return region.together(emulators, every, study.form.size // 4) or every


def checked(study: Study, three: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Carry out the runs of the three sets: new seeds, without a quota before 1989, from a
    segregated start."""
    form, keys = study.form, [key for key in three if key != "set"]
    rows, crossed = lambda: three[keys], "hydra.sweeper.seeds=crossed"
    seeds = _seeds(101, form.seeds)
    few = _seeds(101, max(form.seeds // 2, 1))
    apart = "city.burn_in.initial=segregated"
    return {
        "check": study.listed("check", rows, crossed, seeds),
        "before": study.listed("before", rows, crossed, few, *BEFORE),
        "apart": study.listed("apart", rows, crossed, few, apart),
    }


def _seeds(first: int, number: int) -> str:
    return f"hydra.sweeper.params={{seed:'range({first},{first + number})'}}"


def effects(study: Study, three: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    """Return the effect of abolishing the quota at the sets and at points of the region, a row a
    point and seed."""
    form, keys = study.form, [key for key in three if key != "set"]
    worlds = "hydra.sweeper.levers={policy:[ethnic_quota,none]}"
    found = []
    for name, table, number in (
        ("effect_sets", three[keys], form.seeds),
        ("effect_region", points[keys].round(4), max(form.seeds // 2, 1)),
    ):
        crossed = ("hydra.sweeper.seeds=crossed", _seeds(201, number))
        study.listed(name, partial(pd.DataFrame, table), *crossed, worlds, *EFFECT, *form.effect)
        found.append(sets.effect(study.store / name, keys).assign(sweep=name))
    return pd.concat(found, ignore_index=True)


def carry_out(study: Study, to: Path) -> findings.Findings:
    """Carry out the study and write its tables and pictures."""
    space = region.Space(sweeps.ranges())
    runs, told = waves(study, space)
    emulators = region.Emulators(space, runs, study.form.restarts)
    fits, size = observed.fits(study.data), study.form.size
    fits["all moments"] = possible(study, emulators)
    regions = {name: region.search(emulators, fit, size=size) for name, fit in fits.items()}
    accepted = regions["all moments"]
    three = study.kept("sets", partial(sets.chosen, emulators, fits["all moments"], accepted, size))
    near = region.spread_out(space, accepted, study.form.spread)
    effect = effects(study, three, near)
    found = findings.Findings(
        data=study.data,
        emulators=emulators,
        regions=regions,
        kept=list(fits["all moments"]),
        told=pd.concat(told),
        three=three,
        checked=checked(study, three),
        effects=effect,
    )
    report.write(found, to)
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Carry out the study, or a toy of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--small", action="store_true", help="a toy of it, in seconds")
    parser.add_argument("--data", type=Path, help="folder of the census tables")
    parser.add_argument("--store", type=Path, default=STORE, help="folder of the runs")
    parser.add_argument("--to", type=Path, help="folder of README.md and the pictures")
    parser.add_argument("--workers", type=int, default=2, help="processes; 0 is this one")
    given = parser.parse_args(arguments)
    data = observed.folder(given.data)
    store = given.store / "small" if given.small else given.store
    study = Study(SMALL if given.small else Form(), store, data, given.workers)
    carry_out(study, given.to or (store if given.small else HERE))


if __name__ == "__main__":
    main()

"""Whether the cities of a design can be set up at all: one is built, and thrown away, of each, or
of some of very many."""

import dataclasses
import itertools
from collections.abc import Iterable

from sim.config.errors import ConfigError
from sim.config.schema import Config
from sim.experiment.address import canonical_json
from sim.experiment.baseline import cell
from sim.experiment.design import Run

SEEDS_TRIED = 3  # of a city that one seed could not set up
CITIES_BUILT = 200  # of a design with more; the others fail alone, if they do


def refuse_infeasible(runs: Iterable[Run]) -> None:
    """Raise `ConfigError` for the first city whose first month cannot be set up.

    Homes, incomes and the money of the market decide that, and a little luck: a city is refused if
    the first few of its seeds all fail. Where only some do, their runs fail and are recorded.

    Raises
    ------
    ConfigError
        With the numbers that do not fit.
    """
    for by_seed in _cities(runs):
        tried = list(by_seed.values())[:SEEDS_TRIED]
        problems = list(itertools.takewhile(bool, (_problem(run.config) for run in tried)))
        if len(problems) == len(tried):
            raise ConfigError.line(_located(problems[0], tried[0]))


def _cities(runs: Iterable[Run]) -> list[dict[int, Run]]:
    """Return the cities of a design, each as its seeds with a run of it; some of very many.

    They are those in which a swept value is the smallest or the largest, and others in between.
    """
    cities: dict[str, dict[int, Run]] = {}
    texts: dict[tuple[int, int, bool], str] = {}
    for run in runs:
        config = run.config
        parts = (id(config.city), id(config.market), config.rules.tied_homes)
        if parts not in texts:
            texts[parts] = _city(config)
        cities.setdefault(texts[parts], {}).setdefault(config.seed, run)
    found = list(cities.values())
    if len(found) <= CITIES_BUILT:
        return found
    firsts = [next(iter(city.values())) for city in found]
    chosen = {round(i * (len(found) - 1) / (CITIES_BUILT - 1)) for i in range(CITIES_BUILT)}
    for axis in dict.fromkeys(axis for run in firsts for axis in run.axes):
        values = [(run.axes[axis], i) for i, run in enumerate(firsts) if axis in run.axes]
        if not any(isinstance(value, str | list | dict | None) for value, _ in values):
            chosen |= {min(values)[1], max(values)[1]}
    return [found[i] for i in sorted(chosen)]


def _located(problem: str, run: Run) -> str:
    """Return the problem with the values that are swept in the runs that have it."""
    swept = ", ".join(f"{key}={cell(value)}" for key, value in run.axes.items())
    return f"{problem} (in the runs with {swept})" if swept else problem


def _city(config: Config) -> str:
    """Return what decides, but for the seed, whether a city can be set up."""
    parts = {
        "city": dataclasses.asdict(config.city),
        "market": dataclasses.asdict(config.market),
        "tied_homes": config.rules.tied_homes,
    }
    return canonical_json(parts)


def _problem(config: Config) -> str:
    """Return why the first month cannot be set up, or nothing."""
    from sim.burn_in import burn_in_config
    from sim.state.initial import InfeasibleCity, initial_state
    from sim.state.settlement import settlement

    if config.city.initial == "burned_in":
        config = burn_in_config(config)
        config.city.initial = config.city.burn_in.initial
    relocating = config.rules.model == "relocation"
    try:
        (settlement if relocating else initial_state)(config, config.seed)
    except InfeasibleCity as error:
        return str(error)
    except Exception:
        return ""  # not the user's mistake: the run will fail with its traceback, and alone
    return ""

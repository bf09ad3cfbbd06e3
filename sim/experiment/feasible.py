"""Whether the cities of a design can be set up at all: one is built, and thrown away, of each."""

import dataclasses
import itertools
from collections.abc import Iterable

from sim.config.errors import ConfigError
from sim.config.schema import Config
from sim.experiment.address import canonical_json
from sim.experiment.design import Run

SEEDS_TRIED = 3  # of a city that one seed could not set up


def refuse_infeasible(runs: Iterable[Run]) -> None:
    """Raise `ConfigError` for the first city whose first month cannot be set up.

    Homes, incomes and the money of the market decide that, and a little luck: a city is refused if
    the first few of its seeds all fail. Where only some do, their runs fail and are recorded.

    Raises
    ------
    ConfigError
        With the numbers that do not fit.
    """
    cities: dict[str, dict[int, Config]] = {}
    for run in runs:
        cities.setdefault(_city(run.config), {}).setdefault(run.config.seed, run.config)
    for by_seed in cities.values():
        tried = list(by_seed.values())[:SEEDS_TRIED]
        problems = list(itertools.takewhile(bool, map(_problem, tried)))
        if len(problems) == len(tried):
            raise ConfigError.line(problems[0])


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

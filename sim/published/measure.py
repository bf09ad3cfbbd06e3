"""Run a published model over some seeds and return the mean of its paper's own measure."""

import dataclasses
import math
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from sim.config.errors import ConfigError, unknown
from sim.config.folder import config_folder
from sim.config.schema import Config

if TYPE_CHECKING:
    from sim.city import City
    from sim.indices.papers import Board

FOLDER = "published"
SEEDS = 20


@dataclass(frozen=True)
class Estimate:
    """A measure over seeds.

    Attributes
    ----------
    name : str
    mean, standard_error, standard_deviation : float
        Over seeds; the latter two are NaN for a single seed.
    seeds : int
    months : float
        Mean number of months lived until the city came to rest, or all of them.
    """

    name: str
    mean: float
    standard_error: float
    standard_deviation: float
    seeds: int
    months: float


def models() -> list[str]:
    """Return the names of the published models."""
    return sorted(path.stem for path in (config_folder() / "experiment" / FOLDER).glob("*.yaml"))


def parameters(name: str) -> dict[str, Any]:
    """Return a model's own parameters with their defaults, as its file says them."""
    if name not in models():
        raise unknown("model", name, models(), "published model")
    file = config_folder() / "experiment" / FOLDER / f"{name}.yaml"
    paper = yaml.safe_load(file.read_text(encoding="utf-8"))["paper"]
    return {key: value for key, value in paper.items() if key not in RESERVED}


RESERVED = ("measures", "average_over")  # keys of `paper` that are no parameters of the model


def measure(
    name: str, *, seeds: int = SEEDS, measure: str | None = None, first_seed: int = 1, **given: Any
) -> float:
    """Return the mean over seeds of a published model's own measure.

    Parameters
    ----------
    name : str
        The model: one of `models()`.
    seeds : int
        How many cities, at least 1; their seeds are `first_seed` and those that follow.
    measure : str, optional
        Which of the paper's measures, by the name of the recorded column; the first by default.
    **given
        The paper's own parameters, by its names, as numbers or text.

    Returns
    -------
    float
        In the paper's unit; see `sim.indices.papers`.

    Raises
    ------
    ConfigError
        If the model, a parameter or the measure does not exist, or a value is not allowed.

    Examples
    --------
    >>> sim.published.measure("netlogo_segregation", wanted=0.3, seeds=20)  # doctest: +SKIP
    """
    return estimate(name, seeds=seeds, measure=measure, first_seed=first_seed, **given).mean


def estimate(
    name: str, *, seeds: int = SEEDS, measure: str | None = None, first_seed: int = 1, **given: Any
) -> Estimate:
    """Return the mean over seeds of a published model's measure, with its standard error.

    The parameters are those of `measure`.
    """
    return estimates(name, seeds=seeds, first_seed=first_seed, only=measure, **given)[0]


def estimates(
    name: str, *, seeds: int = SEEDS, first_seed: int = 1, only: str | None = None, **given: Any
) -> list[Estimate]:
    """Return an estimate of each of a published model's measures, the first being the main one."""
    if seeds < 1:
        raise ConfigError("seeds", f"{seeds} is not allowed; give a whole number of at least 1")
    config = _composed(name, given, ())
    names = list(config.paper.get("measures", []))
    if only is not None:
        if only not in names:
            raise unknown("measure", only, names, "measure")
        names = [only]
    last = int(config.paper.get("average_over", 1))
    values: dict[str, list[float]] = {each: [] for each in names}
    lived = []
    for seed in range(first_seed, first_seed + seeds):
        series, months = final(config, seed, names, last)
        lived.append(float(months))
        for each in names:
            values[each].append(series[each])
    return [_estimate(each, values[each], lived) for each in names]


def final(
    config: Config, seed: int, names: Iterable[str], last: int
) -> tuple[dict[str, float], int]:
    """Return the mean of some measures over the last months of a run, and the months it lived.

    Nothing else is measured, and that only where it counts: observing changes no run.
    """
    from sim.city import City
    from sim.indices.papers import MEASURES

    unmeasured = dataclasses.replace(config.metrics, families=[], of_papers=[])
    city = City(dataclasses.replace(config, metrics=unmeasured), seed)
    never_rests = config.rules.stop == "never"
    first = config.months - last if never_rests or last == 1 else -1
    boards: deque[Board] = deque(maxlen=last)
    while city.running and city.month < config.months:
        city.step()
        if city.month > first and (last > 1 or never_rests):
            boards.append(_board(city))
    if not boards:
        boards.append(_board(city))
    means = {
        name: sum(MEASURES[name].function(board) for board in boards) / len(boards)
        for name in names
    }
    return means, city.month


def _board(city: "City") -> "Board":
    from sim.indices.papers import Board

    unhappy = float(city.flows.unhappy.sum()) / city.initial_households  # type: ignore[union-attr]
    return Board.of(city, unhappy)


def _estimate(name: str, values: list[float], lived: list[float]) -> Estimate:
    count = len(values)
    mean = sum(values) / count
    spread = math.nan
    if count > 1:
        spread = math.sqrt(sum((value - mean) ** 2 for value in values) / (count - 1))
    return Estimate(name, mean, spread / math.sqrt(count), spread, count, sum(lived) / count)


def _composed(name: str, given: dict[str, Any], overrides: tuple[str, ...]) -> Config:
    """Return the configuration of a model with some of its own parameters given."""
    from sim.experiment.compose import compose

    known = parameters(name)
    for key in given:
        if key not in known:
            raise unknown(f"paper.{key}", key, known, "parameter")
    experiment = f"experiment={FOLDER}/{name}"
    return compose(experiment, *(f"paper.{k}={_word(v)}" for k, v in given.items()), *overrides)


def _word(value: Any) -> str:
    """Return a value as Hydra reads it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(float(value)) if isinstance(value, float) else str(int(value))
    text = str(value).replace("\\", "\\\\").replace("'", "\\'")
    return f"'{text}'"

"""Sobol's indices of an effect: how much of its variance over uncertain parameters each explains.

The points are those of `design=saltelli` (`sim.experiment.designs.saltelli`); the estimators are
SALib's (Herman and Usher 2017, Journal of Open Source Software 2(9):97): Saltelli et al. (2010,
Computer Physics Communications 181:259-270) for the first-order and Jansen's for the total index.
SALib reads the matrices A, B and A with columns of B; the design has B with columns of A too, with
which A and B change places, so both halves are read and their mean is taken.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.pairing import CONFIDENCE
from sim.analysis.points import PointEffects
from sim.config.errors import ConfigError

INSTALL = "pip install 'housing-segregation-simulator[sensitivity]'"
RESAMPLES, KEY = 1000, 1  # of the bootstrap over base points, and the key of its draws
FEWEST = 4  # base points without which there is nothing to resample
Values = NDArray[np.float64]


@dataclass(frozen=True)
class Indices:
    """Sobol's indices of an effect.

    Attributes
    ----------
    keys : list of str
        The uncertain parameters.
    first, total : array, shape (keys, 3)
        Index, and the ends of its 95 % interval (bootstrap over base points). First-order: the
        share of the variance that goes if this parameter alone were known. Total: the share that
        stays if all others were known, interactions included.
    mean, spread, low, high : float
        Of the effect over the points A and B, which are spread evenly: mean, standard deviation,
        least and most.
    luck : float
        The share of that variance that is the seeds' luck, which knowing every parameter would
        leave; it is part of every total index. Missing if each point has one seed.
    base, of : int
        Base points that are whole, and that the design has.
    seeds : int
        Runs of each world at a point.
    """

    keys: list[str]
    first: Values
    total: Values
    mean: float
    spread: float
    low: float
    high: float
    luck: float
    base: int
    of: int
    seeds: int


def indices(effects: PointEffects) -> Indices:
    """Return Sobol's indices of an effect; base points with a missing pair are left out.

    Raises
    ------
    ConfigError
        One line, if too few base points are whole, nothing varies, or SALib is not there.
    """
    block = 2 * len(effects.keys) + 2
    blocks = effects.values.reshape(-1, block, effects.values.shape[1])
    whole = blocks[np.isfinite(blocks).all(axis=(1, 2))]
    if len(whole) < FEWEST or whole.size == 0:
        few = f"{len(whole)} of {len(blocks)} base points are whole, with every pair of runs"
        raise ConfigError("store", f"{few}; {FEWEST} or more are needed: go on with the runs")
    means = whole.mean(axis=2)
    even = means[:, [0, -1]]  # A and B
    if not np.ptp(means) > 0:
        raise ConfigError("store", "the effect is the same at every point, so nothing explains it")
    first, total = _both_halves(means)
    return Indices(
        effects.keys, first, total, float(even.mean()), float(even.std(ddof=1)), float(even.min()),
        float(even.max()), _luck(whole, effects.crossed, float(even.var(ddof=1))), len(whole),
        len(blocks), whole.shape[2],
    )  # fmt: skip


def _luck(whole: Values, crossed: bool, variance: float) -> float:
    """Return the share of the variance between points that is left to the seeds' luck.

    Where every point has the same seeds, what a seed adds everywhere is no difference between
    points, and only what it adds to some more than to others counts.
    """
    runs = whole.reshape(-1, whole.shape[2])
    points, seeds = runs.shape
    if seeds < 2 or variance <= 0:
        return float("nan")
    within = runs - runs.mean(axis=1, keepdims=True)
    free = points * (seeds - 1)
    if crossed:
        within = within - within.mean(axis=0)
        free = (points - 1) * (seeds - 1)
    return float((within**2).sum() / free / seeds / variance)


def _both_halves(means: Values) -> tuple[Values, Values]:
    """Return first-order and total indices with their intervals, from means (base, block)."""
    inner = (means.shape[1] - 2) // 2
    order = [-1, *range(1 + inner, 1 + 2 * inner), *range(1, 1 + inner), 0]  # A and B change places
    found = [_analysed(means), _analysed(means[:, order])]
    made = []
    for name in ("S1", "ST"):
        value = np.mean([half[name] for half in found], axis=0)
        again = np.mean([half[f"{name}_conf_all"] for half in found], axis=0)
        reach = _normal() * again.std(axis=0, ddof=1)
        made.append(np.stack([value, value - reach, value + reach], axis=1))
    return made[0], made[1]


def _analysed(means: Values) -> Mapping[str, Any]:
    """Return what SALib finds in the values of a design of Saltelli's, and in its resamples."""
    try:
        from SALib.analyze import sobol
    except ImportError:
        raise ConfigError(
            "sensitivity", f"needs SALib, which is not installed: {INSTALL}"
        ) from None
    inner = (means.shape[1] - 2) // 2
    problem = {
        "num_vars": inner,
        "names": [str(k) for k in range(inner)],
        "bounds": [[0, 1]] * inner,
    }
    found: Mapping[str, Any] = sobol.analyze(
        problem, means.ravel(), calc_second_order=True, num_resamples=RESAMPLES,
        conf_level=CONFIDENCE, keep_resamples=True, seed=KEY,
    )  # fmt: skip
    return found


def _normal() -> float:
    from scipy.special import ndtri

    return float(ndtri((1 + CONFIDENCE) / 2))

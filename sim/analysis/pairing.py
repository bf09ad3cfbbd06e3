"""The paired difference of two worlds, its interval, and what the pairing gained."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

CONFIDENCE = 0.95
#: A relative spread below this is the rounding of floats and not variance.
_ROUNDING = 1e-12


@dataclass(frozen=True)
class Paired:
    """A paired effect; NaN where a part is undefined.

    Attributes
    ----------
    baseline, world : float
        Means over the complete pairs.
    effect : float
        Mean of world minus baseline.
    low, high : float
        Interval of the effect, Student's t with `pairs - 1` degrees of freedom; undefined for one
        pair.
    gain : float
        Variance of an unpaired difference over the variance of the paired one,
        `(var(world) + var(baseline)) / var(world - baseline)`: above 1 the shared luck of a seed
        helps; undefined where the difference does not vary over seeds, or for one pair.
    pairs : int
        Number of complete pairs.
    """

    baseline: float
    world: float
    effect: float
    low: float
    high: float
    gain: float
    pairs: int


def t_quantile(probability: float, degrees: int) -> float:
    """Return the quantile of Student's t distribution, exact (inverse of the incomplete beta)."""
    return float(stdtrit(degrees, probability))


def paired(
    world: Sequence[float] | NDArray[np.float64], baseline: Sequence[float] | NDArray[np.float64]
) -> Paired:
    """Compare two worlds seed by seed.

    Parameters
    ----------
    world, baseline : sequence of float, shape (seeds,)
        Values of one outcome, the same seed at the same place. A pair with a missing value is left
        out.

    Returns
    -------
    Paired
    """
    a, b = np.asarray(baseline, dtype=np.float64), np.asarray(world, dtype=np.float64)
    complete = np.isfinite(a) & np.isfinite(b)
    a, b = a[complete], b[complete]
    pairs = len(a)
    if pairs == 0:
        return Paired(math.nan, math.nan, math.nan, math.nan, math.nan, math.nan, 0)
    difference = b - a
    means = (float(a.mean()), float(b.mean()), float(difference.mean()))
    if pairs == 1:
        return Paired(*means, math.nan, math.nan, math.nan, 1)
    scale = max(float(np.abs(a).max()), float(np.abs(b).max()))
    spread = float(difference.std(ddof=1))
    if spread <= _ROUNDING * scale:
        return Paired(*means, means[2], means[2], math.nan, pairs)
    half = t_quantile((1 + CONFIDENCE) / 2, pairs - 1) * spread / math.sqrt(pairs)
    gain = (float(a.var(ddof=1)) + float(b.var(ddof=1))) / spread**2
    return Paired(*means, means[2] - half, means[2] + half, gain, pairs)

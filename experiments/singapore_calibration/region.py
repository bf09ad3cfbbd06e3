"""The region of parameters that the moments do not rule out: emulators and implausibility."""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
CUTOFF = 3.0  # implausibility that rules a point out (three standard deviations)
PARTS = 1 << 14  # points that an emulator is asked for at once


@dataclass(frozen=True)
class Target:
    """What was observed of a moment, and how near a city must come to it."""

    value: float
    tolerance: float


@dataclass(frozen=True)
class Space:
    """The parameters that are searched, and their ranges.

    Attributes
    ----------
    ranges : dict of str to (float, float)
        Key of the configuration -> lowest and highest value.
    """

    ranges: Mapping[str, tuple[float, float]]

    @property
    def keys(self) -> list[str]:
        """The keys, in the order of the columns of a table of points."""
        return list(self.ranges)

    @cached_property
    def _ends(self) -> Floats:
        return np.array(list(self.ranges.values()), np.float64).T

    def unit(self, points: Floats) -> Floats:
        """Return points as places in the unit cube."""
        low, high = self._ends
        return (points - low) / (high - low)

    def points(self, unit: Floats) -> Floats:
        """Return the points of places in the unit cube."""
        low, high = self._ends
        return low + unit * (high - low)


@dataclass
class Emulators:
    """One Gaussian process for each moment, fitted to runs of one seed each.

    Attributes
    ----------
    space : Space
    runs : DataFrame
        A row a run: parameters and moments.
    restarts : int
        Times that the fit of a process begins again elsewhere.
    """

    space: Space
    runs: pd.DataFrame
    restarts: int = 2
    _fitted: dict[str, Any] = field(default_factory=dict)

    def expected(self, moment: str, points: Floats) -> tuple[Floats, Floats]:
        """Return what a moment is expected to be at points, without the luck of a seed.

        Returns
        -------
        mean, variance : ndarray of float64, shape (points,)
        """
        process, mean, scale, noise = self._process(moment)
        unit, told = self.space.unit(points), []
        for start in range(0, len(unit), PARTS):
            told.append(process.predict(unit[start : start + PARTS], return_std=True))
        expected = np.concatenate([one for one, _ in told])
        variance = np.concatenate([spread for _, spread in told]) ** 2 - noise
        return mean + scale * expected, scale**2 * np.maximum(variance, 0.0)

    def luck(self, moment: str) -> float:
        """Return the standard deviation of a moment between seeds, at one point."""
        _, _, scale, noise = self._process(moment)
        return float(scale * np.sqrt(noise))

    def implausibility(self, targets: Mapping[str, Target], points: Floats) -> Floats:
        """Return how far each moment is from what was observed, shape (moments, points)."""
        rows = []
        for moment, target in targets.items():
            mean, variance = self.expected(moment, points)
            spread = np.sqrt((target.tolerance / CUTOFF) ** 2 + variance)
            rows.append(np.abs(mean - target.value) / spread)
        return np.array(rows)

    def _process(self, moment: str) -> tuple[Any, float, float, float]:
        if moment not in self._fitted:
            self._fitted[moment] = self._fit(moment)
        return self._fitted[moment]

    def _fit(self, moment: str) -> tuple[Any, float, float, float]:
        from sklearn.exceptions import ConvergenceWarning
        from sklearn.gaussian_process import GaussianProcessRegressor
        from sklearn.gaussian_process.kernels import RBF, ConstantKernel, DotProduct, WhiteKernel

        known = self.runs.dropna(subset=moment)
        values = known[moment].to_numpy(np.float64)
        unit = self.space.unit(known[self.space.keys].to_numpy(np.float64))
        mean, scale = values.mean(), max(values.std(), 1e-9)
        lengths = np.ones(unit.shape[1]) if len(unit) > 3 * unit.shape[1] else 1.0
        smooth = RBF(lengths, (0.15, 50.0))  # one for each parameter where enough is known
        kernel = ConstantKernel(1.0, (1e-3, 1e3)) * smooth
        kernel += ConstantKernel(1.0, (1e-4, 1e3)) * DotProduct(1.0, (1e-2, 1e2))
        kernel += WhiteKernel(0.1, (1e-5, 2.0))
        process = GaussianProcessRegressor(
            kernel, n_restarts_optimizer=self.restarts, random_state=1
        )
        with warnings.catch_warnings():  # a length at its bound is a parameter that hardly matters
            warnings.simplefilter("ignore", ConvergenceWarning)
            process.fit(unit, (values - mean) / scale)
        return process, float(mean), float(scale), float(process.kernel_.k2.noise_level)


def search(
    emulators: Emulators,
    targets: Mapping[str, Target],
    fixed: Mapping[str, float] | None = None,
    power: int = 15,
    rounds: int = 3,
) -> pd.DataFrame:
    """Return the points that are not ruled out, with their worst implausibility.

    Each round looks where the one before it found something.

    Parameters
    ----------
    emulators : Emulators
    targets : mapping
        Moment -> target.
    fixed : mapping, optional
        Parameters that are not free.
    power : int
        2 ** power points a round.
    rounds : int

    Returns
    -------
    DataFrame
        The parameters, `worst` (the largest implausibility) and `of` (its moment), of the last
        round: even over the box that holds what the others found. If nothing is left, the
        hundredth of the points that is nearest to it.
    """
    from scipy.stats import qmc

    space, keys = emulators.space, emulators.space.keys
    low, high = np.zeros(len(keys)), np.ones(len(keys))
    for turn in range(rounds):
        sampler = qmc.Sobol(len(keys), scramble=True, rng=turn + 1)
        points = space.points(low + sampler.random_base2(power) * (high - low))
        for key, value in (fixed or {}).items():
            points[:, keys.index(key)] = value
        each = emulators.implausibility(targets, points)
        table = pd.DataFrame(points, columns=keys)
        table["worst"] = each.max(axis=0)
        table["of"] = np.array(list(targets))[each.argmax(axis=0)]
        left = table[table["worst"] <= CUTOFF]
        near = left if len(left) >= 20 else table.nsmallest(len(table) // 100, "worst")
        unit = space.unit(near[keys].to_numpy(np.float64))
        low = np.maximum(unit.min(axis=0) - 0.02, 0.0)
        high = np.minimum(unit.max(axis=0) + 0.02, 1.0)
    return (left if len(left) else near).reset_index(drop=True)


def together(
    emulators: Emulators, targets: Mapping[str, Target], power: int = 13
) -> dict[str, Target]:
    """Return as many targets as can be met together: those under which points are left.

    Of several such choices the one that leaves the least implausible point.
    """
    for number in range(len(targets), 0, -1):
        best: tuple[float, dict[str, Target]] = (CUTOFF, {})
        for names in combinations(targets, number):
            kept = {name: targets[name] for name in names}
            worst = float(search(emulators, kept, power=power)["worst"].min())
            if worst <= best[0]:
                best = worst, kept
        if best[1]:
            return best[1]
    return {}


def spread_out(space: Space, points: pd.DataFrame, number: int) -> pd.DataFrame:
    """Return points far from each other: each next one is the farthest from those before it."""
    unit = space.unit(points[space.keys].to_numpy(np.float64))
    chosen = [int(points["worst"].to_numpy().argmin())]
    nearest = ((unit - unit[chosen[0]]) ** 2).sum(axis=1)
    while len(chosen) < min(number, len(points)):
        chosen.append(int(nearest.argmax()))
        nearest = np.minimum(nearest, ((unit - unit[chosen[-1]]) ** 2).sum(axis=1))
    return points.iloc[chosen].reset_index(drop=True)


def honest(emulators: Emulators, runs: pd.DataFrame, moments: Sequence[str]) -> pd.DataFrame:
    """Return how well emulators foretold runs that they had not seen, a row a moment."""
    points, rows = runs[emulators.space.keys].to_numpy(np.float64), []
    for moment in moments:
        mean, variance = emulators.expected(moment, points)
        spread = np.sqrt(variance + emulators.luck(moment) ** 2)
        off = (runs[moment].to_numpy(np.float64) - mean) / spread
        rows.append({"moment": moment, "within 2 sd, %": 100 * float((np.abs(off) <= 2).mean()),
                     "mean error": float((off * spread).mean())})  # fmt: skip
    return pd.DataFrame(rows)

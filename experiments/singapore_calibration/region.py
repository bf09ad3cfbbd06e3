"""The region of parameters that the moments do not rule out: emulators and implausibility."""

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
CUTOFF = 3.0  # implausibility that rules a point out (three standard deviations)


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
        process = self._process(moment)
        expected, variance = process(self.space.unit(points))
        return process.mean + process.scale * expected, process.scale**2 * variance

    def luck(self, moment: str) -> float:
        """Return the standard deviation of a moment between seeds, at one point."""
        process = self._process(moment)
        return float(process.scale * np.sqrt(process.noise))

    def implausibility(self, targets: Mapping[str, Target], points: Floats) -> Floats:
        """Return how far each moment is from what was observed, shape (moments, points)."""
        rows = []
        for moment, target in targets.items():
            mean, variance = self.expected(moment, points)
            spread = np.sqrt((target.tolerance / CUTOFF) ** 2 + variance)
            rows.append(np.abs(mean - target.value) / spread)
        return np.array(rows)

    def _process(self, moment: str) -> "Process":
        if moment not in self._fitted:
            self._fitted[moment] = self._fit(moment)
        return self._fitted[moment]

    def _fit(self, moment: str) -> "Process":
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
        return Process.of(process, float(mean), float(scale))


@dataclass(frozen=True)
class Process:
    """A fitted Gaussian process, to be asked a million times: what scikit-learn's `predict` returns
    (a test compares the two), without the noise, ten times as fast.

    Attributes
    ----------
    known : ndarray, shape (runs, parameters)
        Places of the runs, over the lengths of the kernel.
    lengths : ndarray
        In the unit cube.
    smooth, linear, offset, noise : float
        Variances: of the smooth part, of the linear part and its constant, of the luck of a seed.
    weights : ndarray, shape (runs,)
    root : ndarray, shape (runs, runs)
        Inverse of the lower Cholesky root of the runs' covariance.
    mean, scale : float
        Of the moment over the runs.
    """

    known: Floats
    lengths: Floats
    smooth: float
    linear: float
    offset: float
    noise: float
    weights: Floats
    root: Floats
    mean: float
    scale: float

    @classmethod
    def of(cls, fitted: Any, mean: float, scale: float) -> "Process":
        """Return the process that scikit-learn fitted."""
        smooth, linear = fitted.kernel_.k1.k1, fitted.kernel_.k1.k2
        lengths = np.broadcast_to(smooth.k2.length_scale, fitted.X_train_.shape[1:])
        return cls(
            known=fitted.X_train_ / lengths,
            lengths=lengths,
            smooth=float(smooth.k1.constant_value),
            linear=float(linear.k1.constant_value),
            offset=float(linear.k2.sigma_0) ** 2,
            noise=float(fitted.kernel_.k2.noise_level),
            weights=fitted.alpha_,
            root=np.linalg.inv(fitted.L_),
            mean=mean,
            scale=scale,
        )

    def __call__(self, unit: Floats) -> tuple[Floats, Floats]:
        """Return mean and variance at places of the unit cube, both scaled."""
        at = unit / self.lengths
        apart = (at**2).sum(axis=1)[:, None] + (self.known**2).sum(axis=1) - 2 * at @ self.known.T
        along = self.offset + unit @ (self.known * self.lengths).T
        shared = self.smooth * np.exp(-0.5 * apart) + self.linear * along
        own = self.smooth + self.linear * (self.offset + (unit**2).sum(axis=1))
        variance = own - ((shared @ self.root.T) ** 2).sum(axis=1)
        return shared @ self.weights, np.maximum(variance, 0.0)


def search(
    emulators: Emulators,
    targets: Mapping[str, Target],
    fixed: Mapping[str, float] | None = None,
    size: int = 1000,
    rounds: int = 25,
    mixing: int = 10,
) -> pd.DataFrame:
    """Return points spread evenly over the region that is not ruled out.

    Subset simulation (Au & Beck 2001): points that may be as implausible as the best half of those
    before them walk about, by differences between each other (ter Braak 2006), until the level is
    the cutoff; from then on the level stays and they mix a while.

    Parameters
    ----------
    emulators : Emulators
    targets : mapping
        Moment -> target.
    fixed : mapping, optional
        Parameters that are not free.
    size : int
        Points.
    rounds : int
        In which the level must have come down to the cutoff.
    mixing : int
        Rounds after that, in which points lose the memory of how the region was found.

    Returns
    -------
    DataFrame
        The parameters, `worst` (the largest implausibility) and `of` (its moment). Where nothing is
        left `worst` is above the cutoff: the points are the nearest that were found.
    """
    space, keys = emulators.space, emulators.space.keys
    drawn = np.random.default_rng(1)
    free = np.array([key not in (fixed or {}) for key in keys])
    set_to = space.unit(np.array([(fixed or {}).get(key, space.ranges[key][0]) for key in keys]))

    def worst_of(unit: Floats) -> Floats:
        return emulators.implausibility(targets, space.points(unit)).max(axis=0)

    first = drawn.random((4 * size, len(keys)))
    unit = np.where(free, first, set_to)
    worst = worst_of(unit)
    mixed = turn = 0
    while mixed < mixing and (mixed or turn < rounds):
        level = max(CUTOFF, float(np.quantile(worst, 0.5)))
        inside = np.flatnonzero(worst <= level)
        chosen = drawn.choice(inside, size)
        unit, worst = unit[chosen], worst[chosen]
        for _ in range(4):
            unit, worst = _walk(unit, worst, level, free, drawn, worst_of)
        turn, mixed = turn + 1, mixed + (level <= CUTOFF)
    table = pd.DataFrame(space.points(unit), columns=keys).assign(worst=worst)
    each = emulators.implausibility(targets, space.points(unit))
    table["of"] = np.array(list(targets))[each.argmax(axis=0)]
    left = table[table["worst"] <= CUTOFF]
    return (left if len(left) else table.drop_duplicates()).reset_index(drop=True)


def _walk(
    unit: Floats,
    worst: Floats,
    level: float,
    free: NDArray[np.bool_],
    drawn: np.random.Generator,
    worst_of: Callable[[Floats], Floats],
) -> tuple[Floats, Floats]:
    """Let every point try one step; it stays where the step leaves the cube or the level."""
    number = len(unit)
    one, other = drawn.integers(number, size=(2, number))
    stride = drawn.choice([1.0, 0.4, 0.1], size=(number, 1))
    step = stride * (unit[one] - unit[other]) + 0.005 * drawn.standard_normal(unit.shape)
    tried = np.where(free, unit + step, unit)
    within = ((tried >= 0.0) & (tried <= 1.0)).all(axis=1)
    found = np.full(number, np.inf)
    if within.any():
        found[within] = worst_of(tried[within])
    moved = found <= level
    return np.where(moved[:, None], tried, unit), np.where(moved, found, worst)


def together(
    emulators: Emulators, targets: Mapping[str, Target], size: int = 1000
) -> dict[str, Target]:
    """Return as many targets as can be met together: those under which points are left.

    Of several such choices the one that leaves the least implausible point.
    """
    for number in range(len(targets), 0, -1):
        best: tuple[float, dict[str, Target]] = (CUTOFF, {})
        for names in combinations(targets, number):
            kept = {name: targets[name] for name in names}
            worst = float(search(emulators, kept, size=size, mixing=1)["worst"].min())
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

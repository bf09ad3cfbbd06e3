"""What the study found, and the numbers that its tables and pictures share."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import observed
import pandas as pd
import region
import sets

FORGOTTEN = 0.02  # of D, between two starts
#: Parameters that the data are expected not to tell apart, and their correlation at least.
RIDGES = (
    (sets.TASTE, "preferences.appeal_sigma.malay", -0.3),
    ("preferences.attachment_owner", "rules.consider_owner", 0.3),
    ("preferences.attachment_renter", "rules.consider_renter", 0.3),
)
PAIRS_OF_D = [f"D.subzone.{a}-{b}" for a, b in observed.PAIRS]


@dataclass(frozen=True)
class Findings:
    """What the study found.

    Attributes
    ----------
    data : Path
        Folder of the census tables.
    emulators : Emulators
    regions : dict of str to DataFrame
        Fit -> accepted points.
    kept : list of str
        Moments that the region is of: all, or as many as can be met together.
    told : DataFrame
        How well each wave was foretold.
    three : DataFrame
        The sets.
    checked : dict of str to DataFrame
        Runs of the sets: `check`, `before`, `apart`.
    effects : DataFrame
        Effect of abolishing the quota, a row a point and seed.
    """

    data: Path
    emulators: region.Emulators
    regions: dict[str, pd.DataFrame]
    kept: list[str]
    told: pd.DataFrame
    three: pd.DataFrame
    checked: dict[str, pd.DataFrame]
    effects: pd.DataFrame

    def of_set(self, name: str, runs: pd.DataFrame) -> pd.DataFrame:
        """Return the runs of one set."""
        row = self.three[self.three["set"] == name].iloc[0]
        same = np.ones(len(runs), bool)
        for key in self.emulators.space.keys:
            same &= np.isclose(runs[key].astype(float), float(row[key]))
        return runs[same]


def in_order(
    found: Findings, runs: pd.DataFrame, name: str, values: Mapping[str, float], one: str
) -> bool:
    """Return whether a set has the classes in the observed order."""
    mine = found.of_set(one, runs)
    means = [mine[f"{name}.{group}"].mean() for group in values]
    ranked = np.argsort(list(values.values()))
    return bool((np.argsort(means) == ranked).all())


def by_point(found: Findings, sweep: str) -> pd.DataFrame:
    """Return the mean effect at each point of a sweep."""
    mine = found.effects[found.effects["sweep"] == sweep]
    return mine.groupby(found.emulators.space.keys)[["effect", "with"]].mean().reset_index()


def interval(values: pd.Series) -> float:
    """Return half of Student's 95 % interval of a mean over seeds."""
    from scipy import stats

    if len(values) < 2:
        return float("nan")
    t = stats.t.ppf(0.975, len(values) - 1)
    return float(t * values.std(ddof=1) / np.sqrt(len(values)))


def memory(found: Findings, name: str) -> float:
    """Return the largest difference of D between a random and a segregated start."""
    one, other = (found.of_set(name, found.checked[key]) for key in ("check", "apart"))
    one = one[one["seed"].isin(other["seed"])]
    return float(np.abs(one[PAIRS_OF_D].mean() - other[PAIRS_OF_D].mean()).max())


def correlation(found: Findings, one: str, other: str) -> float:
    """Return the correlation of two parameters over the region."""
    return float(found.regions["all moments"][[one, other]].corr().iloc[0, 1])


def predicted(found: Findings, fit: str, moment: str) -> tuple[float, float, float]:
    """Return what the points of a fit expect of a moment: 5 %, median, 95 %."""
    points = found.regions[fit][found.emulators.space.keys].to_numpy(np.float64)
    low, middle, high = np.quantile(found.emulators.expected(moment, points)[0], [0.05, 0.5, 0.95])
    return float(low), float(middle), float(high)

"""Price and delay of homes that a quota keeps from some buyers; see README.md."""

import math
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from scipy import stats

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import sim
from sim.city import City

MONTHS, FIRST = 240, 25
CLASSES = ("chinese", "malay", "indian_others")
LIMITS = (*CLASSES, "several")
WORLDS = {"quota": 0.995, "placebo": 0.0}  # enforcement
TOWN = (
    "city=singapore",
    "city.size=[120,120]",
    "policy=ethnic_quota",
    "market.prices=asking",
    "metrics=none",
)


def sums(
    enforcement: float, seed: int, tastes: str = "assumed", months: int = MONTHS, first: int = FIRST
) -> np.ndarray:
    """Return sales, months and relative prices in all: shape (3, classes, 1 + limits)."""
    world = (f"policy.ethnic_quota.enforcement={enforcement}", f"preferences={tastes}")
    words = (*TOWN, *world, f"seed={seed}")
    series = City(sim.compose(*words, f"months={months}")).run().series()
    return np.array(
        [
            [
                [series[f"{kind}.{seller}@{limit}"][first:].sum() for limit in ("no", *LIMITS)]
                for seller in CLASSES
            ]
            for kind in ("sold", "sold_wait", "sold_price")
        ]
    )


def gaps(found: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return price gaps and delays against the same seller's class where no limit binds."""
    number, wait, price = found
    with np.errstate(invalid="ignore", divide="ignore"):
        means, waits = price / number, wait / number
    return means[:, 1:] / means[:, :1] - 1.0, waits[:, 1:] - waits[:, :1]


def interval(values: np.ndarray, scale: float, unit: str) -> str:
    """Return a mean and Student's interval over seeds, as a reader says it."""
    values = values[np.isfinite(values)]
    half = values.std(ddof=1) / math.sqrt(len(values)) * stats.t.ppf(0.975, len(values) - 1)
    mean = values.mean()
    low, high = (mean - half) * scale, (mean + half) * scale
    return f"{mean * scale:+.2f}{unit} ({low:+.2f} to {high:+.2f})"


def kept_from_buyers(number: np.ndarray, effects: dict[str, list[tuple[np.ndarray, ...]]]) -> str:
    """Return what the quota does to all sellers whom it keeps from some buyers, by their sales."""
    others = np.array([[limit != seller for limit in LIMITS] for seller in CLASSES])
    weights = np.where(others, number[:, 1:], 0.0)
    said = []
    for k, (scale, unit) in enumerate(((100, " %"), (1, " months"))):
        apart = [a[k] - b[k] for a, b in zip(effects["quota"], effects["placebo"], strict=True)]
        over = [np.nansum(weights * each) / weights[np.isfinite(each)].sum() for each in apart]
        said.append(interval(np.array(over), scale, unit))
    return f"Kept from some buyers, quota less placebo: {said[0]} and {said[1]}."


def main(seeds: int = 10, fewest: int = 20, tastes: str = "assumed") -> None:
    """Print one row a seller's class and binding limit, prices first."""
    jobs = [(world, seed) for world in WORLDS for seed in range(1, seeds + 1)]
    with ProcessPoolExecutor(2) as pool:
        worlds, own = [WORLDS[w] for w, _ in jobs], [s for _, s in jobs]
        runs = list(pool.map(sums, worlds, own, [tastes] * len(jobs)))
    found = {
        w: np.array([r for (v, _), r in zip(jobs, runs, strict=True) if v == w]) for w in WORLDS
    }
    for world, each in found.items():
        number, wait, _ = each.sum(axis=0)
        print(f"{world}: {number.sum() / seeds:.0f} sales a seed;", end=" ")
        print(f"{number[:, 0].sum() / number.sum():.0%} where no limit binds, after", end=" ")
        print(f"{wait[:, 0].sum() / number[:, 0].sum():.2f} months")
    effects = {w: [gaps(run) for run in each] for w, each in found.items()}
    for k, (what, scale, unit) in enumerate((("price gap", 100, " %"), ("delay", 1, " months"))):
        print(f"\n| seller | limit | sales | {what}, quota | {what}, placebo | difference |")
        print("| --- | --- | --- | --- | --- | --- |")
        for s, seller in enumerate(CLASSES):
            for j, limit in enumerate(LIMITS):
                sales = [each[:, 0, s, 1 + j].mean() for each in found.values()]
                if min(sales) < fewest:
                    continue
                one, other = (np.array([e[k][s, j] for e in effects[w]]) for w in WORLDS)
                cells = [interval(v, scale, unit) for v in (one, other, one - other)]
                print(f"| {seller} | {limit} | {sales[0]:.0f} | " + " | ".join(cells) + " |")
    print("\n" + kept_from_buyers(found["quota"][:, 0].mean(axis=0), effects))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]), *sys.argv[3:])

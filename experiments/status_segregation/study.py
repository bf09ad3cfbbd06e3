"""Status segregation with fixed and with endogenous prices of homes; see README.md."""

import math
import sys
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from pathlib import Path

import numpy as np
from scipy import stats

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import sim
from sim.behaviour.parameters import BILLION
from sim.city import City
from sim.config.schema import Group
from sim.market.asking import levels_of
from sim.state.columns import PRIVATE

SEEDS, MONTHS, LAST = range(1, 11), 360, 60
PRICES = {"fixed": "rents", "endogenous": "asking"}
WEALTH = {"apart": 1.0, "together": 3.0}  # median income of high status over that of low
COSTS, TASTE = (2, 10), 4.0
MEASURES = {
    "D, neighbourhoods": "dissimilarity.neighbourhood.all.corrected",
    "D, blocks": "dissimilarity.block.all.corrected",
    "H^R of income": "rank_order_information_theory.neighbourhood.all",
    "NSI of income": "neighbourhood_sorting.neighbourhood.all",
}
TOWN = (
    "city=small",
    "preferences=assumed",
    "city.size=[90,90]",
    "city.public.share=0.0",
    "city.private.share=1.0",
    "city.private.rental=0.0",
    "city.private.vacancy_owned=0.05",
    "city.private.rent=1800",
    "city.rent_spread=0.0",
    "city.income.median=9000",
    "city.income.sigma=0.5",
    "city.income.no_work=0",
    *(f"city.groups.{group}.public_rate=0" for group in ("chinese", "malay", "indian")),
    "preferences.own_group=0",
    "preferences.income_similarity=0",
    "preferences.quality=0",
    "preferences.attachment_owner=0",
    "rules.consider_owner=0.24",
    "market.vacancy_response=0",
    "market.project_rate=0",
    "metrics.every=12",
)


def town(prices: str, wealth: str, cost: int, seed: int, months: int = MONTHS) -> City:
    """Return a town of one of the worlds, before its first month."""
    config = sim.compose(
        *TOWN,
        f"preferences.cost={cost}",
        f"market.prices={PRICES[prices]}",
        f"months={months}",
        f"seed={seed}",
    )
    config.city.groups = {
        name: Group(share=0.5, public_rate=0.0, income_ratio=ratio, quota_class=name)
        for name, ratio in (("low", 1.0), ("high", WEALTH[wealth]))
    }
    config.preferences.own_group_of = {"high": TASTE, "low": -TASTE}
    return City(config)


def price_gradient(city: City) -> float:
    """Return the correlation over blocks of the level of prices with the share of high status."""
    seen, block = city.snapshot(), city.state.zones.block
    here = seen.group >= 0
    high = np.bincount(block[here], seen.group[here] == 1) / np.bincount(block[here])
    level = levels_of(city.state, PRIVATE, np.unique(block, return_index=True)[1]) / BILLION
    return float(np.corrcoef(high, level)[0, 1]) if level.std() else 0.0


def outcomes(prices: str, wealth: str, cost: int, seed: int, months: int = MONTHS) -> list[float]:
    """Return the measures of a run, means of the last months, and the price gradient."""
    city = town(prices, wealth, cost, seed, months).run()
    series = city.series()
    late = [series[name][-LAST:] for name in MEASURES.values()]
    moves = series["moves"][-LAST:].mean() / series["households"][-1]
    level = float(series["price_level.private"][-1]) if prices == "endogenous" else 1.0
    means = [float(np.mean(values[np.isfinite(values)])) for values in late]
    return [*means, price_gradient(city), level, float(moves)]


NAMES = (*MEASURES, "price gradient", "price level", "moves a month")


def interval(values: np.ndarray) -> str:
    """Return a mean and Student's interval over seeds."""
    half = values.std(ddof=1) / math.sqrt(len(values)) * stats.t.ppf(0.975, len(values) - 1)
    return f"{values.mean():+.3f} ({values.mean() - half:+.3f} to {values.mean() + half:+.3f})"


def main() -> None:
    """Print the worlds, then the effects."""
    worlds = list(product(COSTS, WEALTH, PRICES))
    jobs = [(p, w, c, seed) for c, w, p in worlds for seed in SEEDS]
    with ProcessPoolExecutor(2) as pool:
        runs = np.array(list(pool.map(outcomes, *zip(*jobs, strict=True))))
    found = dict(zip(worlds, runs.reshape(len(worlds), len(SEEDS), -1), strict=True))
    print("| cost | status and wealth | prices | " + " | ".join(NAMES) + " |")
    print("| --- " * (3 + len(NAMES)) + "|")
    for (cost, wealth, prices), each in found.items():
        numbers = " | ".join(f"{mean:.3f}" for mean in each.mean(axis=0))
        print(f"| {cost} | {wealth} | {prices} | {numbers} |")
    measures = list(MEASURES)
    print("\n| effect | cost | " + " | ".join(measures) + " |")
    print("| --- " * (2 + len(measures)) + "|")
    for cost in COSTS:
        effect = {w: found[cost, w, "endogenous"] - found[cost, w, "fixed"] for w in WEALTH}
        effect["interaction"] = effect["together"] - effect["apart"]
        for name, values in effect.items():
            cells = " | ".join(interval(values[:, k]) for k in range(len(measures)))
            words = name if name == "interaction" else f"endogenous less fixed, {name}"
            print(f"| {words} | {cost} | {cells} |")


if __name__ == "__main__":
    main()

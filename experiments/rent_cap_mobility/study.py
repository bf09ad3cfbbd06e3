"""How a San-Francisco-type rent cap changes the mobility of covered tenants; see README.md."""

import math
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from scipy import stats

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import sim
from sim.city import City
from sim.clock import month_of
from sim.state.columns import PRIVATE, State

GROWTHS, SEEDS, YEARS = (0.0, 0.01, 0.03), range(1, 11), (5, 10)
LAW = "rent_cap/san_francisco_1994"
TOWN = (
    "city=small",
    "city.size=[120,120]",
    "city.start=1994-12",
    "city.initial=burned_in",
    "city.public.share=0.35",
    "city.public.rental=0.0",
    "city.private.share=0.65",
    "city.private.rental=1.0",
    "city.private.rent=1500",
    "city.income.no_work=0",
    *(f"city.groups.{group}.public_rate=0.35" for group in ("chinese", "malay", "indian")),
    "metrics=none",
    f"months={12 * YEARS[-1]}",
)


def covered_tenants(city: City) -> np.ndarray:
    """Return the tenants of month 0 whose home the law would cover, in whatever world."""
    law = sim.compose(f"policy={LAW}").policy["rent_cap"]
    built = city.buildings.built(law["oldest_years"])
    old = built < month_of(city.config.city.start, law["built_before"])
    state: State = city.state
    homes = state.dwellings
    let = (homes.sector == PRIVATE) & (homes.rental == 1) & old[state.zones.block]
    return homes.household[let & (homes.household >= 0)]


def stayers(policy: str, growth: float, seed: int) -> list[float]:
    """Return the shares of a world's covered tenants who are still at home after so many years."""
    words = (*TOWN, f"policy={policy}", f"market.rent_growth={growth}", f"seed={seed}")
    city = City(sim.compose(*words))
    tenants = covered_tenants(city)
    home = city.state.households.dwelling[tenants].copy()
    shares = []
    for month in range(1, 12 * YEARS[-1] + 1):
        city.step()
        people = city.state.households
        if month in [12 * years for years in YEARS]:
            stayed = (people.dwelling[tenants] == home) & (people.moved[tenants] <= 0)
            shares.append(float(stayed.mean()))
    return shares


def effects(growth: float, seed: int) -> list[tuple[float, float, float]]:
    """Return for each horizon the rates of leaving without and with the cap, and the effect."""
    rates = []
    for policy in ("none", LAW):
        shares = stayers(policy, growth, seed)
        rates.append([-math.log(s) / y for s, y in zip(shares, YEARS, strict=True)])
    return [(a, b, b / a - 1.0) for a, b in zip(*rates, strict=True)]


def main() -> None:
    """Print one row a growth of rents and horizon."""
    print("| growth | years | leave a year, no cap | with the cap | effect | 95 % interval |")
    print("| --- | --- | --- | --- | --- | --- |")
    with ProcessPoolExecutor(2) as pool:
        for growth in GROWTHS:
            found = np.array(list(pool.map(effects, [growth] * len(SEEDS), SEEDS)))
            for k, years in enumerate(YEARS):
                without, capped, effect = found[:, k].mean(axis=0)
                spread = found[:, k, 2].std(ddof=1) / math.sqrt(len(SEEDS))
                half = spread * stats.t.ppf(0.975, len(SEEDS) - 1)
                print(
                    f"| {growth:.0%} | {years} | {without:.1%} | {capped:.1%} | {effect:+.1%} |"
                    f" {effect - half:+.1%} to {effect + half:+.1%} |",
                    flush=True,
                )


if __name__ == "__main__":
    main()

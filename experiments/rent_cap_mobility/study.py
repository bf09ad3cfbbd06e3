"""What a San-Francisco-type rent cap does to tenants, to rental homes and to rents; see README."""

import math
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from scipy import stats

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import sim
from sim.burn_in import Start, burned_in
from sim.city import City
from sim.clock import month_of
from sim.engines.flows import UNHOUSED
from sim.state.columns import PRIVATE, PRIVATE_RENTAL

GROWTHS, SEEDS, YEARS = (0.0, 0.01, 0.03), range(1, 11), (5, 10, 15)
LAW = "rent_cap/san_francisco_1994"
WORLDS = {
    "none": ("policy=none",),
    "cap alone": (f"policy={LAW}", "policy.rent_cap.withdrawal=0"),
    "with withdrawal": (f"policy={LAW}",),
}
TOWN = (
    "city=small",
    "preferences=assumed",
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
)


def covered_homes(city: City) -> np.ndarray:
    """Return the cells of the rental homes that the law would cover, in whatever world."""
    law = sim.compose(f"policy={LAW}").policy["rent_cap"]
    built = city.buildings.built(law["oldest_years"])
    old = built < month_of(city.config.city.start, law["built_before"])
    homes = city.state.dwellings
    let = (homes.sector == PRIVATE) & (homes.rental == 1) & old[city.state.zones.block]
    return np.flatnonzero(let)


def asked(city: City) -> float:
    """Return the mean rent asked for the vacant homes to let, over that of the same homes at the
    start: the level of market rents that a newcomer meets."""
    vacancies = city.state.vacancies
    cells = vacancies.homes[PRIVATE_RENTAL, : vacancies.length[PRIVATE_RENTAL]]
    levels = city.state.rent_level[city.state.zones.neighbourhood[cells], PRIVATE]
    return float(levels.mean() / 1e9) if len(cells) else math.nan


def lived(words: tuple[str, ...], seed: int, start: Start, years: tuple[int, ...]) -> np.ndarray:
    """Return for each horizon: the rate at which covered tenants of month 0 leave, a year; the
    share of covered homes that are still let, the level of market rents, the share of homes to let
    that stand empty, and arrivals without a home so far per covered home."""
    city = City(sim.compose(*TOWN, *words, f"seed={seed}", f"months={12 * years[-1]}"), start=start)
    homes = covered_homes(city)
    tenants = city.state.dwellings.household[homes]
    tenants = tenants[tenants >= 0]
    home = city.state.households.dwelling[tenants].copy()
    rows, unhoused = [], 0
    for month in range(1, 12 * years[-1] + 1):
        city.step()
        unhoused += int(city.flows.events[UNHOUSED].sum())
        if month % 12 == 0 and month // 12 in years:
            people, dwellings = city.state.households, city.state.dwellings
            stayed = (people.dwelling[tenants] == home) & (people.moved[tenants] <= 0)
            let = (dwellings.sector == PRIVATE) & (dwellings.rental == 1)
            empty = city.state.vacancies.length[PRIVATE_RENTAL] / let.sum()
            leaving = -math.log(float(stayed.mean())) / (month // 12)
            still = float((dwellings.rental[homes] == 1).mean())
            rows.append((leaving, still, asked(city), float(empty), unhoused / len(homes)))
    return np.array(rows)


def worlds(growth: float, seed: int, years: tuple[int, ...] = YEARS, more: tuple = ()) -> dict:
    """Return what `lived` finds in each world of a seed, from one burned-in start."""
    start = burned_in(sim.compose(*TOWN, f"seed={seed}"), seed)
    rents = (f"market.rent_growth={growth}", *more)
    return {name: lived((*w, *rents), seed, start, years) for name, w in WORLDS.items()}


def interval(values: np.ndarray) -> str:
    """Return a mean with Student's interval over seeds, per cent."""
    half = stats.t.ppf(0.975, len(values) - 1) * values.std(ddof=1) / math.sqrt(len(values))
    mean = values.mean()
    return f"{mean:+.1%} ({mean - half:+.1%} to {mean + half:+.1%})"


def main(*more: str) -> None:
    """Print one row a growth of rents, world and horizon; `more` are further overrides."""
    head = (
        "growth",
        "world",
        "years",
        "leave a year",
        "effect",
        "let",
        "rents",
        "empty",
        "unhoused",
    )
    print("|", " | ".join(head), "|")
    print("|", " | ".join(["---"] * len(head)), "|")
    with ProcessPoolExecutor(2) as pool:
        for growth in GROWTHS if not more else GROWTHS[:1]:
            tasks = [pool.submit(worlds, growth, seed, YEARS, more) for seed in SEEDS]
            found = [task.result() for task in tasks]
            base = np.array([each["none"] for each in found])
            for name in WORLDS:
                values = np.array([each[name] for each in found])
                for k, years in enumerate(YEARS):
                    leave, let, _, empty, unhoused = values[:, k].mean(axis=0)
                    effect = values[:, k, 0] / base[:, k, 0] - 1.0
                    rents = values[:, k, 2] / base[:, k, 2] - 1.0
                    effects = ("", "") if name == "none" else (interval(effect), interval(rents))
                    print(
                        f"| {growth:.0%} | {name} | {years} | {leave:.1%} | {effects[0]} |"
                        f" {let:.1%} | {effects[1]} | {empty:.1%} | {unhoused:.1%} |",
                        flush=True,
                    )


if __name__ == "__main__":
    main(*sys.argv[1:])

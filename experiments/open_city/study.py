"""Does vacancy settle in the open city? See README.md."""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import sim
from sim.burn_in import burned_in
from sim.city import City

HERE = Path(__file__).resolve().parent
SEEDS, YEARS, SHOWN = range(1, 6), 30, (0, 5, 10, 20, 30)
CITY = (
    "city=singapore",
    "city.size=[120,120]",
    "preferences=assumed",
    "policy=ethnic_quota",
    "market=full",
    "metrics=none",
    f"months={12 * YEARS}",
)
# Parts of the market that this study is not about are off, also where the preset has them on.
APART = ("market.supply=programme", "market.prices=rents")
STILL = ("market.project_rate=0",)
WORLDS = {
    "no new homes": STILL,
    "new homes": (),
    "nobody forms or ends": (*STILL, "market.formation=0", "market.dissolution=0"),
    "rents answer more": (*STILL, "market.vacancy_response=0.8"),
    "the full market": ("market=full",),
    "elsewhere better": (*STILL, "market.elsewhere=2.0"),
    "elsewhere worse": (*STILL, "market.elsewhere=1.0"),
}
NATURAL = {"public": 0.7, "private": 6.5}


def outcomes(city: City) -> dict[str, np.ndarray]:
    """Return what is shown, one value a month."""
    series = city.series()
    found = {"households": 100 * series["households"] / series["households"][0]}
    for sector in NATURAL:
        share = series[f"market_vacant.{sector}"] / series[f"market_homes.{sector}"]
        found[f"vacancy, {sector}"] = 100 * share
    for sector in NATURAL:
        found[f"rents, {sector}"] = 100 * series[f"rent_level.{sector}"]
    found["median income"] = 100 * series["median_income"] / series["median_income"][0]
    for group in ("malay", "indian"):
        found[f"share, {group}"] = 100 * series[f"households.{group}"] / series["households"]
    net = series["arrivals"] - series["departed"] - series["displaced_out"]
    found["net migration"] = np.concatenate(
        [[0.0], np.convolve(net[1:], np.ones(12))[: len(net) - 1]]
    )
    return found


def run() -> dict[str, list[dict[str, np.ndarray]]]:
    """Return the outcomes of each world, one entry a seed."""
    found: dict[str, list[dict[str, np.ndarray]]] = {world: [] for world in WORLDS}
    for seed in SEEDS:
        start = burned_in(sim.compose(*CITY, *APART), seed)
        for world, words in WORLDS.items():
            apart = () if "market=full" in words else APART
            city = City(sim.compose(*CITY, *apart, *words), seed, start).run()
            found[world].append(outcomes(city))
    return found


def table(found: dict[str, list[dict[str, np.ndarray]]]) -> None:
    """Print the mean over seeds, one row a world and outcome, and the spread at the end."""
    head = [f"year {year}" for year in SHOWN]
    print("| world | outcome |", " | ".join(head), "| SD over seeds |")
    print("| --- | --- |", " | ".join("---" for _ in head), "| --- |")
    for world, seeds in found.items():
        for name in seeds[0]:
            values = np.array([one[name] for one in seeds])
            cells = [f"{values[:, 12 * year].mean():.1f}" for year in SHOWN]
            spread = values[:, -1].std(ddof=1)
            print(f"| {world} | {name} |", " | ".join(cells), f"| {spread:.1f} |")


def picture(found: dict[str, list[dict[str, np.ndarray]]], path: Path) -> None:
    """Draw four outcomes over the years: the mean of the seeds thick, each seed thin."""
    panels = ("vacancy, private", "vacancy, public", "households", "rents, private")
    units = ("% of homes on the market", "% of homes on the market", "start = 100", "start = 100")
    figure, axes = plt.subplots(2, 2, figsize=(10, 7.5), sharex=True, layout="constrained")
    years = np.arange(12 * YEARS + 1) / 12
    for ax, name, unit in zip(axes.ravel(), panels, units, strict=True):
        for k, (world, seeds) in enumerate(found.items()):
            values = np.array([one[name] for one in seeds])
            ax.plot(years, values.T, color=f"C{k}", lw=0.4, alpha=0.4)
            ax.plot(years, values.mean(axis=0), color=f"C{k}", lw=2, label=world)
        if name.startswith("vacancy"):
            natural = NATURAL[name.split(", ")[1]]
            ax.axhline(natural, color="black", ls=":", lw=1.5, label="natural vacancy")
        ax.set(title=name.capitalize(), ylabel=unit)
        if name != "households":
            ax.set_ylim(0, None)
    for ax in axes[1]:
        ax.set_xlabel("years")
    handles, labels = axes[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=4, fontsize=9)
    figure.savefig(path, dpi=110)


def main() -> None:
    """Print the table and draw the picture."""
    found = run()
    table(found)
    picture(found, HERE / "picture.png")


if __name__ == "__main__":
    main()

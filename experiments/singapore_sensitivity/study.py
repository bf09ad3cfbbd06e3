"""How much each assumption moves the effect of ending the quota. See README.md.

python experiments/singapore_sensitivity/study.py            # runs what is missing, then all below
python experiments/singapore_sensitivity/study.py --small    # a tiny city, about ten seconds
python experiments/singapore_sensitivity/study.py --no-runs  # tables and pictures of what is there
"""

import argparse
import sys
from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(ROOT)]

import all_at_once  # noqa: E402
import one_at_a_time  # noqa: E402
import runs  # noqa: E402
import seeds  # noqa: E402

from sim.analysis import sensitivity_report  # noqa: E402
from sim.analysis.pairing import paired  # noqa: E402
from sim.analysis.points import PointEffects, point_effects  # noqa: E402
from sim.analysis.sensitivity import indices  # noqa: E402
from sim.analysis.text import NOT_MODELLED, number  # noqa: E402
from sim.results import load  # noqa: E402

D = "dissimilarity.neighbourhood.public.corrected"
QUOTA = {"policy": "ethnic_quota"}
START, END = "<!-- results:start -->", "<!-- results:end -->"


def effects_of(folder: Path, baseline: dict[str, str] | None = None) -> PointEffects:
    """Return the effect of ending the quota at each point of a store."""
    wanted = QUOTA if baseline is None else baseline
    found = [each for each in point_effects(load(folder), wanted, D) if each.world == "none"]
    return found[0]


def moves_of(folder: Path, effects: PointEffects) -> list[float]:
    """Return the moves a year of 100 households at each point, with the quota, over the window."""
    results = load(folder)
    series = results.read_series(["moves", "households"])
    late = series[series["month"] > series["month"].max() - 60].groupby("address")
    rates = 1200 * late["moves"].mean() / late["households"].mean()
    runs_there = results.runs[results.runs["world"] == "ethnic_quota"]
    found = runs_there.assign(rate=runs_there["address"].map(rates))
    means = found.groupby(effects.keys)["rate"].mean()
    return [float(means[tuple(point.values())]) for point in effects.points]


def one(folder: Path, to: Path) -> list[str]:
    """Write the table, the CSV and the tornado of one assumption at a time."""
    effects = effects_of(folder)
    moves = moves_of(folder, effects)
    found = one_at_a_time.swings(effects, moves)
    base = one_at_a_time.mean_of(effects.values[0])
    count = effects.values.shape[1]
    one_at_a_time.tornado(found, base, to / "tornado.png", count)
    pd.DataFrame(_csv(effects, moves)).to_csv(to / "one_at_a_time.csv", index=False)
    verdicts = [each.verdict for each in found]
    told = ", ".join(f"{word} {verdicts.count(word)}" for word in dict.fromkeys(sorted(verdicts)))
    return [
        "### One at a time",
        "",
        "![How far one assumption moves the effect of ending the quota](tornado.png)",
        "",
        f"With the study's values the effect is {one_at_a_time.shown(base)} ({count} seeds; in "
        "brackets 95 % intervals, luck of the draw only). The difference is that of the two "
        "effects, seed by seed. *Moves*: a year, of 100 households, with the quota. Expected signs:"
        f" {told}.",
        "",
        *one_at_a_time.table(found),
        "",
    ]


def _csv(effects: PointEffects, moves: list[float]) -> list[dict[str, object]]:
    """Return each point with what it changes, its effect and the spread over seeds."""
    base, made = effects.points[0], []
    for point, values, rate in zip(effects.points, effects.values, moves, strict=True):
        mean = one_at_a_time.mean_of(values)
        changed = "; ".join(f"{key}={point[key]}" for key in point if point[key] != base[key])
        made.append({
            "changed": changed or "nothing", "effect": round(mean.effect, 5),
            "low": round(mean.low, 5), "high": round(mean.high, 5),
            "standard_deviation": round(float(np.nanstd(values, ddof=1)), 5), "seeds": mean.pairs,
            "moves": round(rate, 2),
        })  # fmt: skip
    return made


def agreement(large: PointEffects, small: PointEffects) -> list[str]:
    """Return how far the effects in the smaller city agree with those in the study's."""
    a, b = large.values.mean(axis=1), small.values.mean(axis=1)
    known = np.isfinite(a) & np.isfinite(b)
    shift = paired(b[known], a[known])
    luck = np.sqrt((large.values.var(axis=1, ddof=1) + small.values.var(axis=1, ddof=1))
                   / large.values.shape[1])  # fmt: skip
    apart = np.abs(b - a - shift.effect)[known] / luck[known]
    spreads = [
        number(float(np.sqrt(each.values[known].var(axis=1, ddof=1).mean())), 4)
        for each in (large, small)
    ]
    together = float(np.corrcoef(a[known], b[known])[0, 1])
    means = [number(float(each[known].mean()), 4, True) for each in (a, b)]
    return [
        f"*The smaller city.* The same {known.sum()} points in the city of the second part: over "
        f"them the effects correlate by {number(together, 2)}; their mean is "
        f"{means[1]} there and {means[0]} in the study's city ({number(shift.effect, 4, True)} "
        f"[{number(shift.low, 4)} {number(shift.high, 4)}]); beyond that shift {(apart > 2).sum()} "
        f"of {known.sum()} differ by more than two standard errors of luck. The standard deviation "
        f"over seeds is {spreads[1]} there and {spreads[0]} in the study's city.",
        "",
    ]


def everything(folder: Path, to: Path) -> list[str]:
    """Write the table and the pictures of all assumptions at once."""
    effects = effects_of(folder)
    its = indices(effects)
    rows = sensitivity_report.report(load(folder), QUOTA, D)
    (to / "sobol.png").write_bytes((folder / sensitivity_report.PICTURE).read_bytes())
    rows.round(4).to_csv(to / "sobol.csv", index=False)
    all_at_once.scatter(effects, its, to / "scatter.png")
    return [
        "### All at once",
        "",
        "![Sobol's indices of the effect of ending the quota](sobol.png)",
        "",
        f"{all_at_once.said(its)} {sensitivity_report.READING}",
        "",
        *all_at_once.table(rows),
        "",
        *all_at_once.verdicts(its, one_at_a_time.EXPECTED),
        "",
        "![The effect against each of the uncertain parameters](scatter.png)",
        "",
        "Each dot is a point; the line is the mean of each eighth of them.",
        "",
    ]


def how_many(folder: Path, to: Path) -> list[str]:
    """Write the rule, its check and its picture."""
    runs_there, series = load(folder)
    series = series[series["month"] > series["month"].max() - 60]
    values = series.groupby("address")[D].mean()
    wide = runs_there.assign(d=runs_there["address"].map(values)).pivot_table("d", "seed", "world")
    found = (wide["none"] - wide["ethnic_quota"]).dropna().to_numpy()
    seeds.picture(found, to / "seeds.png")
    lines = seeds.text(found)
    return ["### How many seeds", "", "![Half-width against seeds](seeds.png)", "", *lines, ""]


def results(stores: Path, to: Path) -> list[str]:
    """Return what came out, as lines of the README, after writing tables and pictures."""
    lines = one(stores / runs.ONE, to)
    if (stores / runs.SMALLER).exists():  # not in the small form, whose city is small already
        lines += agreement(effects_of(stores / runs.ONE), effects_of(stores / runs.SMALLER))
    lines += everything(stores / runs.GLOBAL, to)
    lines += how_many(stores / runs.SEEDS, to)
    return [*lines, "Not modelled: " + ", ".join(NOT_MODELLED) + "."]


def into_readme(lines: list[str], readme: Path) -> None:
    """Put lines between the markers of a page."""
    text = readme.read_text(encoding="utf-8")
    before, rest = text.split(START, 1)
    after = rest.split(END, 1)[1]
    text = "\n".join([before + START, *lines, END + after])
    readme.write_text(text, encoding="utf-8")


def main(words: list[str] | None = None) -> None:
    """Carry out what is missing, and write tables and pictures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--small", action="store_true", help="a tiny city, to see that it runs")
    parser.add_argument("--no-runs", action="store_true", help="only what is in the stores")
    parser.add_argument(
        "--stores", type=Path, default=ROOT / "results", help="folder of the stores"
    )
    parser.add_argument("--to", type=Path, help="folder of tables and pictures, instead of here")
    given = parser.parse_args(words)
    stores = given.stores / f"{runs.ONE}_tiny" if given.small else given.stores
    to = given.to or (stores if given.small else HERE)
    if not given.no_runs:
        runs.run(stores, given.small)
    to.mkdir(parents=True, exist_ok=True)
    lines = results(stores, to)
    print("\n".join(lines))
    if to == HERE:
        into_readme(lines, HERE / "README.md")


if __name__ == "__main__":
    main()

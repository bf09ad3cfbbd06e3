"""What the study says: tables and verdicts, written into README.md between markers."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import observed
import pandas as pd
import pictures
import region
import sets
import verdicts
from findings import (
    FORGOTTEN,
    RIDGES,
    Findings,
    by_point,
    correlation,
    in_order,
    interval,
    memory,
    predicted,
)

BEGIN, END = "<!-- begin: written by study.py -->", "<!-- end: written by study.py -->"
SHORT = {
    "preferences.own_group": "taste for own group",
    "preferences.appeal_sigma.chinese": "appeal, Chinese",
    "preferences.appeal_sigma.malay": "appeal, Malay",
    "preferences.appeal_sigma.indian": "appeal, Indian and Others",
    "preferences.attachment_owner": "attachment, owners",
    "preferences.attachment_renter": "attachment, tenants",
    "rules.consider_owner": "hazard a year, owners",
    "rules.consider_renter": "hazard a year, tenants",
}
NAMES = {"chinese": "Chinese", "malay": "Malay", "indian_others": "Indian and Others"}


def write(found: Findings, to: Path) -> None:
    """Write the tables into README.md and draw the pictures."""
    to.mkdir(parents=True, exist_ok=True)
    pictures.ridge(found, to / "ridge.png")
    pictures.moments(found, to / "moments.png")
    page = to / "README.md"
    before = page.read_text(encoding="utf-8") if page.is_file() else f"{BEGIN}\n{END}\n"
    head, _, rest = before.partition(BEGIN)
    _, _, tail = rest.partition(END)
    text = "\n\n".join(part(found) for part in PARTS)
    page.write_text(f"{head}{BEGIN}\n\n{text}\n\n{END}{tail}", encoding="utf-8")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def number(value: float, moment: str = "D") -> str:
    """Return a number as its moment is read: D with three digits, per cent with one."""
    return f"{value:.3f}" if moment.startswith("D") else f"{value:.1f}"


def fit(found: Findings) -> str:
    """Return the table of the fitted moments under the three sets."""
    targets = observed.fits(found.data)["all moments"]
    check, rows, kept = found.checked["check"], [], 0
    for moment, target in targets.items():
        cells = [observed.label(moment), number(target.value, moment)]
        cells += [f"± {number(target.tolerance, moment)}", chance(check, moment)]
        for name in sets.NAMES:
            values = found.of_set(name, check)[moment]
            met = abs(values.mean() - target.value) <= target.tolerance
            kept += met
            cells.append(f"{number(values.mean(), moment)} ({number(values.std(), moment)})"
                         + ("" if met else " **miss**"))  # fmt: skip
        rows.append(cells)
    head = ["moment", "observed", "tolerance", "chance", *_titles()]
    said = (
        f"**The fit.** Mean over {_seeds(check)} new seeds of each set, in brackets the standard "
    )
    said += f"deviation between seeds. {kept} of {3 * len(targets)} within the tolerance."
    return f"{said}\n\n{table(head, rows)}\n\n![Moments, observed and simulated](moments.png)"


def chance(runs: pd.DataFrame, moment: str) -> str:
    """Return a moment's mean by chance, where chance has a meaning."""
    name = f"{moment}.chance"
    return number(runs[name].mean(), moment) if name in runs else "–"


def the_sets(found: Findings) -> str:
    """Return the table of the three sets, and of the region around them."""
    accepted, rows = found.regions["all moments"], []
    for key in found.emulators.space.keys:
        low, high = accepted[key].quantile([0.05, 0.95])
        start, end = found.emulators.space.ranges[key]
        mine = [f"{value:.2f}" for value in found.three[key]]
        rows.append([SHORT[key], f"{start:g} to {end:g}", f"{low:.2f} to {high:.2f}", *mine])
    head = ["parameter", "searched", "accepted, 90 % of points", *_titles()]
    return f"**Three sets of equal fit, and the region.** {_how_many(found)}\n\n{table(head, rows)}"


def _how_many(found: Findings) -> str:
    """Return how large the region is, and what could not be met."""
    accepted, runs = found.regions["all moments"], len(found.emulators.runs)
    targets = observed.fits(found.data)["all moments"]
    inside = accepted[accepted["worst"] <= region.CUTOFF]
    said = f"{runs} cities in the waves."
    given_up = [moment for moment in targets if moment not in found.kept]
    if not given_up:
        said += (
            f" {len(inside):,} points of the last look are accepted on all {len(targets)} moments."
        )
        return said
    told = []
    for moment in given_up:
        low, _, high = (number(value, moment) for value in predicted(found, "all moments", moment))
        told.append(f"{observed.label(moment)} ({low} to {high}, observed"
                    f" {number(targets[moment].value, moment)})")  # fmt: skip
    return (
        f"{said} **No point is accepted on all {len(targets)} moments; {len(found.kept)} can be met"
        f" together.** Given up, with what the region has instead: {'; '.join(told)}."
        f" {len(inside):,} points of the last look are accepted on the others."
    )


def foretold(found: Findings) -> str:
    """Return the table of what the fits that hold something back predict."""
    rows = []
    for name, targets in observed.foretold(found.data).items():
        told = "" if (found.regions[name]["worst"] <= region.CUTOFF).any() else ", nearest points"
        for moment, target in targets.items():
            low, middle, high = predicted(found, name, moment)
            rows.append([name + told, observed.label(moment), number(target.value, moment),
                         *(number(v, moment) for v in (middle, low, high)),
                         hit(abs(middle - target.value) <= target.tolerance)])  # fmt: skip
    head = ["fitted on", "predicted", "observed", "median", "5 %", "95 %", "within tolerance"]
    return (
        f"**Out of sample.** What the accepted points of each fit predict.\n\n{table(head, rows)}"
    )


def hit(met: bool) -> str:
    """Return a verdict in a word."""
    return "hit" if met else "**miss**"


def held_out(found: Findings) -> str:
    """Return the table of the moments that were held out of the fit."""
    check, before, rows = found.checked["check"], found.checked["before"], []
    for name, values in (
        ("limits.blocks", observed.BLOCKS_BY_CLASS),
        ("appeals", observed.APPEALS),
    ):
        what = "blocks at a limit of" if name != "appeals" else "buyers lost by owners who are"
        for group, value in values.items():
            cells = _of_sets(found, check, f"{name}.{group}")
            by_chance = chance(check, f"{name}.{group}")
            rows.append([f"{what} {NAMES[group]}, %", f"{value:.1f}", by_chance, *cells])
        order = [in_order(found, check, name, values, one) for one in sets.NAMES]
        rows.append([f"order of the three, {what.split(' ')[0]}", "", "", *map(hit, order)])
    low, high = (observed.BEFORE.value + s * observed.BEFORE.tolerance for s in (-1, 1))
    told = f"{observed.BEFORE.value:.0f} ({low:.0f} to {high:.0f})"
    for moment, limits, value in (
        ("limits.before", "limits of 1989", told),
        ("limits.before_two", "Chinese and Malay limits of 1989", "–"),
    ):
        what = f"neighbourhoods over the {limits}, no quota, %"
        cells = _of_sets(found, before, moment)
        rows.append([what, value, chance(before, moment), *cells])
    head = ["held out", "observed", "chance", *_titles()]
    return f"**Held out, not tuned.**\n\n{table(head, rows)}"


def _of_sets(found: Findings, runs: pd.DataFrame, moment: str) -> list[str]:
    return [number(found.of_set(name, runs)[moment].mean(), moment) for name in sets.NAMES]


def identification(found: Findings) -> str:
    """Return what cannot be told apart, and what that does to the effect of the quota."""
    rows = []
    for one, other, _ in RIDGES:
        value = correlation(found, one, other)
        rows.append([f"{SHORT[one]} and {SHORT[other]}", f"{value:+.2f}"])
    ridges = table(["in the region", "correlation"], rows)
    told = [["over the region", *spans(by_point(found, "effect_region"))]]
    for name in sets.NAMES:
        mine = found.of_set(name, found.effects[found.effects["sweep"] == "effect_sets"])
        half = interval(mine["effect"])
        told.append([sets.title(name), f"{mine['effect'].mean():+.3f}", f"± {half:.3f} (seeds)",
                     f"{mine['with'].mean():.3f}"])  # fmt: skip
    effects = table(["parameters", "effect on D", "range", "D with the quota"], told)
    said = (
        "**What cannot be told apart.** Abolishing the quota: D between neighbourhoods, public"
        " homes, corrected, mean of months 181 to 240, without the quota less with it."
    )
    picture = "![The ridge, and the effect along it](ridge.png)"
    return f"{said}\n\n{ridges}\n\n{effects}\n\n{picture}"


def spans(points: pd.DataFrame) -> list[str]:
    """Return the median effect of points, its range, and that of D with the quota."""
    low, high = points["effect"].min(), points["effect"].max()
    return [f"{points['effect'].median():+.3f}", f"{low:+.3f} to {high:+.3f}",
            f"{points['with'].min():.3f} to {points['with'].max():.3f}"]  # fmt: skip


def history(found: Findings) -> str:
    """Return whether the sets forget how the city started."""
    rows, apart = [], found.checked["apart"]
    for name in sets.NAMES:
        gap = memory(found, name)
        word = "settled" if gap < FORGOTTEN else "**history-dependent**"
        rows.append([sets.title(name), f"{gap:.3f}", word])
    said = f"**History.** Largest difference of the three D between starts, {_seeds(apart)} seeds: "
    return f"{said}random against fully segregated.\n\n{table(['set', 'difference', ''], rows)}"


def emulation(found: Findings) -> str:
    """Return how well the emulators foretold waves that they had not seen."""
    rows = [
        [f"{int(row['wave'])}", observed.label(str(row["moment"])), f"{row['within 2 sd, %']:.0f}",
         f"{row['mean error']:+.3f}"]
        for _, row in found.told.iterrows()
    ]  # fmt: skip
    head = ["wave", "moment", "within 2 standard deviations, %", "mean error"]
    asked = "Do the emulators tell the truth? Each wave as the ones before it foretold it."
    folded = f"<details><summary>{asked}</summary>"
    return f"{folded}\n\n{table(head, rows)}\n\n</details>"


def _titles() -> list[str]:
    return [sets.title(name) for name in sets.NAMES]


def _seeds(runs: pd.DataFrame) -> int:
    return int(runs["seed"].nunique())


PARTS: tuple[Callable[[Findings], str], ...] = (
    verdicts.told,
    the_sets,
    fit,
    foretold,
    held_out,
    identification,
    history,
    emulation,
)

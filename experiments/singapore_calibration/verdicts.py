"""The criteria of README.md, written before the search, and what came of each."""

import numpy as np
import observed
import sets
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

HIT, MISS = "met", "**not met**"
Row = tuple[str, str, bool]


def told(found: Findings) -> str:
    """Return the table of the criteria."""
    lines = ["| criterion | what came out | |", "| --- | --- | --- |"]
    for what, came, met in rows(found):
        lines.append(f"| {what} | {came} | {HIT if met else MISS} |")
    return "**The criteria.**\n\n" + "\n".join(lines)


def rows(found: Findings) -> list[Row]:
    """Return each criterion, what came out and whether it is met."""
    return [
        _region(found),
        *_ridges(found),
        *_effect(found),
        *_out_of_sample(found),
        *_held_out(found),
        _history(found),
    ]


def _region(found: Findings) -> Row:
    targets = observed.fits(found.data)["all moments"]
    met = f"{len(found.kept)} of {len(targets)} moments can be met together"
    return "a. some points are accepted on all moments", met, len(found.kept) == len(targets)


def _ridges(found: Findings) -> list[Row]:
    names = ("taste and appeal to Malay households", "attachment and hazard, owners", "tenants")
    asked = ("below -.3", "above +.3", "above +.3")
    found_rows = []
    for (one, other, limit), name, word in zip(RIDGES, names, asked, strict=True):
        value = correlation(found, one, other)
        met = value < limit if limit < 0 else value > limit
        found_rows.append((f"b. ridge: {name} {word}", f"{value:+.2f}", bool(met)))
    return found_rows


def _effect(found: Findings) -> list[Row]:
    points = by_point(found, "effect_region")
    above = int((points["effect"] > 0).sum())
    rank = float(points[[sets.TASTE, "effect"]].corr("spearman").iloc[0, 1])
    width = float(points["effect"].max() - points["effect"].min())
    each = found.effects[found.effects["sweep"] == "effect_sets"]
    luck = [2 * interval(found.of_set(name, each)["effect"]) for name in sets.NAMES]
    return [
        ("c. ending the quota raises D", f"at {above} of {len(points)} points",
         above == len(points)),
        ("c. the more the higher the taste", f"rank correlation {rank:+.2f}", rank > 0),
        ("c. the width exceeds the interval of seeds",
         f"{width:.3f} against {np.nanmax(luck):.3f} at most", bool(width > np.nanmax(luck))),
    ]  # fmt: skip


def _out_of_sample(found: Findings) -> list[Row]:
    titles = {
        "planning areas": "d. fitted on planning areas, subzones are missed (too high)",
        "without the quota's": "e. fitted without the quota: blocks hit, neighbourhoods miss",
    }
    found_rows = []
    for fit, targets in observed.foretold(found.data).items():
        off, parts = {}, []
        for moment, target in targets.items():
            _, middle, _ = predicted(found, fit, moment)
            off[moment] = middle - target.value
            hit = abs(off[moment]) <= target.tolerance
            parts.append(f"{observed.label(moment)} {middle:.3g} for {target.value:.3g}"
                         f" ({'hit' if hit else 'miss'})")  # fmt: skip
        if fit == "planning areas":
            met = all(off[m] > t.tolerance for m, t in targets.items())
        else:
            met = abs(off["limits.blocks"]) <= targets["limits.blocks"].tolerance
            met &= off["limits.neighbourhoods"] > targets["limits.neighbourhoods"].tolerance
        found_rows.append((titles[fit], "; ".join(parts), bool(met)))
    return found_rows


def _held_out(found: Findings) -> list[Row]:
    check, before = found.checked["check"], found.checked["before"]
    shares = [float(found.of_set(name, before)["limits.before"].mean()) for name in sets.NAMES]
    inside = [abs(s - observed.BEFORE.value) <= observed.BEFORE.tolerance for s in shares]
    orders = [
        (name, [in_order(found, check, name, values, one) for one in sets.NAMES])
        for name, values in (
            ("limits.blocks", observed.BLOCKS_BY_CLASS),
            ("appeals", observed.APPEALS),
        )
    ]
    listed = ", ".join(f"{share:.0f}" for share in shares)
    found_rows = [("f. 23 to 33 % of neighbourhoods over the limits of 1989 without a quota",
                   f"{listed} % (low, middle, high taste)", all(inside))]  # fmt: skip
    for (_, order), what in zip(orders, ("blocks at a limit", "owners' appeals"), strict=True):
        text = f"{sum(order)} of {len(order)} sets have the observed order"
        found_rows.append((f"f. the order of {what} by class is missed", text, not any(order)))
    return found_rows


def _history(found: Findings) -> Row:
    gaps = [memory(found, name) for name in sets.NAMES]
    text = "largest difference " + ", ".join(f"{gap:.3f}" for gap in gaps)
    return "g. random and segregated starts end alike", text, max(gaps) < FORGOTTEN

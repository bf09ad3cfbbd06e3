"""How many seeds are enough: Stein's rule in two steps, and whether it keeps what it says."""

import math
from dataclasses import dataclass
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from numpy.typing import NDArray

from sim.analysis.margins import MATERIAL_D
from sim.analysis.pairing import CONFIDENCE, t_quantile
from sim.analysis.text import number

WIDEST = MATERIAL_D / 2  # half-width that an interval may have
PILOT = 8  # seeds that are run first
TRIALS, ORDERS, KEY = 5000, 400, 1  # orders of seeds that are tried, and drawn; their key
Effects = NDArray[np.float64]


def enough(pilot: Effects, widest: float = WIDEST) -> int:
    """Return how many seeds are enough after a first few.

    Stein (1945, Annals of Mathematical Statistics 16:243-258): with the standard deviation s of n0
    first effects, (t s / widest)^2 in all, t the quantile of Student's law with n0 - 1 degrees of
    freedom; never fewer than n0.

    Parameters
    ----------
    pilot : array, shape (n0,)
        Effects of the first seeds.
    widest : float
        Half-width that the interval may have.
    """
    t = t_quantile((1 + CONFIDENCE) / 2, len(pilot) - 1)
    return max(len(pilot), math.ceil((t * float(pilot.std(ddof=1)) / widest) ** 2))


def half_width(effects: Effects) -> float:
    """Return the half-width of the interval of a mean effect."""
    t = t_quantile((1 + CONFIDENCE) / 2, len(effects) - 1)
    return t * float(effects.std(ddof=1)) / math.sqrt(len(effects))


@dataclass(frozen=True)
class Check:
    """What the rule does when the seeds come in other orders.

    Attributes
    ----------
    numbers : array
        How many seeds it asks for, one an order.
    held : float
        Share of Stein's intervals that hold the mean over all seeds: as wide as asked or narrower,
        because their standard deviation is that of the first seeds.
    usual, narrow : float
        Share of the intervals of the tables (standard deviation of all seeds taken) that do, and
        that are no wider than asked.
    beyond : float
        Share of the orders in which it asks for more seeds than there are; these count all.
    """

    numbers: NDArray[np.int64]
    held: float
    usual: float
    narrow: float
    beyond: float


def check(effects: Effects, pilot: int = PILOT, widest: float = WIDEST) -> Check:
    """Try the rule on many orders of the seeds that were run."""
    draws = np.random.default_rng(KEY)
    t, whole = t_quantile((1 + CONFIDENCE) / 2, pilot - 1), float(effects.mean())
    found = []
    for _ in range(TRIALS):
        order = draws.permutation(effects)
        asked = enough(order[:pilot], widest)
        taken = order[: min(asked, len(order))]
        off, reach = abs(float(taken.mean()) - whole), half_width(taken)
        steins = t * float(order[:pilot].std(ddof=1)) / math.sqrt(len(taken))
        found.append((asked, off <= steins, off <= reach, reach <= widest))
    numbers, held, usual, narrow = (np.array(each) for each in zip(*found, strict=True))
    beyond = float((numbers > len(effects)).mean())
    return Check(numbers, float(held.mean()), float(usual.mean()), float(narrow.mean()), beyond)


def text(effects: Effects) -> list[str]:
    """Return the rule, its number and its check, as lines of a page."""
    asked, tried = enough(effects[:PILOT]), check(effects)
    low, high = np.quantile(tried.numbers, [0.05, 0.95])
    t = t_quantile((1 + CONFIDENCE) / 2, PILOT - 1)
    widest, first = number(WIDEST, 3), effects[:PILOT]
    spread, its = (number(float(each.std(ddof=1)), 4) for each in (effects, first))
    widths = [number(half_width(each), 4) for each in (effects[:asked], effects)]
    return [
        "*Rule.* Enough seeds are as many as make the 95 % interval no wider than the material "
        f"difference of D (.01, so a half-width of {widest}). Run {PILOT}; with their standard "
        f"deviation s, (t s / {widest})² in all (Stein 1945), t = {t:.2f}.",
        "",
        f"*Here.* Over {len(effects)} seeds the effect is {number(float(effects.mean()), 4, True)} "
        f"with a standard deviation of {spread}; the first {PILOT} seeds have {its} and ask for "
        f"**{asked} seeds**. With those the half-width is {widths[0]}, with all {widths[1]}.",
        "",
        f"*Check.* In {TRIALS:,} orders of the {len(effects)} seeds the rule asks for {low:.0f} to "
        f"{high:.0f} seeds (5 to 95 %; median {np.median(tried.numbers):.0f}). {tried.held:.1%} of "
        "Stein's intervals (with the s of the first seeds) hold the mean over all seeds, and "
        f"{tried.usual:.1%} of those that the tables print (with the s of all that were taken), of "
        f"which {tried.narrow:.0%} are as narrow as asked. 95 % is promised; the seeds taken are a "
        "part of all, which makes it look a little better than it is.",
        "",
        f"*Without a first few* to go by, **{without_pilot(effects)} seeds** are enough in 19 of "
        "20 orders.",
    ]


def without_pilot(effects: Effects, widest: float = WIDEST) -> int:
    """Return from how many seeds on the interval is narrow enough in 19 of 20 orders of them."""
    numbers, reach = _widths(effects)
    enough_there = np.quantile(reach, 0.95, axis=0) <= widest
    return int(numbers[np.argmax(enough_there)]) if enough_there.any() else len(effects)


def _widths(effects: Effects) -> tuple[NDArray[np.int64], Effects]:
    """Return numbers of seeds, and the half-widths with so many of them, a row an order."""
    draws = np.random.default_rng(KEY)
    numbers = np.arange(3, len(effects) + 1)
    orders = [draws.permutation(effects) for _ in range(ORDERS)]
    return numbers, np.array([[half_width(order[:n]) for n in numbers] for order in orders])


def picture(effects: Effects, path: Path) -> None:
    """Draw the half-width against the number of seeds, over many orders of them."""
    numbers, reach = _widths(effects)
    low, middle, high = np.quantile(reach, [0.05, 0.5, 0.95], axis=0)
    asked = without_pilot(effects)
    figure, axes = plt.subplots(figsize=(8.6, 4.8), layout="constrained")
    axes.fill_between(numbers, low, high, color="#56B4E9", alpha=0.35, lw=0,
                      label="nine of ten orders of the seeds")  # fmt: skip
    axes.plot(numbers, middle, color="#0072B2", lw=2.4, label="median")
    axes.axhline(WIDEST, color="#D55E00", lw=1.8, ls="--")
    axes.text(numbers[-1], WIDEST, "as wide as may be: half of the material difference ",
              ha="right", va="bottom", color="#D55E00", fontsize=11)  # fmt: skip
    axes.axvline(asked, color="black", lw=1.2, ls=":")
    axes.annotate(f"{asked}: narrow enough in 19 of 20 orders", (asked, 0.7 * 0.02), xytext=(6, 0),
                  textcoords="offset points", fontsize=11)  # fmt: skip
    axes.set_ylim(0, 0.02)
    axes.set_xlim(numbers[0], numbers[-1])
    axes.set_xlabel("seeds", fontsize=12)
    axes.set_ylabel("half-width of the 95 % interval\nof the effect on D", fontsize=12)
    axes.set_title("How many seeds are enough", loc="left", fontsize=14)
    axes.legend(loc="upper right", frameon=False, fontsize=11)
    for spine in ("top", "right"):
        axes.spines[spine].set_visible(False)
    figure.savefig(path, dpi=110)
    plt.close(figure)

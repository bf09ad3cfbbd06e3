"""Columns of the sales of a run in which sellers ask prices."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.behaviour.parameters import BILLION
from sim.engines.flows import MONEY, NUMBER, RATIO, WAIT

Floats = NDArray[np.float64]


def of_sales(
    classes: list[str], money: Floats, sold: Floats, level: Floats
) -> dict[str, NDArray[Any]]:
    """Return the money of sales by sector, and public sales by seller's class and binding limit.

    Parameters
    ----------
    money : array, shape (months, kinds, sectors)
        `Flows.money` of each month, cents; the columns are in dollars.
    sold : array, shape (months, 3, classes, classes + 2)
        `Flows.sold` of each month.
    level : array, shape (months,)
        Level of public prices at the end of each month, 1 at the start.

    Notes
    -----
    `sold_price` is the sum over sales of the price over that of the same home at the start, and
    over the level of all public homes at the end of the month before: neither what was sold nor
    when it was sold makes a difference between two of them. The gap of a group of sales is
    `sold_price` over `sold`, less 1.
    """
    columns: dict[str, NDArray[Any]] = {}
    for k, name in enumerate(MONEY):
        for sector, where in enumerate(("public", "private")):
            columns[f"money_{name}.{where}"] = money[:, k, sector] / 100.0
    before = np.concatenate([np.ones(1), level[:-1]])
    for s, seller in enumerate(classes):
        for k, limit in enumerate(["no", *classes, "several"]):
            here = f"{seller}@{limit}"
            columns[f"sold.{here}"] = sold[:, NUMBER, s, k]
            columns[f"sold_wait.{here}"] = sold[:, WAIT, s, k]
            columns[f"sold_price.{here}"] = sold[:, RATIO, s, k] / BILLION / before
    return columns

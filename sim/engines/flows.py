"""What happened in a month, counted as it happens: the flows that policies are judged by."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

# First axis of `Flows.events`.
(
    CONSIDERED,
    MOVED,
    REFUSED,
    REFUSED_MOVE,
    FORCED,
    DISPLACED,
    UNHOUSED,
    ARRIVED,
    RENTERS,
    OVER_30,
    OVER_50,
    DEPARTED,
    FORMED,
    DISSOLVED,
    EVICTED,
    STAYED_AWAY,
) = range(16)
EVENTS = (
    "considered",
    "moves",
    "refusals",
    "refused_moves",
    "forced_moves",
    "displaced_out",
    "unhoused",
    "arrivals",
    "renters_market",
    "renters_burdened_30",
    "renters_burdened_50",
    "departed",
    "formed",
    "dissolved",
    "evicted",
    "stayed_away",
)

# First axis of `Flows.deeds`: what policies do and what it costs; a policy names its own in
# `counters`, and only those of the policies of a run are recorded.
(
    CUT_RENEWALS,
    CUT_LETTINGS,
    RENT_SAVED,
    WITHDRAWN,
    RESERVED_LETTINGS,
    RESERVED_SAVED,
    BOUGHT_BACK,
    BUY_BACK_PAID,
    KEPT,
) = range(9)
DEEDS = (
    "cut_renewals",
    "cut_lettings",
    "rent_saved",
    "withdrawn",
    "reserved_lettings",
    "reserved_saved",
    "bought_back",
    "buy_back_paid",
    "kept",
)

# What the supply of homes tells of a month (`sim.market.supply`) and a policy may name as its own.
OF_SUPPLY = ("fees_paid", "homes_by_fund", "reserved_dearer")

# First axis of `Flows.money`: the money of homes sold, value = loans + equity + savings.
VALUE, LOANS, EQUITY, SAVINGS = range(4)
MONEY = ("value", "loans", "equity", "savings")

# First axis of `Flows.sold`: public flats sold, by seller's class and by whose limit binds.
NUMBER, WAIT, RATIO = range(3)


class Flows(NamedTuple):
    """Counters of one month."""

    events: NDArray[np.int64]  # (events, groups, fifths)
    taken: NDArray[np.int64]  # (markets,) homes taken, by market
    sales: NDArray[np.int64]  # (classes,) public flats sold, by seller's class
    sales_wait: NDArray[np.int64]  # (classes,) months that they stood for sale
    utility: NDArray[np.float64]  # (groups, fifths) sum of deciders' logsums, weighted
    deciders: NDArray[np.float64]  # (groups, fifths) households that the deciders stand for
    refused_utility: NDArray[np.float64]  # (groups, fifths) utility lost by refused moves
    deeds: NDArray[np.int64]  # (deeds, groups, fifths) what policies did, and its cost in cents
    # The last two count where sellers ask prices.
    money: NDArray[np.int64]  # (money, sectors) cents
    # (3, classes, classes + 2): number, months for sale, sum of price ratios (parts per billion);
    # last axis: no limit binds, that of one class alone, those of several
    sold: NDArray[np.int64]


def no_flows(groups: int, classes: int) -> Flows:
    """Return counters at zero."""
    return Flows(
        events=np.zeros((len(EVENTS), groups, 5), np.int64),
        taken=np.zeros(5, np.int64),
        sales=np.zeros(classes, np.int64),
        sales_wait=np.zeros(classes, np.int64),
        utility=np.zeros((groups, 5), np.float64),
        deciders=np.zeros((groups, 5), np.float64),
        refused_utility=np.zeros((groups, 5), np.float64),
        deeds=np.zeros((len(DEEDS), groups, 5), np.int64),
        money=np.zeros((len(MONEY), 2), np.int64),
        sold=np.zeros((3, classes, classes + 2), np.int64),
    )


def reset(flows: Flows) -> None:
    """Set all counters to zero."""
    for counter in flows:
        counter[...] = 0

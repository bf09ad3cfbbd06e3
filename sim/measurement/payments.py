"""What households pay in a month: rents by market, and instalments of owners, by income fifth."""

import numpy as np

from sim.behaviour.affordability import instalment
from sim.behaviour.parameters import Parameters
from sim.compiled import compiled
from sim.indices.base import Integers
from sim.state.columns import Ints, State

#: First axis: what is paid.
PAID = ("public_rental", "private_rental", "reserved", "instalments")


def payments(state: State, month: int, p: Parameters) -> Integers:
    """Return what the households of the city pay by the contracts and loans that they have.

    Parameters
    ----------
    state : State
        At the end of the month; only read.
    month : int
        The month, by which loans have run.
    p : Parameters
        Of the city.

    Returns
    -------
    ndarray of int64, shape (4, 5)
        Cents a month, by `PAID` and by income fifth.
    """
    found = np.zeros((len(PAID), 5), np.int64)
    people, homes = state.households, state.dwellings
    _add_up(
        found, people.dwelling, people.fifth, people.rent, people.loan, people.moved,
        homes.sector, homes.rental, homes.reserved_until, month, p,
    )  # fmt: skip
    return found


def columns(paid: Integers) -> dict[str, float]:
    """Return `paid.<what>`, in all and by income fifth, dollars a month."""
    found = {}
    for what, by_fifth in zip(PAID, paid, strict=True):
        found[f"paid.{what}"] = float(by_fifth.sum()) / 100.0
        for fifth, cents in enumerate(by_fifth):
            found[f"paid.{what}.fifth{fifth + 1}"] = float(cents) / 100.0
    return found


@compiled
def _add_up(
    found: Integers,
    dwelling: Ints,
    fifth: Ints,
    rent: Ints,
    loan: Ints,
    moved: Ints,
    sector: Ints,
    rental: Ints,
    reserved_until: Ints,
    month: int,
    p: Parameters,
) -> None:
    """Add each household's payment to what is paid by its fifth."""
    for household in range(len(dwelling)):
        cell = dwelling[household]
        if cell < 0:
            continue
        if reserved_until[cell] >= 0:
            what = 2
        elif rental[cell] == 1:
            what = sector[cell]
        else:
            what = 3
        if what == 3:
            owed = instalment(loan[household], month - moved[household], p)
            found[what, fifth[household]] += owed
        else:
            found[what, fifth[household]] += rent[household]

"""Tiny worlds in which the city by the page and the simulator are compared."""

import dataclasses

import sim
from tests.odd.board import BoardCity
from tests.odd.burn_in import burned_in
from tests.odd.month import City
from tests.odd.open_city import OpenCity
from tests.odd.policies import PolicyCity

TINY = "city.size=[12,12]", "city.block=3", "city.neighbourhood=2"
SINGAPORE = "city=singapore", "city.initial=random", *TINY
BUSY = (
    *SINGAPORE, "rules=teaching", "rules.consider_owner=3", "rules.consider_renter=6",
    "preferences.attachment_owner=0", "preferences.attachment_renter=0",
    "city.public.vacancy_owned=0.08", "market.project_homes=4", "market.project_rate=0.1",
)  # fmt: skip
PERMANENT_RESIDENTS = (
    "city.groups.malay.permanent_residents=0.25", "city.groups.indian.permanent_residents=0.1",
)  # fmt: skip
EIP = "ethnic_quota"
QUOTA = f"policy={EIP}"


def first_difference(words, seed, months):
    """Return the first month in which the hashes differ, None if none does."""
    config = sim.compose(*words, "metrics=none", "engine=reference")
    plain = dataclasses.asdict(config)
    others = {"inclusionary_zoning", "rent_growth"} & set(config.policy)
    full = (config.market.arrivals, config.market.prices) != ("replace", "rents")
    kind = OpenCity if full else PolicyCity if others else City
    if "rent_cap" in plain["policy"] or plain["policy"].get(EIP, {}).get("buy_back_years"):
        kind = BoardCity
    ours = (burned_in if config.city.initial == "burned_in" else kind)(plain, seed)
    theirs = sim.City(config, seed)
    for month in range(months + 1):
        if month:
            theirs.step()
            ours.step()
        if theirs.state_hash() != ours.state_hash():
            return month
    return None

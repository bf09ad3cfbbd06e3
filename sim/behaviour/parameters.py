"""The numbers that the rules of behaviour read, scaled once so that every engine sees the same
bits."""

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.config.schema import Config
from sim.draws import Purpose, uniform
from sim.portable import gumbel_table, normal_quantile

MILLION = 1_000_000
BILLION = 1_000_000_000
TASTES = ("threshold", "linear", "inverted_u")


class Parameters(NamedTuple):
    """Scalars of preferences, rules and market. Shares are in parts per million unless said."""

    seed: int
    torus: bool
    rows: int
    cols: int
    taste: int
    threshold: float
    peak: float
    similarity: float
    quality: float
    cost: float
    attachment_owner: float
    attachment_renter: float
    persistent: bool
    informed: bool
    candidates: int
    tries: int
    all_sectors: bool
    consider_owner: float  # probability a month
    consider_renter: float  # probability a month
    minimum_occupation: int  # months
    reset_months: int
    entry_burden: int
    displacement_burden: int
    displacement_months: int
    displacement_search: int
    price_yield: int
    loan_to_value: int
    instalment: int  # parts per billion of the loan, a month
    loan_months: int
    public_rent_share: int
    public_rental_ceiling: int  # cents a month
    asks: bool  # whether sellers ask prices: `market.prices=asking`
    asking_markup: int  # parts per billion of the reference
    asking_decline: int  # parts per billion of the price asked, a month unsold
    asking_floor: int  # parts per billion of what the home is worth let
    open_city: bool  # whether households weigh living elsewhere


class Tables(NamedTuple):
    """Arrays that the rules read: per group, per neighbourhood, and the Gumbel quantiles."""

    quota_class: NDArray[np.int64]  # (groups,)
    own_group: NDArray[np.float64]  # (groups,)
    appeal: NDArray[np.float64]  # (groups, neighbourhoods)
    gumbel: NDArray[np.float64]  # (12291,)
    elsewhere: NDArray[np.float64]  # (groups, 5) what living elsewhere is worth, by income fifth


def per(value: float, scale: int) -> int:
    """Return `value` as an integer number of parts of `scale`."""
    return round(value * scale)


def quota_classes(config: Config) -> list[str]:
    """Return the quota classes in the order in which the groups first name them."""
    return list(dict.fromkeys(group.quota_class for group in config.city.groups.values()))


def parameters(config: Config, seed: int) -> Parameters:
    """Return the scalars of a config, scaled."""
    want, rules, market = config.preferences, config.rules, config.market
    informed = rules.search == "informed"
    return Parameters(
        seed=seed,
        torus=rules.torus,
        rows=config.city.size[0],
        cols=config.city.size[1],
        taste=TASTES.index(want.taste),
        threshold=want.threshold,
        peak=want.peak,
        similarity=want.income_similarity,
        quality=want.quality,
        cost=want.cost,
        attachment_owner=want.attachment_owner,
        attachment_renter=want.attachment_renter,
        persistent=want.shock == "persistent",
        informed=informed,
        candidates=rules.candidates,
        tries=rules.candidates * (rules.patience if informed else 1),
        all_sectors=rules.sectors_open == "all",
        consider_owner=rules.consider_owner / 12.0,
        consider_renter=rules.consider_renter / 12.0,
        minimum_occupation=rules.minimum_occupation,
        reset_months=market.reset_months,
        entry_burden=per(market.entry_burden, MILLION),
        displacement_burden=per(market.displacement_burden, MILLION),
        displacement_months=market.displacement_months,
        displacement_search=market.displacement_search,
        price_yield=per(market.price_yield, MILLION),
        loan_to_value=per(market.loan_to_value, MILLION),
        instalment=per(market.instalment, BILLION),
        loan_months=market.loan_months,
        public_rent_share=per(market.public_rent_share, MILLION),
        public_rental_ceiling=per(config.city.public_rental_income_ceiling, 100),
        asks=market.prices == "asking",
        asking_markup=per(market.asking_markup, BILLION),
        asking_decline=per(market.asking_decline, BILLION),
        asking_floor=per(market.asking_floor, BILLION),
        open_city=market.arrivals == "market",
    )


def _own_group(config: Config, group: str) -> float:
    """Return a group's taste for its own: the group's if it is given, else everybody's."""
    want = config.preferences
    return float(want.own_group_of.get(group, want.own_group))


@cache
def _gumbel() -> NDArray[np.float64]:
    """Return the table as an array, one for all cities; nobody writes to it."""
    return np.array(gumbel_table())


def tables(config: Config, seed: int, neighbourhoods: int) -> Tables:
    """Return the arrays of a config; the appeal of neighbourhoods is keyed by the seed."""
    classes = quota_classes(config)
    appeal = np.zeros((len(config.city.groups), neighbourhoods))
    for g, name in enumerate(config.city.groups):
        sigma = config.preferences.appeal_sigma.get(name, 0.0)
        for n in range(neighbourhoods):
            u = uniform(seed, 0, g * 65536 + n, Purpose.APPEAL, 0)
            appeal[g, n] = sigma * normal_quantile(u + 1.1641532182693481e-10)  # centre of its cell
    groups = config.city.groups.values()
    return Tables(
        quota_class=np.array([classes.index(group.quota_class) for group in groups], np.int64),
        own_group=np.array([_own_group(config, name) for name in config.city.groups]),
        appeal=appeal,
        gumbel=_gumbel(),
        elsewhere=np.zeros((len(config.city.groups), 5)),
    )

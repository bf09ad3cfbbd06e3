"""The burn-in: a city settles under the rules that hold before the comparison, once per seed.

Moving hazards are multiplied, minimum occupation is off and rents are frozen; afterwards months
since the last move are redrawn from their stationary law, or nobody could sell for five years and
then everybody would.
"""

import copy as copying
import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.config.schema import Config, MarketConfig
from sim.months.housing_market import HousingMarket
from sim.policies.base import deciding
from sim.state import columns as c
from sim.state.initial import initial_state
from sim.state.stays import stays

DRIFT_MONTHS = 120
TABLES: dict[str, Any] = {  # parts of the state that are tables of columns
    "households": c.Households,
    "dwellings": c.Dwellings,
    "zones": c.Zones,
    "vacancies": c.Vacancies,
    "sales": c.Sales,
    "sites": c.Sites,
}
PLAIN = ("rent_level", "arrivals", "clock")
#: Parts of the full market, all of them at rest while a city settles.
AT_REST = (
    "rents",
    "natural_vacancy",
    "prices",
    "arrivals",
    "newcomers",
    "elsewhere",
    "formation",
    "dissolution",
    "supply",
)
VERSION = 4  # of saved starts; raise it when their columns or the results of a burn-in change


@dataclass
class Start:
    """A burned-in city that many worlds of one seed share.

    Attributes
    ----------
    state : State
        At month 0; `City` copies it.
    drift : float
        Change of the dissimilarity (multi-group, neighbourhoods, public stock) over the last
        120 months of the burn-in, a year; NaN if the burn-in is shorter.
    """

    state: c.State
    drift: float

    def save(self, path: str | Path) -> None:
        """Write the start to an .npz file; the caller renames it into place."""
        arrays = {name: getattr(self.state, name) for name in PLAIN}
        for prefix in TABLES:
            columns = getattr(self.state, prefix)._asdict()
            arrays |= {f"{prefix}.{name}": column for name, column in columns.items()}
        with Path(path).open("wb") as handle:
            np.savez_compressed(handle, drift=np.array(self.drift), **arrays)

    @classmethod
    def load(cls, path: str | Path) -> "Start":
        """Read a start that `save` wrote."""
        with np.load(path, allow_pickle=False) as file:
            groups: dict[str, Any] = {
                prefix: kind(**{name: file[f"{prefix}.{name}"] for name in kind._fields})
                for prefix, kind in TABLES.items()
            }
            plain = {name: file[name] for name in PLAIN}
            return cls(c.State(**groups, **plain), float(file["drift"]))


def burn_in_config(config: Config) -> Config:
    """Return the config of the burn-in: the same city and people under the rules before."""
    settled = copying.deepcopy(config)
    factor = config.city.burn_in.hazard_factor
    settled.policy = settled.city.burn_in.policy
    settled.rules.consider_owner *= factor
    settled.rules.consider_renter *= factor
    settled.rules.minimum_occupation = 0
    settled.market.rent_growth = settled.market.vacancy_response = 0.0
    settled.market.project_rate = 0.0
    for name in AT_REST:
        setattr(settled.market, name, getattr(MarketConfig(), name))
    settled.metrics.families = []
    settled.months = 0
    return settled


def key(config: Config, seed: int) -> str:
    """Return the content address of a burn-in: equal for all runs that can share it."""
    settled = asdict(burn_in_config(config))
    kept: dict[str, Any] = {
        k: settled[k] for k in ("city", "preferences", "rules", "market", "policy")
    }
    kept["policy"] = deciding(kept["policy"])
    kept["city"]["burn_in"]["policy"] = deciding(kept["city"]["burn_in"]["policy"])
    order = list(config.city.groups)  # draws depend on it
    stay = config.rules.minimum_occupation  # off while the city settles, but stays are drawn by it
    text = json.dumps([VERSION, seed, order, stay, kept], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def burned_in(
    config: Config, seed: int, report: Callable[[int], object] = lambda months: None
) -> Start:
    """Return the city settled under the rules before the comparison.

    Parameters
    ----------
    config : Config
        Of any world of the comparison: its burn-in is made from it.
    seed : int
        Key of every draw.
    report : callable, optional
        Told of each month lived: called with 1.
    """
    from sim.city import City

    months = config.city.burn_in.months
    settled = burn_in_config(config)
    settled.city.initial = config.city.burn_in.initial
    if months == 0:
        return Start(initial_state(_at_once(config), seed), float("nan"))
    first = initial_state(settled, seed)
    for column in (first.households.moved, first.dwellings.vacant_since):
        column[:] = -months
    first.dwellings.last_rent_month[:] = -months
    city = City(settled, seed, Start(first, float("nan")), -months)
    before = float("nan")
    taken, lived = np.zeros(5, np.int64), np.zeros(5, np.int64)
    while city.month < 0:
        if city.month == -DRIFT_MONTHS:
            before = _dissimilarity(city)
        city.step()
        report(1)
        if city.month > -DRIFT_MONTHS:
            assert isinstance(city.life, HousingMarket)
            taken += city.life.flows.taken
            lived += np.bincount(_markets(city.state), minlength=5)
    drift = (_dissimilarity(city) - before) / (DRIFT_MONTHS / 12)
    _redraw_stays(city.state, config, seed, taken, lived)
    return Start(city.state, drift)


def _at_once(config: Config) -> Config:
    """Return the config of a burn-in of no months: how the burn-in starts is how the city does."""
    at_once = copying.deepcopy(config)
    at_once.city.initial = config.city.burn_in.initial
    return at_once


def _markets(state: c.State) -> c.Ints:
    """Return the market of the home of each household in the city."""
    homes, here = state.dwellings, state.households.dwelling[state.households.dwelling >= 0]
    markets: c.Ints = 2 * homes.sector[here].astype(np.int64) + homes.rental[here]
    return markets


def _dissimilarity(city: Any) -> float:
    """Return the multi-group dissimilarity of neighbourhoods in the public stock."""
    from sim.indices.dissimilarity import dissimilarity

    seen, zone = city.snapshot(), city.state.zones.neighbourhood
    counts = np.zeros((len(city.state.rent_level), len(city.config.city.groups)), np.int64)
    here = (seen.group >= 0) & (seen.sector == c.PUBLIC)
    np.add.at(counts, (zone[here], seen.group[here]), 1)
    return float(dissimilarity(counts))


def _redraw_stays(state: c.State, config: Config, seed: int, taken: c.Ints, lived: c.Ints) -> None:
    """Redraw months since the last move, and rescale how long homes have stood empty.

    With hazard h a month after a minimum stay of m months, the stationary law is uniform on the
    first m months with weight m, geometric after them with weight 1 / h. The hazard is the one
    realised in the burn-in over its factor.
    """
    factor = max(config.city.burn_in.hazard_factor, 1e-9)
    people, homes = state.households, state.dwellings
    hazard = np.maximum(taken, 1) / (np.maximum(lived, 1) * factor)
    here = np.flatnonzero(people.dwelling >= 0)
    people.moved[here] = -stays(
        here, _markets(state), hazard, config.rules.minimum_occupation, seed
    )
    empty = homes.household < 0
    homes.vacant_since[empty] = (homes.vacant_since[empty] * factor).astype(np.int64)

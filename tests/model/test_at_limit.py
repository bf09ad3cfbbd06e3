"""Units at a quota limit, in any city: shares of a count afresh, the same in both engines."""

from fractions import Fraction

import numpy as np
from hypothesis import HealthCheck, event, given, settings

from sim.behaviour.eligibility import NO_LIMIT
from sim.behaviour.parameters import quota_classes
from tests.model.cities import built, limits_in_force, owners_of_record, with_engine
from tests.model.strategies import SEEDS, configs

MONTHS = 8
UNDER_QUOTA = configs().filter(lambda config: "ethnic_quota" in config.policy)
CALM = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


def closed(owned, limits):
    """Return which classes each unit is closed to, in fractions; homes ever sold stand last."""
    return np.array([
        [limit < NO_LIMIT and Fraction(n + 1, max(ever, 1)) > Fraction(limit, NO_LIMIT)
         for n, limit in zip(row, of, strict=True)]
        for (*row, ever), of in zip(owned.tolist(), limits.tolist(), strict=True)
    ])  # fmt: skip


def by_hand(city):
    """Return the month's columns from a count afresh; nothing where no class has a limit."""
    limits = limits_in_force(city)
    if all((table >= NO_LIMIT).all() for table in limits):
        return None
    blocks, places = owners_of_record(city)
    of_places = closed(places, limits[1])
    around = dict(zip(city.state.zones.block, city.state.zones.neighbourhood, strict=True))
    of_blocks = closed(blocks, limits[0])
    of_blocks |= np.array([of_places[around[block]] for block in range(len(blocks))])
    of_places, of_blocks = of_places[places[:, -1] > 0], of_blocks[blocks[:, -1] > 0]
    found = {"neighbourhood": of_places.any(axis=1), "block": of_blocks.any(axis=1)}
    for k, name in enumerate(quota_classes(city.config)):
        found[f"block.{name}"] = of_blocks[:, k]
    return {f"at_limit.{name}": share(units.tolist()) for name, units in found.items()}


def share(units):
    return sum(units) / len(units) if units else np.nan


def recorded(city):
    return {name: v for name, v in city.series().items() if name.startswith("at_limit")}


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=CALM)
@given(config=UNDER_QUOTA, number=SEEDS)
def test_what_is_recorded_is_a_count_afresh_in_both_engines(config, number):
    cities = [built(with_engine(config, engine), number) for engine in ("kernel", "reference")]
    months = [by_hand(cities[0])]
    for _ in range(MONTHS):
        for city in cities:
            city.step()
        months.append(by_hand(cities[0]))
    found = recorded(cities[0])
    event(f"limits: {any(months)}")
    assert bool(found) == ("ethnic_quota" in config.policy)
    for name, values in found.items():
        expected = [0.0 if month is None else month[name] for month in months]
        assert np.array_equal(values, expected, equal_nan=True), name
        assert np.array_equal(values, recorded(cities[1])[name], equal_nan=True), name
        known = values[~np.isnan(values)]
        assert ((known >= 0.0) & (known <= 1.0)).all(), name
        assert not (values > found["at_limit.block"]).any() or name == "at_limit.neighbourhood"
    if found:  # a closed neighbourhood with a home that was ever sold has a closed block
        assert not (found["at_limit.block"][found["at_limit.neighbourhood"] > 0.0] == 0.0).any()

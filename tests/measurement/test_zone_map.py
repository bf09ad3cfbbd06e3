"""Local indices as maps of a city's zones."""

import numpy as np
import pytest

import sim
from sim.indices import measure
from sim.measurement.zone_map import LOCAL

SMALL = ("city=singapore", "city.size=[24,24]", "city.block=6", "city.neighbourhood=2",
         "city.initial=random", "months=1")  # fmt: skip


@pytest.fixture(scope="module")
def city():
    return sim.City(sim.compose(*SMALL), seed=3)


def test_the_maps_that_there_are():
    assert set(LOCAL) == {
        "concentration_at_extremes",
        "local_divergence",
        "local_entropy",
        "location_quotient",
    }


@pytest.mark.parametrize("stock", ["all", "public"])
def test_a_map_holds_each_zones_value(city, stock):
    seen, zone = city.snapshot(), city.state.zones.block
    found = city.zone_map("location_quotient", "malay", stock=stock).ravel()
    inside = (seen.group >= 0) & ((stock == "all") | (seen.sector == 0))
    malay = list(city.config.city.groups).index("malay")
    share = (seen.group[inside] == malay).mean()
    for block in np.unique(zone):
        mine = inside & (zone == block)
        if not mine.any():
            assert np.isnan(found[zone == block]).all()
            continue
        quotient = (seen.group[mine] == malay).mean() / share
        np.testing.assert_allclose(found[zone == block], quotient, rtol=1e-12)


def test_the_mean_divergence_is_the_mutual_information(city):
    seen, zone = city.snapshot(), city.state.zones.neighbourhood
    here = seen.group >= 0
    counts = np.zeros((int(zone.max()) + 1, len(city.config.city.groups)), int)
    np.add.at(counts, (zone[here], seen.group[here]), 1)
    found = city.zone_map("local_divergence", level="neighbourhood").ravel()
    assert found[here].mean() == pytest.approx(measure("mutual_information", counts), abs=1e-12)


def test_two_groups_at_the_extremes(city):
    found = city.zone_map("concentration_at_extremes", "chinese", "malay")
    assert ((found >= -1) & (found <= 1) | np.isnan(found)).all()


@pytest.mark.parametrize(
    ("given", "options", "hint"),
    [
        (("gini",), {}, "location_quotient"),
        (("local_entropy",), {"level": "street"}, "neighbourhood"),
        (("local_entropy", "malay"), {}, "name none"),
        (("location_quotient",), {}, "name one"),
        (("location_quotient", "mallay"), {}, "malay"),
        (("concentration_at_extremes", "malay"), {}, "two groups"),
    ],
)
def test_what_has_no_map_is_refused(city, given, options, hint):
    with pytest.raises(ValueError, match=hint):
        city.zone_map(*given, **options)

"""What is kept of a run: every month, every twelfth, or the last."""

import numpy as np
import pytest

import sim
from sim.experiment.store.months import Months
from sim.experiment.worker import RUN, SIMULATOR, Task, perform
from sim.recorded_columns import FLOW, OF_RELOCATION, OF_SALES, RECORDED, is_flow, unit_of

LAST = 30


def months():
    month = np.arange(LAST + 1)
    told = np.array([None] * (LAST + 1), dtype=object)
    told[24] = '{"why": ["gini"]}'
    flow = np.where(month > 0, month * 2.0, 0.0)
    return Months.of(
        {"month": month, "moves.malay": flow, "households": 100.0 + month, "undefined": told}
    )


def test_every_month_is_kept_as_it_is():
    series, final = months().kept("monthly")
    assert series is not None
    assert series.columns()["moves.malay"].tolist() == [2.0 * m for m in range(LAST + 1)]
    assert final.month.tolist() == [LAST]


def test_a_year_has_the_stocks_of_its_end_and_the_mean_flows_of_its_months():
    series, _ = months().kept("yearly")
    assert series.month.tolist() == [0, 12, 24, 30]
    kept = series.columns()
    assert kept["households"].tolist() == [100.0, 112.0, 124.0, 130.0]
    assert kept["moves.malay"].tolist() == [0.0, 13.0, 37.0, 55.0]  # means of 2, 4 ... 24 and so on
    assert kept["undefined"] == [None, None, '{"why": ["gini"]}', None]


def test_the_last_month_stands_for_the_run():
    series, final = months().kept("final")
    assert len(series) == 0
    kept = final.columns()
    assert kept["households"].tolist() == [130.0]
    assert kept["moves.malay"].tolist() == [31.0]  # mean of the flows of months 1 to 30


def test_a_year_is_twelve_times_the_mean_of_its_months():
    """What a comparison makes of flows: the mean over a window, times twelve."""
    whole, years = months(), months().kept("yearly")[0]
    window = whole.month[(whole.month > 0) & (whole.month <= 24)]
    assert whole.columns()["moves.malay"][window].mean() == pytest.approx(
        years.columns()["moves.malay"][1:3].mean()
    )


def test_nothing_has_flown_before_the_first_month():
    """Every column that is called a flow is 0 in month 0 (but years lived, which are shares)."""
    words = ("city=small", "city.size=[20,20]", "metrics=none", "engine=reference", "months=4")
    policies = "policy=[ethnic_quota,inclusionary_zoning,minimum_occupation,rent_cap]"
    tried = ("city.block=2", "city.neighbourhood=2", "metrics.pilots=[sample4]",
             "metrics.money=true", "market.supply=developers", "market.prices=asking",
             "market.arrivals=market", "market.rents=natural_vacancy")  # fmt: skip
    config = sim.compose(*words, policies, *tried)
    series = sim.City(config, seed=1).run().series()
    flows = [name for name in series if is_flow(name)]
    assert len(flows) > 100
    began = {name.split(".")[-1] for name in flows if series[name][0] != 0}
    assert began == {"household_years"}
    moving = {"moves", "pilot.sample4.elsewhere.moved", "sales.chinese", "taken.public_owned"}
    assert moving & set(flows) == moving & set(series)
    assert not is_flow("households")
    assert not is_flow("pilot.sample4.elsewhere.rent")
    assert not is_flow("gini.block.all")


def test_every_recorded_column_has_a_unit():
    config = sim.compose("months=1", "engine=reference", "city.size=[20,20]")
    config.metrics.pilots = ["sample2"]
    series = sim.City(config, seed=1).run().series()
    assert [name for name in series if not unit_of(name)] == []
    assert unit_of("gini.block.all") == "index, 0 to 1"
    assert unit_of("rent_saved.malay") == "cents a month"
    assert unit_of("no_such_column") == ""
    kinds = {words[0] for words in (RECORDED | OF_SALES | OF_RELOCATION).values()}
    assert kinds == {FLOW, "stock"}


@pytest.mark.parametrize("kind", ["yearly", "final"])
def test_a_worker_keeps_what_was_asked_for(kind):
    config = sim.compose("experiment=published/mesa_example", "city.size=[8,8]", "months=30",
                         "engine=reference")  # fmt: skip
    whole = perform(Task(RUN, "key", config), SIMULATOR, print)
    config.series = kind
    kept = perform(Task(RUN, "key", config), SIMULATOR, print)
    assert kept.state_hash == whole.state_hash
    assert len(kept.series) == {"yearly": 4, "final": 0}[kind]
    assert kept.final.columns().keys() == whole.series.columns().keys()
    last = whole.series.columns()["share_happy"][-1]
    assert kept.final.columns()["share_happy"].tolist() == [last]

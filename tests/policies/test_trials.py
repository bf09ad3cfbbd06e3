"""The words for where a policy is tried."""

import pytest

from sim.config import ConfigError
from sim.experiment.design import Design, Run
from sim.experiment.execute import with_pilots
from sim.policies.pilots import drawn
from sim.policies.trials import places_of, read, trial, tried_in
from tests.model.cities import QUOTA, town


@pytest.mark.parametrize(
    ("parameters", "word"),
    [
        ({}, None),
        ({"sample": 4}, "sample4"),
        ({"sample": 9}, None),  # everywhere
        ({"places": [3, 0]}, "places_0_3"),
        ({"places": [3, 0, 3]}, "places_0_3"),
        ({"places": list(range(9))}, None),
        ({"places": []}, None),  # nowhere
        ({"places": [0, 3, 5], "sample": 2}, "sample2_of_0_3_5"),
        ({"places": [0, 3, 5], "sample": 3}, "places_0_3_5"),
        ({"places": list(range(9)), "sample": 4}, "sample4"),
        ({"phase_in": 6}, "sample5"),  # the half that has it first
        ({"phase_in": 1}, None),
        ({"phase_in": 6, "sample": 3}, "sample3"),
        ({"phase_in": 6, "places": [1, 2]}, "places_1_2"),
    ],
)
def test_word(parameters, word):
    assert trial(parameters, 9) == word
    if word is not None and "phase_in" not in parameters:
        places = drawn({"places": None, "sample": None} | parameters, 5, 9)
        assert places_of(word, 5, 9) == sorted(set(places))


@pytest.mark.parametrize(
    "word",
    ["", "sample", "sample0", "places", "places_", "sample4_of_1", "of_1", "samplex", "places_a",
     "sample2_of", "sample 2", "sample2of_1_2", "places_1_2_of_3"],
)  # fmt: skip
def test_a_word_that_says_nothing(word):
    assert read(word) is None
    with pytest.raises(ConfigError, match="sample4, places_0_3") as error:
        town(metrics={"pilots": [word]})
    assert str(error.value).startswith("metrics.pilots")


def test_a_word_means_nothing_in_a_city_without_its_places():
    assert tried_in(["sample4", "sample9", "sample12", "places_2_40", "places_2"], 1, 9).keys() == {
        "sample4",
        "places_2",
    }


def test_every_world_of_a_design_measures_the_pilots_of_all():
    quota = {"ethnic_quota": QUOTA | {"sample": 4}}
    growth = {"rent_growth": {"places": [1, 2], "growth": 0.1}}
    configs = [town(), town(policy=quota), town(policy=growth), town(seed=2)]
    design = Design([Run.of(config) for config in configs])
    told = with_pilots(design)
    assert {tuple(run.config.metrics.pilots) for run in told.runs} == {("places_1_2", "sample4")}
    assert [run.address for run in told.runs] == [run.address for run in design.runs]
    assert all(Run.of(run.config).address == run.address for run in told.runs)
    assert all(run.config.metrics.pilots == [] for run in design.runs)
    alone = Design([Run.of(town(policy=quota))])
    assert with_pilots(alone) is alone  # a run measures its own

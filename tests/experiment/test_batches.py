"""Batches: short runs go together, long ones alone, and the last are small."""

import pickle

import pytest

import sim
from sim.experiment.batches import Pace, pack, unpack
from sim.experiment.worker import RUN, Task


def pace(*seconds, task_seconds=0.0625):  # a power of two: quotients are exact
    made = Pace(task_seconds)
    for each in seconds:
        made.learn(each)
    return made


def test_before_anything_is_known_runs_go_alone():
    assert pace().size(left=1000, workers=2) == 1
    assert pace().ahead(left=1000, workers=2) == 1


@pytest.mark.parametrize(("seconds", "size"), [(0.006, 11), (0.03, 3), (0.0625, 1), (2.0, 1)])
def test_a_batch_lasts_at_least_as_long_as_it_should(seconds, size):
    assert pace(seconds).size(left=10_000, workers=2) == size


def test_the_first_run_which_compiles_does_not_count_for_long():
    assert pace(3.0, 0.01, 0.01).size(left=10_000, workers=2) == 7


def test_a_run_that_takes_no_time_is_no_trouble():
    assert pace(0.0).size(left=10_000, workers=2) == 625


def test_the_last_batches_are_small():
    made, left, sizes = pace(0.001), 400, []
    while left:
        sizes.append(made.size(left, workers=2))
        left -= sizes[-1]
    assert sizes[0] == 63
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-4:] == [1, 1, 1, 1]


def test_nobody_has_two_long_runs_before_it_at_the_end():
    assert pace(1.0).ahead(left=3, workers=2) == 0
    assert pace(1.0).ahead(left=100, workers=2) == 1
    assert pace(0.001).ahead(left=3, workers=2) == 35


def test_what_configurations_have_in_common_travels_once():
    worlds = [sim.compose("policy=ethnic_quota", f"seed={seed}") for seed in range(1, 4)]
    worlds.append(sim.compose("policy=ethnic_quota", "city.block=12"))
    tasks = [Task(RUN, str(number), config) for number, config in enumerate(worlds)]
    packed = pack(tasks)
    assert unpack(packed) == tasks
    assert len(packed) < 2 * len(pickle.dumps(tasks[0], pickle.HIGHEST_PROTOCOL))

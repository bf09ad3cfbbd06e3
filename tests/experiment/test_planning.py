"""Planning: quick, and to the last bit what composing and checking every run alone would give."""

import dataclasses
import itertools
import json
import random

import hydra
import pytest
from hydra.core.global_hydra import GlobalHydra
from omegaconf import OmegaConf

import sim
from sim.cli import main
from sim.config import ConfigError
from sim.config.folder import config_folder
from sim.config.validate import Validator, validate
from sim.experiment.address import Addresser, address, config_json
from sim.experiment.axes import typed
from sim.experiment.compose import offer_plug_ins
from sim.experiment.design import Design, Run
from sim.experiment.filling import Filler
from sim.experiment.interpolations import Interpolations
from sim.experiment.sweeper import planned

SEEDS = (1, 2, 9)


def design(*words):
    offer_plug_ins()
    now = [word for word in words if word.startswith(("experiment=", "hydra."))]
    with hydra.initialize_config_dir(version_base="1.3", config_dir=str(config_folder())):
        config = hydra.compose("config", overrides=now, return_hydra_config=True)
        return planned(GlobalHydra.instance().config_loader(), config, list(words))


#: What is swept in a base, and the words that compose it.
CASES = [
    ([], {"preferences.own_group": ("2", "4.5"), "market.rent_growth": ("0.0", "0.01")}),
    (["policy=ethnic_quota"], {"policy.ethnic_quota.enforcement": ("0.5", "1.0")}),
    (["policy=rent_cap/los_angeles"], {"policy.rent_cap.as_of": ("1990-01", "2021-01")}),
    (["city=singapore"], {"city.size": ("[60,60]", "[40,60]"), "rules.candidates": ("3", "10")}),
    (["rules.candidates=${seed}"], {"preferences.cost": ("1", "2")}),
    (["rules.patience=${rules.candidates}"], {"rules.candidates": ("1", "2")}),
    (
        ["experiment=published/gauvin_2009"],
        {
            "paper.tolerance": ("0.3", "1/3"),
            "paper.vacancy": ("0.06", "0.1"),
            "paper.L": ("10", "11"),
        },
    ),
    (["experiment=published/grauwin_2009"], {"paper.T": ("0.1", "0.2")}),
    (["experiment=published/schelling_1971_board"], {"rules.stop": ("never", "all_happy")}),
    (["experiment=published/pancs_vriend_2007"], {"paper.side": ("12", "20")}),
]


@pytest.mark.parametrize(("words", "swept"), CASES)
def test_a_plan_is_what_each_run_composed_alone_would_be(words, swept):
    seeds = f"seed={','.join(map(str, SEEDS))}"
    axes = [f"{key}={','.join(values)}" for key, values in swept.items()]
    found = {run.address: run for run in design(*words, *axes, seeds).runs}
    assert len(found) == len(SEEDS) * len(list(itertools.product(*swept.values())))
    for values in itertools.product(*swept.values(), SEEDS):
        chosen = [f"{key}={value}" for key, value in zip((*swept, "seed"), values, strict=True)]
        alone = Run.of(sim.compose(*words, *chosen))
        run = found[alone.address]
        assert config_json(run.config) == config_json(alone.config)
        assert run.config == alone.config


@pytest.mark.parametrize("turn", range(4))
def test_filling_in_any_order_leaves_nothing_of_the_point_before(turn):
    """The filler keeps one node for all points: what an earlier point set must be gone."""
    _, swept = CASES[6]
    points = list(itertools.product(*swept.values()))
    random.Random(turn).shuffle(points)
    words = ["experiment=published/gauvin_2009"]
    with hydra.initialize_config_dir(version_base="1.3", config_dir=str(config_folder())):
        base = hydra.compose("config", overrides=words)
    filler, validator = Filler(base, list(swept)), Validator()
    for point in points:
        values = [typed(key, value) for key, value in zip(swept, point, strict=True)]
        pairs = [f"{key}={value}" for key, value in zip(swept, point, strict=True)]
        config = validator.config(filler.fill(values))
        assert config == sim.compose(*words, *pairs)
        assert config == validate(json.loads(config_json(config)))


def test_what_is_the_same_is_checked_and_kept_once():
    runs = design(
        "preferences.own_group=2,4", "market.rent_growth=0.0,0.01", "seed=range(0,50)"
    ).runs
    assert len(runs) == 200
    for part, number in {"preferences": 2, "market": 2, "city": 1, "policy": 1}.items():
        assert len({id(getattr(run.config, part)) for run in runs}) == number, part


def test_seeds_are_neither_composed_nor_checked_again(monkeypatch):
    filled = []
    real = Filler.fill
    monkeypatch.setattr(Filler, "fill", lambda self, v: filled.append(v) or real(self, v))
    axes = ("paper.tolerance=0.3,0.4,0.5", "seed=range(0,40)")
    assert len(design("experiment=published/gauvin_2009", *axes).runs) == 120
    assert len(filled) == 3
    filled.clear()
    assert len(design("rules.candidates=${seed}", "seed=range(1,4)").runs) == 3
    assert filled == [[1], [2], [3]]


@pytest.mark.parametrize("seed", ["-1", "abc", "1.5", "9223372036854775808"])
def test_every_seed_is_checked(seed):
    with pytest.raises(ConfigError, match=r"^seed: ") as swept:
        design(f"seed=1,{seed}")
    with pytest.raises(ConfigError) as alone:
        sim.compose(f"seed={seed}")
    assert str(swept.value) == str(alone.value)


def test_addresses_of_many_seeds_are_those_of_each():
    config = sim.compose("policy=[ethnic_quota,inclusionary_zoning]", "city=singapore")
    many = Addresser().addresses(config, range(20))
    assert many == [address(dataclasses.replace(config, seed=seed)) for seed in range(20)]
    assert len(set(many)) == 20


def test_a_shared_part_has_the_address_that_its_city_gives_it():
    """Limits on permanent residents count where there are some: the same policy, two cities."""
    with_some = sim.compose("policy=ethnic_quota/hdb_2010", "city=singapore")
    chinese = dataclasses.replace(with_some.city.groups["chinese"], permanent_residents=0.1)
    groups = {**with_some.city.groups, "chinese": chinese}
    others = {name: dataclasses.replace(g, permanent_residents=0.0) for name, g in groups.items()}
    addresser = Addresser()
    for each in (groups, others, groups):
        config = dataclasses.replace(
            with_some, city=dataclasses.replace(with_some.city, groups=each)
        )
        assert addresser.address(config) == address(config)


def test_settings_are_those_of_every_run():
    runs = design("policy=none,ethnic_quota", "preferences.own_group=2,4", "seed=1,2").runs
    settings = Design(runs).describe()["settings"]
    assert settings["preferences.own_group"] == [2.0, 4.0]
    assert settings["seed"] == [1, 2]
    assert len(settings["policy.ethnic_quota.enforcement"]) == 1
    apart = Design([Run.of(validate(json.loads(config_json(run.config)))) for run in runs])
    assert apart.describe()["settings"] == settings


def test_an_interpolation_may_stand_below_a_policy_of_a_sweep():
    runs = design("policy=none,ethnic_quota", "policy.ethnic_quota.start=${months}").runs
    starts = {run.world: run.config.policy for run in runs}
    assert starts["none"] == {}
    assert starts["ethnic_quota"]["ethnic_quota"]["start"] == runs[0].config.months


def leaves_of(**texts):
    return Interpolations({key.replace("__", "."): value for key, value in texts.items()})


def test_what_an_interpolation_looks_at():
    read = leaves_of(
        a__b=1, c="${a.b}", d="x${c}y", e="${less:${a.b}}", f="${pick:a.b,{1: 2}}",
        g="${.b}", h="${a.${c}}", i="${unknown:a.b}", j="${no.such}", k="${i}", l="${m}", m="${l}",
    )  # fmt: skip
    seen = {key: read.looks_at(key) for key in "cdefghijkl"}
    assert seen["c"] == {"c", "a.b"}
    assert seen["d"] == {"d", "c", "a.b"}
    assert seen["e"] == {"e", "a.b"}
    assert seen["f"] == {"f", "a.b"}
    assert [key for key, found in seen.items() if found is None] == list("ghijk")
    assert "m" in seen["l"]


def test_a_number_of_a_preset_looks_at_what_stands_beside_it():
    words = ["policy=rent_cap/st_paul", "policy.rent_cap.as_of=2023-01"]
    with hydra.initialize_config_dir(version_base="1.3", config_dir=str(config_folder())):
        base = hydra.compose("config", overrides=words)
    assert OmegaConf.is_config(base)
    assert Filler(base, []).needs("policy.rent_cap.as_of")
    assert not Filler(base, []).needs("seed")


def test_an_error_names_the_runs_that_it_is_about(capsys):
    words = ("policy=none,ethnic_quota", "market.rent_growth=0.0,3")
    assert main(["run", "-m", *words, "seed=1"]) == 2
    line = capsys.readouterr().err
    assert line.startswith("error: market.rent_growth: 3.0 is not allowed; give a number above -1")
    assert line.endswith(" (in the runs with policy=none)\n")

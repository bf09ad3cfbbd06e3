"""The configurations that ship: complete, valid, and every number with its meaning and source."""

import re
from dataclasses import asdict
from pathlib import Path

import pytest
import yaml

import sim
from sim.config.errors import ConfigError
from sim.config.folder import config_folder
from sim.config.models import MARKET_KEYS, RELOCATION_KEYS, model_of
from sim.config.ranges import CHOICES, RANGES
from sim.config.schema import Config
from sim.config.validate import check, flat

FOLDER = config_folder()
OURS = ("city", "preferences", "rules", "market", "metrics")
FILES = sorted(path for group in OURS for path in (FOLDER / group).glob("*.yaml"))
EXPERIMENTS = sorted((FOLDER / "experiment").rglob("*.yaml"))

NEEDS_A_TABLE = {"published/bradford_2023": "paper.table"}  # data that do not ship
OF_RELOCATION = {
    "city": "board",
    "preferences": "satisfaction",
    "rules": "relocation",
    "metrics": "board",
}


def name(path):
    return path.relative_to(FOLDER).as_posix()


@pytest.mark.parametrize("path", FILES, ids=name)
def test_every_value_says_what_it_is_and_where_it_is_from(path):
    for line in path.read_text().splitlines():
        found = re.match(r"\s*[\w.]+:\s+(?P<value>[^#]*?)\s*(?:#\s*(?P<words>.*))?$", line)
        if not found or not found["value"]:
            continue
        assert found["words"], f"{path.name}: {line}"
        if re.match(r"[\[-]?\d", found["value"]):
            assert re.search(r"assumed|derived|Census|HDB|Household|reference|none|[A-Z]\w+ ", line)
            assert re.search(r", | share|ratio", found["words"]), f"no unit: {line}"


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_preset_names_every_key_of_its_part_of_the_schema(path):
    """All of them but those of the other model; it may name both."""
    group = path.parent.name
    relocating = OF_RELOCATION.get(group) == path.stem
    others = (MARKET_KEYS if relocating else RELOCATION_KEYS).get(group, ())
    schema = set(vars(getattr(Config(), group))) - set(others)
    raw = yaml.safe_load(path.read_text())
    parents = [parent for parent in raw.get("defaults", []) if isinstance(parent, str)]
    for parent in set(parents) - {"_self_"}:
        raw |= yaml.safe_load((path.parent / f"{parent}.yaml").read_text())
    assert set(raw) - {"defaults"} == schema


def test_the_keys_of_one_model_are_keys_of_the_schema_and_not_of_the_other():
    for keys in (MARKET_KEYS, RELOCATION_KEYS):
        for group, names in keys.items():
            assert set(names) <= set(vars(getattr(Config(), group))), group
    for group, names in MARKET_KEYS.items():
        assert not set(names) & set(RELOCATION_KEYS[group])
    assert model_of("city.burn_in.months") == "housing_market"
    assert model_of("rules.movers") == "relocation"
    assert model_of("rules.torus") is None
    assert model_of("seed") is None


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_preset_composes(path):
    parts = {path.parent.name: path.stem}
    if OF_RELOCATION.get(path.parent.name) == path.stem:
        parts = OF_RELOCATION
    config = sim.compose(*(f"{part}={choice}" for part, choice in parts.items()))
    check(config)


@pytest.mark.parametrize("path", EXPERIMENTS, ids=name)
def test_an_experiment_composes_and_its_folder_is_its_name(path, tmp_path):
    named = path.relative_to(FOLDER / "experiment").with_suffix("").as_posix()
    words = [f"experiment={named}"]
    if named in NEEDS_A_TABLE:
        (tmp_path / "areas.csv").write_text("name")
        with pytest.raises(ConfigError, match=NEEDS_A_TABLE[named]):
            sim.compose(*words)
        words.append(f"{NEEDS_A_TABLE[named]}={tmp_path / 'areas.csv'}")
    config = sim.compose(*words)
    check(config)
    assert config.experiment == named
    assert config.store == f"results/{named}"


def test_the_top_level_keys_are_those_that_a_user_types():
    typed = "experiment city preferences rules market policy metrics paper"
    typed += " engine seed months store executor retry fail_fast series"
    assert " ".join(vars(Config())) == typed


def test_every_number_of_the_schema_has_a_range():
    from sim.config.validate import _range_of

    config = sim.compose("city=singapore", "policy@city.burn_in.policy=none")
    board = sim.compose(*(f"{part}={choice}" for part, choice in OF_RELOCATION.items()))
    for key, value in (*flat(asdict(config)), *flat(asdict(board))):
        if isinstance(value, int | float) and not isinstance(value, bool):
            assert _range_of(key), key


def test_every_range_and_choice_is_of_a_key_that_exists():
    one_group = "+preferences.own_group_of.malay=2"  # no preset has an entry
    keys = {key for key, _ in flat(asdict(sim.compose("city=singapore", one_group)))}
    board = [f"{part}={choice}" for part, choice in OF_RELOCATION.items()]
    one_group = "+preferences.beta_ethnicity_of.blue=2"
    keys |= {key for key, _ in flat(asdict(sim.compose(*board, one_group)))}
    patterns = [re.escape(key).replace(r"\*", r"[^.\[\]]+") for key in (*RANGES, *CHOICES)]
    for pattern in patterns:
        assert any(re.fullmatch(pattern, key) for key in keys), pattern


def test_singapore_says_what_the_sources_say():
    city = sim.compose("city=singapore").city
    by_sector = {g: group.share * group.public_rate for g, group in city.groups.items()}
    public = sum(by_sector.values())
    assert public == pytest.approx(0.787, abs=0.001)
    mix = {group: round(100 * share / public, 1) for group, share in by_sector.items()}
    assert mix == {"chinese": 75.6, "malay": 13.6, "indian": 8.9, "others": 1.9}
    rented = city.public.share * city.public.rental + city.private.share * city.private.rental
    assert 1 - rented == pytest.approx(0.879, abs=0.002)


def test_policies_stack_in_any_way_that_hydra_writes_them():
    assert list(sim.compose("policy=none").policy) == []
    assert list(sim.compose("policy=[]").policy) == []
    assert list(sim.compose("policy=ethnic_quota").policy) == ["ethnic_quota"]
    both = sim.compose("policy=[inclusionary_zoning,ethnic_quota]").policy
    assert list(both) == ["ethnic_quota", "inclusionary_zoning"]


def test_the_burn_in_has_policies_of_its_own():
    assert list(sim.compose("city=singapore").city.burn_in.policy) == ["ethnic_quota"]
    other = sim.compose("city=singapore", "policy@city.burn_in.policy=none")
    assert other.city.burn_in.policy == {}
    both = sim.compose(
        "city=singapore", "policy@city.burn_in.policy=[ethnic_quota,inclusionary_zoning]"
    )
    assert len(both.city.burn_in.policy) == 2
    introduced = sim.compose("experiment=singapore_introduce", "policy=ethnic_quota")
    assert introduced.city.burn_in.policy == {}
    assert list(introduced.policy) == ["ethnic_quota"]


def test_no_address_and_no_machine_path_in_the_files():
    root = Path(__file__).resolve().parents[2]
    files = [*FOLDER.rglob("*.yaml"), root / "pyproject.toml", root / "requirements.lock"]
    for path in (*files, root / "Makefile", root / ".ci" / "run"):
        if path.exists():
            text = path.read_text()
            cited = "".join(line for line in text.splitlines() if not line.startswith("#"))
            assert "http" not in (cited if "published" in path.parts else text), path
            assert not re.search(r"/(root|home|work|opt)/", text), path

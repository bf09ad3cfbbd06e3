"""The pages say what the code is: parameters, links, examples, generated tables."""

import dataclasses
import importlib
import importlib.util
import re
import shlex
import typing
from pathlib import Path

import pytest
import yaml

import sim
from sim import recorded_columns
from sim.analysis.text import NOT_MODELLED
from sim.cli import main
from sim.config.schema import Config
from sim.draws import Purpose
from sim.policies import REGISTRY
from sim.state import columns

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.glob("*.md")), *sorted(DOCS.glob("policies/*.md"))]
ODD = (DOCS / "odd.md").read_text() + (DOCS / "odd_relocation.md").read_text()
PARAMETERS = (DOCS / "parameters.md").read_text()
README = (ROOT / "README.md").read_text()
GROUPS = [*sim.compose("city=singapore").city.groups, "blue", "orange"]


def schema_keys(kind=Config, key=""):
    """Yield every parameter of the schema; `<group>` stands for the name of a group."""
    for name, hint in typing.get_type_hints(kind).items():
        below = f"{key}.{name}" if key else name
        inner = typing.get_args(hint)[-1] if typing.get_origin(hint) is dict else hint
        if inner is not hint and inner is not typing.Any:
            below += ".<group>"
        if dataclasses.is_dataclass(inner):
            yield from schema_keys(inner, below)
        else:
            yield below


def all_keys():
    policies = {
        f"policy.{name}.{field.name}"
        for name, policy in REGISTRY.items()
        for field in dataclasses.fields(policy.Parameters)
    }
    return set(schema_keys()) | policies


@pytest.fixture(scope="module")
def build():
    spec = importlib.util.spec_from_file_location("docs_build", DOCS / "build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_generated_pages_are_fresh(build, capsys):
    assert build.main(["--check"]) == 0, capsys.readouterr().err


def test_parameters_are_those_of_the_schema():
    named = set()
    for key in re.findall(r"(?m)^\| `([^`]+)` \|", PARAMETERS):
        parts = ["<group>" if part in GROUPS else part for part in key.split(".")]
        named.add(".".join(parts))
    for key in ("own_group_of", "wanted_of", "beta_ethnicity_of"):
        if f"preferences.{key}" in named:  # no preset has an entry, so the table has no group
            named ^= {f"preferences.{key}", f"preferences.{key}.<group>"}
    assert named == all_keys()


def test_the_description_names_no_parameter_that_does_not_exist():
    keys = all_keys()
    tops = {key.split(".")[0] for key in keys if "." in key}
    known = keys | {key.rpartition(".")[0] for key in keys}
    ends = {".".join(key.split(".")[1:]) for key in keys}
    for word in re.findall(r"`([a-z_]+(?:\.[a-z_]+)+)`", ODD + README):
        if word.startswith(("sim.", "docs.", "results.")):
            continue
        if word.split(".")[0] in tops:
            assert word in known, word
        else:
            assert word in ends | known or word.endswith((".csv", ".txt")), word


NAMED_BY_FIELD = (
    "policy",
    "preferences.appeal_sigma.<group>",
    "preferences.own_group_of.<group>",
    "preferences.wanted_of.<group>",
    "preferences.beta_ethnicity_of.<group>",
)


def test_the_description_names_every_parameter_that_acts():
    """Not: what only names things, or is measured."""
    quiet = (
        "experiment",
        "engine",
        "months",
        "store",
        "paper",
        "executor.",
        "retry",
        "fail_fast",
        "series",
        "city.name",
        "metrics.",
        "city.groups.",
    )
    for key in sorted(all_keys()):
        if not key.startswith(quiet) and key not in NAMED_BY_FIELD:
            assert re.search(rf"\b{key.rpartition('.')[2]}\b", ODD), key


def test_the_description_names_every_column_and_every_draw():
    tables = (columns.Households, columns.Dwellings)
    for name in [field for table in tables for field in table._fields]:
        assert re.search(rf"(?m)^\| `{name}` \|", ODD), name
    drawn = re.findall(r"(?m)^\| ([A-Z_]+) \| (\d+) \|", ODD)
    assert {name: int(number) for name, number in drawn} == {p.name: p.value for p in Purpose}


def test_every_registered_column_is_described():
    policy = "policy=[ethnic_quota,inclusionary_zoning,minimum_occupation,rent_cap]"
    words = ("city=small", "city.size=[20,20]", "metrics=none", policy, "market.supply=developers")
    tried = ("city.block=2", "city.neighbourhood=2", "metrics.pilots=[sample4]")
    tried += ("metrics.money=true", "market.arrivals=market", "market.rents=natural_vacancy")
    tried += ("market.formation=0.1", "market.dissolution=0.1", "market.redevelopment_years=50")
    config = sim.compose(*words, *tried, "engine=reference")
    names = {name.split(".")[0] for name in sim.City(config, seed=1).series()} - {"month"}
    assert names == set(recorded_columns.RECORDED)
    config.market.prices = "asking"
    more = {name.split(".")[0] for name in sim.City(config, seed=1).series()} - {"month"}
    assert more - names == set(recorded_columns.OF_SALES)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page):
    for words, target in re.findall(r"\[([^\]]+)\]\(([^)]+)\)", page.read_text()):
        path, _, anchor = target.partition("#")
        if path.startswith("https:"):
            continue
        found = (page.parent / path).resolve() if path else page
        assert found.exists(), target
        if anchor:
            assert anchor in anchors(found.read_text()), target
        if words.startswith("sim."):
            assert Path(importlib.import_module(module_of(words)).__file__) == found, words


def anchors(text):
    heads = re.findall(r"(?m)^#+ (.+)$", text)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


def module_of(dotted):
    """Return the module of a dotted name after checking that the rest of it exists there."""
    parts = dotted.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            thing = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for name in parts[cut:]:
            thing = getattr(thing, name)
        return ".".join(parts[:cut])
    raise AssertionError(dotted)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_function_named_exists(page):
    for dotted in re.findall(r"`(sim(?:\.\w+)+)`", page.read_text()):
        module_of(dotted)
    for path in re.findall(r"`((?:sim|docs|configs|tests|experiments)/[\w./]+)`", page.read_text()):
        assert (ROOT / path).exists(), path


def test_the_readme_example_in_python_runs(monkeypatch, capsys):
    compose, small = sim.compose, ("city.burn_in.months=2", "months=2", "city.size=[40,40]")
    monkeypatch.setattr(sim, "compose", lambda *words: compose(*words, *small))
    (code,) = re.findall(r"```python\n(.+?)```", README, re.DOTALL)
    exec(compile(code, "README.md", "exec"), {})
    assert "dollars a month" in capsys.readouterr().out


def commands():
    (block,) = re.findall(r"```sh\n(.+?)```", README, re.DOTALL)
    return [shlex.split(line.removeprefix("python -m sim ")) for line in block.splitlines()]


SINGLE = [words for words in commands() if "-m" not in words]
SWEEPS = [words for words in commands() if "-m" in words]


@pytest.mark.parametrize("words", SINGLE, ids=" ".join)
def test_the_readme_commands_parse(words, capsys):
    if words[0] == "compare":
        assert len(words) == 2
    else:
        assert main([*words, "--cfg", "job"]) == 0


@pytest.mark.parametrize("words", SWEEPS, ids=" ".join)
def test_the_readme_sweeps_parse(words, monkeypatch):
    from sim.experiment import execute

    class Stop(Exception):
        pass

    seen = []

    def stop(design, *others, **named):
        seen.append(len(design.runs))
        raise Stop

    monkeypatch.setattr(execute, "execute", stop)
    with pytest.raises(Stop):
        main(words)
    assert seen == [20]


def test_the_readme_keeps_its_places_for_results():
    assert README.index("<!-- results:start -->") < README.index("<!-- results:end -->")


def test_what_is_not_modelled_is_one_list():
    """The report, the description, the README and the studies name the same things."""
    listed = ", ".join(NOT_MODELLED)
    assert f"Not modelled: {listed}." in " ".join(README.split())
    for study in ("singapore", "singapore_sensitivity"):
        page = (ROOT / "experiments" / study / "README.md").read_text(encoding="utf-8")
        assert f"{listed}." in " ".join(page.split()), study
    described = ODD[ODD.index("\n# Not modelled\n") :].partition("Also:")[0]
    said = " ".join(described.split()).removeprefix("# Not modelled ").rstrip()
    assert said == f"{listed[0].upper()}{listed[1:]}."


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_names_a_machine(page):
    assert not re.search(r"/(root|home|work|opt|tmp)/", page.read_text())


def test_every_word_of_every_switch_is_described():
    from sim.config.ranges import CHOICES

    words = yaml.safe_load((DOCS / "switches.yaml").read_text())
    of_the_market = {"rules.search": {"informed", "blind"}, "city.initial": {"burned_in"}}
    others = ("engine", "executor.name", "retry", "series", "city.burn_in.initial",
              "preferences.taste", "preferences.shock", "rules.sectors_open", "rules.model",
              "market.arrivals", "market.rents", "market.prices", "market.supply")  # fmt: skip
    for key, known in CHOICES.items():
        if key not in others:
            said = {str(word) for word in words[key]}
            assert said == set(known) - of_the_market.get(key, set()), key

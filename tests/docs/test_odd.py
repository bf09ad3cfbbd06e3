"""The description of the model is whole: every process, column, parameter, policy and question."""

import ast
import dataclasses
import inspect
import re
import textwrap
from pathlib import Path

import pytest

from sim.months.housing_market import HousingMarket
from sim.policies import REGISTRY
from sim.state import columns

ROOT = Path(__file__).resolve().parents[2]
MARKET = (ROOT / "docs" / "odd.md").read_text(encoding="utf-8")
RELOCATION = (ROOT / "docs" / "odd_relocation.md").read_text(encoding="utf-8")
LINKED = set(re.findall(r"\[(sim(?:\.\w+)+)\]\(", MARKET + RELOCATION))


def section(head, text=MARKET):
    """Return what stands below a heading, up to the next one."""
    found = re.search(rf"(?ms)^#+ {re.escape(head)}\n(.*?)(?=^#|\Z)", text)
    assert found, head
    return found[1]


def plain(text):
    return " ".join(text.split())


PROCESSES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for folder in ("months", "market", "behaviour", "state")
    for path in (ROOT / "sim" / folder).glob("*.py")
    if path.name != "__init__.py"
)


@pytest.mark.parametrize("module", PROCESSES)
def test_every_module_with_a_process_is_linked_where_it_is_described(module):
    assert any(name == module or name.startswith(f"{module}.") for name in LINKED), module


def test_what_the_architecture_names_is_linked_too():
    """The table "Where is ...?" and the description name the same rules."""
    table = section("Where is ...?", (ROOT / "docs" / "architecture.md").read_text("utf-8"))
    for name in re.findall(r"`(sim(?:\.\w+)+)`", table):
        module = name if name in PROCESSES else name.rpartition(".")[0]
        module = module if module in PROCESSES or "engines" in module else module.rpartition(".")[0]
        assert any(linked.startswith(module) for linked in LINKED), name


STEPS = {  # what the month calls, and the words of section 3 for it
    "reset": "the month's counters are set to zero",
    "_buy_back": "The board buys back the homes that qualify",
    "begin_month": "homes by owner of record are noted as on the first of the month",
    "_leave_in_vain": "displacement_months + displacement_search - 1` leave, in order of id",
    "_end_come_and_form": "households end, newcomers look at the city, and households form",
    "_supply": "homes that are due this month are finished and listed",
    "put_up": "Homes for sale without an asking price get one",
    "update_levels": "**Rent levels** move",
    "search": "**Every household**, in order of id",
}


def test_every_step_of_the_month_is_in_the_schedule_in_this_order():
    source = ast.parse(textwrap.dedent(inspect.getsource(HousingMarket.month)))
    calls = [node.func for node in ast.walk(source) if isinstance(node, ast.Call)]
    calls.sort(key=lambda func: func.lineno)
    names = [func.attr if isinstance(func, ast.Attribute) else func.id for func in calls]
    assert [name for name in names if name != "per"] == list(STEPS)
    schedule = plain(section("3. Process overview and scheduling"))
    places = [schedule.index(words) for words in STEPS.values()]
    assert places == sorted(places)


@pytest.mark.parametrize("kind", [columns.Households, columns.Dwellings])
def test_columns_stand_in_the_order_of_the_hash(kind):
    """The hash takes the columns in the order of the tables of section 2."""
    text = section("2. Entities, state variables and scales")
    table = text[text.index(f"[sim.state.columns.{kind.__name__}]") :]
    table = table[table.index("|---|") :].partition("\n\n")[0]
    assert re.findall(r"(?m)^\| `(\w+)` \|", table) == list(kind._fields)


def test_what_came_later_to_the_hash_is_listed_in_its_order():
    text = section("2. Entities, state variables and scales")
    later = plain(text[text.index("5. what came later") : text.index("A part that is zero")])
    later = later.replace("`market.prices=asking`", "")
    first = [
        *(n for kind in (columns.Households, columns.Dwellings) for n in kind._fields),
    ]
    expected = [name for name in first if name in columns.LATER]
    expected += [*columns.Sales._fields, *columns.Sites._fields]
    assert re.findall(r"`(\w+)`", later) == expected


@pytest.mark.parametrize("policy", REGISTRY)
def test_every_policy_has_a_delta_that_names_its_parameters(policy):
    delta = section(f"Delta: `{policy}`")
    shared = section("Policies, as changes to this description")
    for part in ("Purpose", "State", "Submodel", "Observation", "Not modelled"):
        assert re.search(rf"(?mi)^\* \*.*\b{part}\b.*?:?\*", delta), f"{policy}: {part}"
    for field in dataclasses.fields(REGISTRY[policy].Parameters):
        assert re.search(rf"\b{field.name}\b", delta + shared), f"{policy}.{field.name}"
    assert f"sim.policies.{policy}.{REGISTRY[policy].__name__}" in LINKED


def test_no_delta_is_of_a_policy_that_does_not_exist():
    named = re.findall(r"(?m)^## Delta: `(\w+)`$", MARKET)
    assert sorted(named) == sorted(REGISTRY)


ASKED = {  # Müller et al. (2013): the questions that ODD does not ask, letters by section
    "I.i": "b", "I.ii": "c",
    "II.i": "abcde", "II.ii": "abcdefgh", "II.iii": "ab", "II.iv": "abcde", "II.v": "abc",
    "II.vi": "abcd", "II.vii": "ab", "II.viii": "ab", "II.ix": "a", "II.x": "ab",
    "III.i": "ab", "III.ii": "abc", "III.iv": "bc",
}  # fmt: skip


def test_every_question_about_decisions_is_answered():
    rows = re.findall(
        r"(?m)^\| ([IVX]+\.[ivx]+\.[a-h]) \| (.+?) \| (.+) \|$", section("The questions of ODD+D")
    )
    assert [row[0] for row in rows] == [
        f"{head}.{letter}" for head, letters in ASKED.items() for letter in letters
    ]
    assert all(len(answer) >= len("None") for _, _, answer in rows)


ELEMENTS = (
    "1. Purpose and patterns", "2. Entities, state variables and scales",
    "3. Process overview and scheduling", "4. Design concepts", "5. Initialization",
    "6. Input data", "7. Submodels",
)  # fmt: skip
CONCEPTS = (
    "Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction",
    "Sensing", "Interaction", "Stochasticity", "Collectives", "Observation",
)  # fmt: skip


def test_the_seven_elements_and_the_eleven_concepts_stand_in_their_order():
    """Grimm et al. (2020)."""
    heads = re.findall(r"(?m)^## (\d\. .+)$", MARKET)
    assert tuple(heads) == ELEMENTS
    concepts = section("4. Design concepts")
    places = [concepts.index(f"**{concept}.**") for concept in CONCEPTS]
    assert places == sorted(places)

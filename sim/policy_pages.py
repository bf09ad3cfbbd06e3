"""The pages of `python -m sim policies`: every policy and preset on a line; the numbers of one with
dates, units and sources, and what of the real rule is not modelled."""

import inspect
import itertools
import re
import shutil
import textwrap
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.policies.catalogue import Entry, Number

#: Parameters that say when and where any policy holds.
CALENDAR = ("start", "stop", "places", "sample", "phase_in", "preset", "as_of")
#: In which city a policy has something to act on.
IN = "city=singapore"
CITY = {
    "ethnic_quota/hdb_1989": "city=small",  # Singapore's classes of 2020 exceed the limits of 1989
    "rent_cap": f"{IN} market.rent_growth=0.05",  # no cap binds where rents hardly grow
}


def listing() -> str:
    """Return one line for each policy and preset."""
    from sim.policies.catalogue import entries

    found = entries()
    width = 2 + max(len(entry.name) for entry in found)
    lines = [_cut(f"{entry.name:<{width}}{summary(entry)}") for entry in found]
    lines += ["", "choose: policy=NAME, several: policy=[NAME,NAME]; policies show NAME tells more"]
    lines += ["zoning and rents need land and private homes, as in city=singapore, not city=small"]
    return "\n".join(lines)


def summary(entry: "Entry") -> str:
    """Return what a policy does, or which programme a preset is, in a line."""
    from sim.policies import REGISTRY

    if entry.about.get("title"):
        return str(entry.about["title"])
    if entry.policy not in REGISTRY:
        return entry.summary
    policy = REGISTRY[entry.policy]
    module = inspect.getmodule(policy)
    text = policy.__doc__ or ""
    if "module's docstring" in text and module is not None:
        text = module.__doc__ or ""
    first = " ".join(inspect.cleandoc(text).split("\n\n")[0].split())
    return re.sub(r"^[\w ]+: ", "", first).rstrip(".")


def page(name: str) -> str:
    """Return the numbers of a policy or a preset, for a terminal.

    Raises
    ------
    ConfigError
        If there is none of this name, with the nearest.
    """
    entry, base = found(name)
    width = min(shutil.get_terminal_size((100, 24)).columns, 120)
    lines = [entry.name, "", *_wrapped(sentence(summary(entry)), width)]
    lines += _wrapped(entry.text.removeprefix(sentence(summary(entry))).strip(), width)
    words = f"{chosen(entry, 'none,')} {CITY.get(entry.name, CITY.get(entry.policy, IN))}"
    lines += ["", f"try it: python -m sim run -m {words} seed=1,2,3"]
    for title, numbers in parts(entry, base):
        shown = [n for n in numbers if not _says_nothing(n, entry, base)]
        if "schedule" in entry.about:
            dated = "one of the dates in force, needed"
            shown = [replace(n, value=dated) if n.key == "as_of" else n for n in shown]
        lines += ["", title, *_lines(shown, width)]
    rows = recorded(entry)
    lines += ["", "what is recorded of it"] if rows else []
    for column, unit, meaning in rows:
        lines += _wrapped(f"{column}: {unit}; {meaning}", width, "  ", "    ")
    for title, left_out in _left_out(entry, base):
        lines += ["", title]
        for line in left_out:
            lines += _wrapped(line, width, "  * ", "    ")
    return "\n".join(lines)


def chosen(entry: "Entry", beside: str = "") -> str:
    """Return the words that choose a policy, or a preset with the first date of its numbers.

    `beside` stands before its name: other policies to run it against.
    """
    words = f"policy={beside}{entry.name}"
    schedule = entry.about.get("schedule", [])
    if len(schedule) > 1:
        words += f" policy.{entry.policy}.as_of={schedule[0]['since']}"
    return words


def _says_nothing(number: "Number", entry: "Entry", base: "Entry | None") -> bool:
    """Return whether a number is the name of the preset, or the date of one that has one date
    only."""
    if number.key == "as_of":
        return base is not None and "schedule" not in entry.about
    return number.key == "preset"


def _left_out(entry: "Entry", base: "Entry | None") -> list[tuple[str, list[str]]]:
    """Return what is not modelled of a preset, then of its policy what that does not say."""
    own = not_modelled(entry)
    began = {line[:40] for line in own}
    rest = [line for line in not_modelled(base) if line[:40] not in began] if base else []
    titled = [("not modelled", own), (f"nor, of any {entry.policy}", rest)]
    return [(title, lines) for title, lines in titled if lines]


def _lines(numbers: "list[Number]", width: int) -> list[str]:
    """Return numbers for a terminal, those of an entry of a list below its number or date."""
    lines: list[str] = []
    last = {n.key.partition("[")[0]: n.key.partition("]")[0] for n in numbers if "[" in n.key}
    for number in _gathered(numbers):
        group, bracket, key = number.key.partition("].")
        if not bracket:
            lines += _of_number(number.key, number, width)
            continue
        name, _, place = group.partition("[")
        if key == "since":
            lines += _of_number("from", number, width, equals=" ")
            continue
        number_of_all = int(last[name].partition("[")[2]) + 1
        head = f"  {name.removesuffix('s')} {int(place) + 1} of {number_of_all}"
        if name != "schedule" and head not in lines:
            lines.append(head)
        lines += _of_number(key, number, width, indent=4)
    return lines


def _gathered(numbers: "list[Number]") -> "list[Number]":
    """Return limits of one date in one, as `grouped` does; bands and schedules one by one."""
    apart = ("bands[", "schedule[")
    kept = [number for number in numbers if number.key.startswith(apart)]
    return [*grouped([n for n in numbers if n not in kept]), *kept]


def found(name: str) -> "tuple[Entry, Entry | None]":
    """Return a policy or a preset, and of a preset the policy that it belongs to."""
    from sim.policies.catalogue import files, read, unknown_policy

    known = files()
    if name not in known:
        raise unknown_policy("policies", name)
    policy = name.partition("/")[0]
    base = read(policy, known[policy]) if policy != name else None
    return read(name, known[name]), base


def parts(entry: "Entry", base: "Entry | None") -> "list[tuple[str, list[Number]]]":
    """Return the numbers of a page under their titles: dates, numbers, when and where."""
    dated = [n for n in entry.numbers if n.key.startswith("schedule[") or n.key == "since"]
    own = [n for n in entry.numbers if n not in dated and n.key not in CALENDAR]
    own = [n for n in own if "${" not in str(n.value) and n.key != "not_modelled"]
    given = own_calendar(entry)
    calendar = [given.get(n.key, n) for n in (base or entry).numbers if n.key in CALENDAR]
    other = {_whole(number.key) for number in entry.numbers}
    inherited = [n for n in base.numbers if _whole(n.key) not in other] if base else []
    inherited = [n for n in inherited if n.key not in CALENDAR]
    titled = [
        ("numbers", own),
        ("in force", dated),
        (f"as {entry.policy} has them", inherited),
        ("when and where it holds", calendar),
    ]
    return [(title, numbers) for title, numbers in titled if numbers]


def recorded(entry: "Entry") -> list[tuple[str, str, str]]:
    """Return what a run records that tells what a policy does: column, unit and meaning.

    The columns that the policy names in `told_by`, then its counters.
    """
    from sim.policies import REGISTRY
    from sim.recorded_columns import RECORDED

    policy = REGISTRY.get(entry.policy)
    counters = (counter.name for counter in getattr(policy, "counters", ()))
    names = [*getattr(policy, "told_by", ()), *counters]
    found = ((name, *RECORDED[name][2:]) for name in names)
    return [(name, unit, meaning.partition("; recorded ")[0]) for name, unit, meaning in found]


def _whole(key: str) -> str:
    """Return the key, of an entry of a list that of the list: a preset gives a list as a whole."""
    return key.partition("[")[0]


def own_calendar(entry: "Entry") -> "dict[str, Number]":
    """Return what a policy or a preset says itself about when and where it holds."""
    said = (n for n in entry.numbers if n.key in CALENDAR and "${" not in str(n.value))
    return {number.key: number for number in said}


def grouped(numbers: "list[Number]") -> "list[Number]":
    """Return numbers with those of one dated entry that share their unit and source in one."""
    found = []
    for (entry, unit, source), same in itertools.groupby(numbers, _entry_and_words):
        members = list(same)
        if entry and len(members) > 1:
            shown = ", ".join(f"{n.key.partition('].')[2]} {show(n.value)}" for n in members)
            members = [type(members[0])(entry, shown, unit, source)]
        found += members
    return found


def _entry_and_words(number: "Number") -> tuple[str, str, str]:
    """Return the dated entry that a number stands in, if it does, and the words about it."""
    entry, bracket, _ = number.key.partition("]")
    return entry + bracket if bracket else "", number.unit, number.source


def not_modelled(entry: "Entry") -> list[str]:
    """Return what of the real rule the model leaves out."""
    said = entry.about.get("not_modelled")
    if said is None:
        said = next((n.value for n in entry.numbers if n.key == "not_modelled"), None)
    return [str(line) for line in said or []]


def show(value: Any) -> str:
    """Return a value as a user would type it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[" + ", ".join(map(show, value)) + "]"
    return str(value)


def sentence(text: str) -> str:
    """Return a text with a capital and a full stop."""
    return text[:1].upper() + text[1:].rstrip(".") + "."


def _of_number(
    key: str, number: "Number", width: int, indent: int = 2, equals: str = " = "
) -> Iterable[str]:
    """Return the lines of a number: its key and value, and its unit and source."""
    words = "; ".join(filter(None, (number.unit, number.source)))
    head = f"{' ' * indent}{key}{equals}{show(number.value)}"
    if len(head) + len(words) + 3 <= width or not words:
        return [f"{head}   {words}".rstrip()]
    below = " " * (indent + 4)
    return [*_wrapped(head, width, rest=" " * (indent + 2)), *_wrapped(words, width, below, below)]


def _wrapped(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    """Return lines of at most a width, dates and names whole."""
    return textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
        break_long_words=False,
    )


def _cut(line: str) -> str:
    width = min(shutil.get_terminal_size((120, 24)).columns, 160)
    return line if len(line) <= width else line[: width - 3] + "..."

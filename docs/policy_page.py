"""docs/policies/<name>.md: a policy and its presets, from the files that the simulator reads."""

from collections.abc import Callable

from sim.policies.catalogue import Entry, Number, files
from sim.policy_pages import (
    chosen,
    found,
    grouped,
    not_modelled,
    own_calendar,
    parts,
    recorded,
    sentence,
    show,
    summary,
)

Table = Callable[[tuple[str, ...], list[tuple[str, ...]]], list[str]]
HEAD = ("key", "value", "unit or reading", "date and source, or *assumed*")
PRESETS = (
    "Numbers of real programmes. Each is chosen by its name, and any number can be given anew"
    " beside it. *Unverified* in a source means that the number or the date has not been checked"
    " against the text of the law."
)
MORE = "By whom each is broken down, and all the rest: [outcomes.md](../outcomes.md)."


def policies_with_pages() -> list[str]:
    """Return the policies, without their presets."""
    return [name for name in files() if "/" not in name]


def policy_page(name: str, note: str, table: Table) -> str:
    """Return the page of one policy: what it does, its numbers, then each preset in the same way.

    Parameters
    ----------
    name : str
        The policy's.
    note : str
        First line of the page.
    table : callable
        Makes a Markdown table of a head and rows.
    """
    presets = [preset for preset in files() if preset.startswith(f"{name}/")]
    lines = [note, f"# {name}", "", *_section(name, table, "##")]
    if presets:
        lines += ["## Presets", "", PRESETS, ""]
    for preset in presets:
        lines += [f"### {preset}", "", *_section(preset, table, "####")]
    return "\n".join(lines).rstrip() + "\n"


def _section(name: str, table: Table, level: str) -> list[str]:
    entry, base = found(name)
    lines = [sentence(summary(entry)), "", entry.text, "", *_command(entry)]
    for title, numbers in parts(entry, base):
        when = title.startswith("when") and not own_calendar(entry)
        if base is not None and (when or title.startswith("as ")):
            continue  # as the policy's own, above
        lines += [f"{level} {title[:1].upper()}{title[1:]}", ""]
        lines += [*table(HEAD, [_row(entry, n) for n in grouped(numbers)]), ""]
    if base is None and (rows := recorded(entry)):
        lines += [f"{level} What is recorded of it", "", MORE, ""]
        shown = [(f"`{name}`", unit, meaning) for name, unit, meaning in rows]
        lines += [*table(("column", "unit", "meaning"), shown), ""]
    left_out = not_modelled(entry)
    if left_out:
        lines += [f"{level} Not modelled", "", *(f"* {line}" for line in left_out), ""]
    return lines


def _command(entry: Entry) -> list[str]:
    return [f"    python -m sim run {chosen(entry)}", ""]


def _row(entry: Entry, number: Number) -> tuple[str, ...]:
    typed = not number.key.startswith(("schedule", "since"))
    key = f"policy.{entry.policy}.{number.key}" if typed else number.key
    source = number.source.replace("assumed", "*assumed*").replace("unverified", "*unverified*")
    words = (text.replace("<", "\\<") for text in (number.unit, source))
    return f"`{key}`", f"`{show(number.value)}`", *words

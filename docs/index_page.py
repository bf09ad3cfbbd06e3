"""docs/indices.md: what each segregation index says, and how it is read."""

from collections.abc import Callable
from pathlib import Path

from sim.indices import INDICES, Index

HERE = Path(__file__).resolve().parent
Table = Callable[[tuple[str, ...], list[tuple[str, ...]]], list[str]]

DIMENSIONS = {
    "evenness": "Are the groups spread over the units alike?",
    "exposure": "Whom does a household meet in its unit?",
    "diversity": "How mixed is the city, whatever the units? What do the units tell?",
    "concentration": "How little land does a group live on?",
    "centralisation": "How near to the centre does a group live?",
    "clustering": "Do the units, or the homes, of a group lie side by side?",
    "income": "Do households live among those who earn as much?",
    "local": "Where is it? One value for each unit: a map.",
}

KINDS = {
    "counts": "counts by unit, all groups together",
    "two": "counts by unit of a group and those it is compared with",
    "group": "counts by unit, for one group in the city",
    "pair": "counts by unit, for two groups in the city",
    "areas": "counts by unit and the units' areas",
    "areas_pair": "counts by unit and the units' areas, for two groups",
    "placed": "counts by unit and where the units are",
    "placed_counts": "counts by unit and where the units are, all groups together",
    "placed_pair": "counts by unit and where the units are, for two groups",
    "incomes": "each household's income and unit",
    "lattice": "a value by unit and which units touch",
    "grid": "who lives in each cell",
}

CORRECTIONS = {
    "rescaled": "(value - chance) / (largest - chance)",
    "ratio": "value / chance",
    "none": "none",
}


def chance(index: Index) -> str:
    """Return how the value by chance of an index is found."""
    note = index.expected_note
    if index.expected is not None or index.correction == "none":
        return note
    return note if "shuffl" in note else f"estimated by shuffling ({note})"


def section(index: Index) -> list[str]:
    """Return the lines about one index."""
    facts = [
        ("formula", f"`{index.formula}`"),
        ("range", index.span),
        ("makes sense", index.level),
        ("computed from", KINDS[index.data]),
        ("by chance", chance(index)),
        ("corrected", CORRECTIONS[index.correction]),
        ("undefined when", index.undefined),
        ("source", index.citation),
    ]
    lines = [f"### {index.label} ({index.symbol})", "", f"`{index.name}`", "", index.definition]
    lines += ["", f"*How to read it:* {index.reading}", ""]
    return lines + [f"* {word}: {text}" for word, text in facts] + [""]


def index_page(note: str, table: Table) -> str:
    """Return docs/indices.md."""
    introduction = (HERE / "indices_introduction.md").read_text(encoding="utf-8").rstrip()
    lines = [note, introduction, ""]
    for dimension, question in DIMENSIONS.items():
        mine = [index for index in INDICES.values() if index.dimension == dimension]
        rows = [
            (f"[{i.label}](#{anchor(i)})", i.symbol, f"`{i.name}`",
             i.span,
             "yes" if i.spatial else "no", "exact" if i.expected else
             "none" if i.correction == "none" else "shuffled")
            for i in mine
        ]  # fmt: skip
        lines += [f"## {dimension.capitalize()}", "", question, ""]
        head = ("index", "symbol", "name", "range", "where homes lie matters", "chance")
        lines += [*table(head, rows), ""]
        for index in mine:
            lines += section(index)
    lines.append((HERE / "indices_pysal.md").read_text(encoding="utf-8"))
    return "\n".join(lines).rstrip() + "\n"


def anchor(index: Index) -> str:
    """Return the link target of an index's heading, as GitHub makes it."""
    heading = f"{index.label} ({index.symbol})".lower()
    return "".join(c for c in heading.replace(" ", "-") if c.isalnum() or c in "-_")

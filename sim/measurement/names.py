"""The recorded columns: which there are, in which order, and what each means."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

from sim.indices import INDICES, Index, find

LEVELS = ("block", "neighbourhood")
STOCKS = ("all", "public")
SUFFIXES = ("chance", "corrected")

FAMILIES: dict[str, tuple[str, ...]] = {
    "evenness": ("dissimilarity", "gini", "information_theory"),
    "exposure": ("isolation", "exposure", "correlation_ratio"),
    "income": ("neighbourhood_sorting", "rank_order_information_theory"),
    "spatial": ("morans_i", "like_neighbour_share", "spatial_information_theory"),
}
FAMILIES |= {name: (name,) for name in INDICES if name not in FAMILIES}
"""Indices by what a user may write in `metrics.families`: a family, or an index by its own name."""


@dataclass(frozen=True)
class Column:
    """One measured quantity, before the suffixes `.chance` and `.corrected`.

    Attributes
    ----------
    name : str
        Name of the recorded column.
    index : str
        Key of `sim.indices.INDICES`.
    level, stock : str
        Zones and households measured; empty on the grid.
    groups : tuple of int
        Groups it is about: none, one or a pair.
    radius : int
        Radius on the grid, cells; 0 elsewhere.
    """

    name: str
    index: str
    level: str = ""
    stock: str = ""
    groups: tuple[int, ...] = ()
    radius: int = 0

    @property
    def with_chance(self) -> bool:
        """Whether the columns with the suffixes are recorded too."""
        return INDICES[self.index].correction != "none"


@dataclass(frozen=True)
class Description:
    """What a recorded column means, for tables and pages.

    Attributes
    ----------
    name, label, unit, definition, citation : str
    undefined : str
        When the value is missing.
    """

    name: str
    label: str
    unit: str
    definition: str
    citation: str
    undefined: str


def columns(families: Sequence[str], groups: Sequence[str], radii: Sequence[int]) -> list[Column]:
    """Return the quantities of the chosen families, in the order in which they are recorded.

    Parameters
    ----------
    families : sequence of str
        Keys of `FAMILIES`.
    groups : sequence of str
        Names of the city's groups.
    radii : sequence of int
        Radii of the spatial information theory index, cells.

    Raises
    ------
    ValueError
        If a family does not exist.
    """
    for family in families:
        if family not in FAMILIES:
            raise ValueError(f"metrics.families: {family!r} is none of {', '.join(FAMILIES)}")
    chosen = {index for family in families for index in FAMILIES[family]}
    found: list[Column] = []
    for name in INDICES:
        if name in chosen:
            found += _columns_of(name, list(groups), radii)
    return found


def _columns_of(name: str, groups: list[str], radii: Sequence[int]) -> Iterator[Column]:
    """Return the quantities of one index."""
    each = range(len(groups))
    if name == "like_neighbour_share":
        yield Column(name, name)
    elif name == "spatial_information_theory":
        for radius in radii:
            yield Column(f"{name}.radius{radius}", name, radius=radius)
    elif name == "morans_i":
        for m in each:
            yield Column(f"{name}.{groups[m]}", name, "block", "all", (m,))
    else:
        about: list[tuple[int, ...]] = [()]
        if name == "dissimilarity":
            about += combinations(each, 2)
        elif INDICES[name].data == "group":
            about = [(m,) for m in each]
        elif INDICES[name].data == "pair":
            about = list(permutations(each, 2))
        for level in LEVELS[1:] if name == "rank_order_information_theory" else LEVELS:
            for stock in STOCKS:
                for who in about:
                    whose = ["-".join(groups[m] for m in who)] if who else []
                    yield Column(".".join([name, *whose, level, stock]), name, level, stock, who)


def recorded(chosen: Sequence[Column]) -> list[str]:
    """Return the names of all recorded columns, suffixes included."""
    names: list[str] = []
    for column in chosen:
        names.append(column.name)
        if column.with_chance:
            names += [f"{column.name}.{suffix}" for suffix in SUFFIXES]
    return names


def describe(name: str) -> Description:
    """Return what a recorded column means.

    Parameters
    ----------
    name : str
        For example `dissimilarity.chinese-malay.block.all.corrected`.

    Raises
    ------
    ValueError
        If the name is not that of an index.
    """
    parts = name.split(".")
    suffix = parts.pop() if parts[-1] in SUFFIXES else ""
    index = find(parts[0])
    label, unit = index.label, _unit(index, suffix)
    if index.spatial:
        where = [f"radius {p.removeprefix('radius')} cells" if p.startswith("radius") else p
                 for p in parts[1:]]  # fmt: skip
    else:
        stock = "all homes" if parts[-1] == "all" else "public homes"
        where = [*parts[1:-2], f"{parts[-2]}s", stock]
    if suffix:
        where.append("expected by chance" if suffix == "chance" else "corrected for chance")
    return Description(
        name,
        ", ".join([label, *where]),
        unit,
        index.definition + _suffix_definition(index, suffix),
        index.citation,
        f"undefined when {index.undefined}",
    )


def _unit(index: Index, suffix: str) -> str:
    if suffix == "corrected":
        return "ratio, 1 = chance" if index.correction == "ratio" else "index, 0 = chance, 1 = most"
    return f"index, {index.low:g} to {index.high:g}"


def _suffix_definition(index: Index, suffix: str) -> str:
    if suffix == "chance":
        return f" Here: its expectation when households are shuffled ({index.expected_note})."
    if suffix == "corrected" and index.correction == "ratio":
        return " Here: divided by its expectation when households are shuffled."
    if suffix == "corrected":
        return " Here: (value - expected) / (1 - expected), expected when households are shuffled."
    return ""

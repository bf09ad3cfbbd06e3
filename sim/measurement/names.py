"""The recorded columns: which there are, in which order, and what each means."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

from sim.indices import INDICES, Index, find

LEVELS = ("block", "neighbourhood")
STOCKS = ("all", "public")
SUFFIXES = ("chance", "corrected")

QUADRATIC = ("spatial_proximity", "distortion")
"""Indices whose cost grows with the square of the number of zones: recorded only if named."""

OF_RULES = ("share_happy",)
"""Indices that depend on the rules of a city, and are recorded where those say so."""

CORE = {
    "evenness": ("dissimilarity", "gini", "information_theory"),
    "exposure": ("isolation", "exposure", "correlation_ratio"),
    "income": ("neighbourhood_sorting", "rank_order_information_theory"),
    "spatial": ("morans_i", "like_neighbour_share", "spatial_information_theory"),
}
BY_DIMENSION = ("diversity", "concentration", "centralisation", "clustering")


class Families(Mapping[str, tuple[str, ...]]):
    """Indices by what a user may write in `metrics.families`: a family, or an index by its name.

    The families of a default run hold a few each; those of a dimension all of theirs, and `all`
    every index of the whole city but those of `QUADRATIC`.
    """

    def _all(self) -> dict[str, tuple[str, ...]]:
        every = monthly()
        linear = [name for name in every if name not in QUADRATIC]
        found = dict(CORE)
        for dimension in BY_DIMENSION:
            mine = (name for name in linear if INDICES[name].dimension == dimension)
            found[dimension] = tuple(mine)
        found["all"] = tuple(linear)
        return found | {name: (name,) for name in every if name not in found}

    def __getitem__(self, name: str) -> tuple[str, ...]:
        return self._all()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


def monthly() -> tuple[str, ...]:
    """Return the indices that can be recorded every month: those of the whole city."""
    return tuple(
        name for name, index in INDICES.items() if not index.local and name not in OF_RULES
    )


FAMILIES = Families()


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


def columns(
    families: Sequence[str],
    groups: Sequence[str],
    radii: Sequence[int],
    levels: Sequence[str] = LEVELS,
) -> list[Column]:
    """Return the quantities of the chosen families, in the order in which they are recorded.

    Parameters
    ----------
    families : sequence of str
        Keys of `FAMILIES`.
    groups : sequence of str
        Names of the city's groups.
    radii : sequence of int
        Radii of the indices of surroundings, cells.
    levels : sequence of str
        Of `LEVELS`: between which zones.

    Raises
    ------
    ValueError
        If a family does not exist.
    """
    for family in families:
        if family not in FAMILIES:
            raise ValueError(f"metrics.families: {family!r} is none of {', '.join(FAMILIES)}")
    chosen = {index for family in families for index in FAMILIES[family]}
    found = [
        column
        for name in INDICES
        if name in chosen
        for column in _columns_of(INDICES[name], list(groups), radii)
    ]
    return [column for column in found if not column.level or column.level in levels]


def _columns_of(index: Index, groups: list[str], radii: Sequence[int]) -> Iterator[Column]:
    """Return the quantities of one index."""
    if index.data == "grid":
        yield from _on_the_grid(index, groups, radii)
        return
    if index.name == "morans_i":
        for m, group in enumerate(groups):
            yield Column(f"{index.name}.{group}", index.name, "block", "all", (m,))
        return
    levels = LEVELS[1:] if index.name in OF_NEIGHBOURHOODS else LEVELS
    for level in levels:
        for stock in STOCKS:
            for who in _about(index, len(groups)):
                whose = ["-".join(groups[m] for m in who)] if who else []
                name = ".".join([index.name, *whose, level, stock])
                yield Column(name, index.name, level, stock, who)


OF_NEIGHBOURHOODS = ("rank_order_information_theory",)
"""Indices that are recorded between neighbourhoods only."""


def _about(index: Index, groups: int) -> list[tuple[int, ...]]:
    """Return the groups, one by one or in pairs, for which an index is recorded."""
    each = range(groups)
    if index.name == "dissimilarity":
        return [(), *combinations(each, 2)]
    if index.columns == 1:
        return [(m,) for m in each]
    if index.columns == 2:
        return list(permutations(each, 2))
    return [()]


def _on_the_grid(index: Index, groups: list[str], radii: Sequence[int]) -> Iterator[Column]:
    """Return the quantities of an index of cells: at every radius if it is one of surroundings."""
    if index.name == "macro_micro_ratio":
        if len(radii) > 1:  # of the smallest and the largest, which are named
            yield Column(f"{index.name}.radius{radii[0]}-{radii[-1]}", index.name)
        return
    for who in _about(index, len(groups)):
        whose = ["-".join(groups[m] for m in who)] if who else []
        for radius in radii if index.from_surroundings else [0]:
            where = [f"radius{radius}"] if index.from_surroundings else []
            name = ".".join([index.name, *whose, *where])
            yield Column(name, index.name, groups=who, radius=radius)


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
    return f"index, {index.span}"


def _suffix_definition(index: Index, suffix: str) -> str:
    if suffix == "chance":
        return f" Here: its expectation when households are shuffled ({index.expected_note})."
    if suffix == "corrected" and index.correction == "ratio":
        return " Here: divided by its expectation when households are shuffled."
    if suffix == "corrected":
        most, words = "most", ", most being the largest value that the groups' shares allow"
        if not callable(index.maximum):
            most, words = f"{index.maximum:g}", ""
        return (
            f" Here: (value - expected) / ({most} - expected), expected when households are "
            f"shuffled{words}."
        )
    return ""

"""Maps of one city in several worlds: who lives where, and how uneven it is block by block."""

import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.cm import ScalarMappable
from matplotlib.colors import (
    BoundaryNorm,
    Colormap,
    LinearSegmentedColormap,
    ListedColormap,
    to_hex,
    to_rgb,
)
from matplotlib.figure import Figure, SubFigure
from matplotlib.patches import Patch
from numpy.typing import NDArray

VACANT, UNBUILT = -1, -2
#: The largest group is the light ground; the others take Okabe and Ito's strongest colours.
MAJORITY = "#EDE6D6"
MINORITIES = ("#D55E00", "#0072B2", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
VACANT_COLOUR, UNBUILT_COLOUR = "#FFFFFF", "#9A9A9A"
BORDER = "#222222"
CHOROPLETHS = 2
STEPS = 6
LETTERS = 36  # of a title that fit above a map

Cells = NDArray[np.int8]


def _counts(maps: Sequence[Cells], number: int) -> NDArray[np.int64]:
    """Return the households of each group, all maps together."""
    people = np.concatenate([cells[cells >= 0].ravel() for cells in maps])
    return np.bincount(people, minlength=number).astype(np.int64)


def group_colours(cells: Sequence[Cells], number: int) -> list[str]:
    """Return a colour for each group; the largest over all maps is the light ground."""
    counts = _counts(cells, number)
    largest = int(np.argmax(counts))
    rest = iter(MINORITIES * (1 + number // len(MINORITIES)))
    return [MAJORITY if group == largest else next(rest) for group in range(number)]


def block_share(cells: Cells, group: int, block: int) -> NDArray[np.float64]:
    """Return the group's share of the households of each block, NaN where nobody lives.

    Parameters
    ----------
    cells : int8 array, shape (rows, columns)
        Group of each cell, -1 vacant, -2 unbuilt.
    group : int
        Index of the group.
    block : int
        Side of a block, cells; blocks at the edge may be smaller.

    Returns
    -------
    float64 array, shape (ceil(rows / block), ceil(columns / block))
    """
    rows, columns = (np.arange(0, side, block) for side in cells.shape)
    members = np.add.reduceat(np.add.reduceat(cells == group, rows, 0, dtype=int), columns, 1)
    people = np.add.reduceat(np.add.reduceat(cells >= 0, rows, 0, dtype=int), columns, 1)
    share = np.full(people.shape, np.nan)
    np.divide(members, people, out=share, where=people > 0)
    return share


def _borders(axes: Axes, shape: tuple[int, ...], step: int) -> None:
    """Draw the borders of neighbourhoods and the frame; cell (0, 0) is at the top left."""
    rows, columns = shape
    axes.hlines(np.arange(step, rows, step), 0, columns, color=BORDER, linewidth=0.5)
    axes.vlines(np.arange(step, columns, step), 0, rows, color=BORDER, linewidth=0.5)
    axes.set_xlim(0, columns)
    axes.set_ylim(rows, 0)
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_linewidth(0.8)


def _dots(axes: Axes, cells: Cells, colours: list[str]) -> None:
    shades = ListedColormap([UNBUILT_COLOUR, VACANT_COLOUR, *colours])
    rows, columns = cells.shape
    axes.imshow(
        cells + 2, cmap=shades, vmin=-0.5, vmax=len(colours) + 1.5, interpolation="nearest",
        extent=(0, columns, rows, 0),
    )  # fmt: skip


def _scale(shares: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Return round limits of classes that hold nearly all blocks of all maps."""
    top = float(np.nanpercentile(np.concatenate([s.ravel() for s in shares]), 99))
    step = next((s for s in (0.02, 0.05, 0.1, 0.15, 0.2) if s * STEPS >= top), 0.2)
    return np.linspace(0, step * STEPS, STEPS + 1).clip(0, 1)


def _shades(colour: str) -> Colormap:
    """Return white to the group's colour to dark, ever darker; unbuilt blocks stay grey."""
    red, green, blue = to_rgb(colour)
    dark = to_hex((red / 4, green / 4, blue / 4))
    shades = LinearSegmentedColormap.from_list("share", ["#FFFFFF", colour, dark])
    return shades.with_extremes(bad=UNBUILT_COLOUR)


def _choropleths(
    grid: Sequence[Axes],
    maps: Sequence[Cells],
    group: int,
    name: str,
    colour: str,
    legend: SubFigure,
    block: int,
    step: int,
) -> None:
    """Draw one row: the group's share of each block, one scale for all worlds."""
    shares = [block_share(cells, group, block) for cells in maps]
    limits = np.unique(_scale(shares))
    shades = _shades(colour)
    norm = BoundaryNorm(limits, shades.N, extend="max")
    for axes, share, cells in zip(grid, shares, maps, strict=True):
        rows, columns = share.shape
        extent = (0, columns * block, rows * block, 0)
        axes.imshow(share, cmap=shades, norm=norm, interpolation="nearest", extent=extent)
        _borders(axes, cells.shape, step)
    place = legend.add_axes((0.02, 0.12, 0.1, 0.76))
    bar = legend.colorbar(ScalarMappable(norm, shades), cax=place, extend="max", ticks=limits)
    bar.ax.set_yticklabels([f"{100 * limit:.0f} %" for limit in limits], fontsize=10)
    first = maps[0]
    city = float((first == group).sum() / max(1, (first >= 0).sum()))
    bar.ax.hlines(city, 0, 1, color="#000000", linewidth=2.5)
    label = f"{name} share of\neach block's\nhouseholds\n\nblack line:\nwhole city,\n"
    label += f"{100 * city:.0f} %"
    legend.text(0.44, 0.5, label, ha="left", va="center", fontsize=10.5)


def _legend(legend: SubFigure, names: Sequence[str], colours: list[str], block: int) -> None:
    patches = [
        Patch(facecolor=colour, edgecolor="#777777", label=name)
        for name, colour in zip(names, colours, strict=True)
    ]
    patches += [
        Patch(facecolor=VACANT_COLOUR, edgecolor="#777777", label="vacant home"),
        Patch(facecolor=UNBUILT_COLOUR, edgecolor="#777777", label="not built"),
    ]
    legend.legend(
        handles=patches, loc="upper left", bbox_to_anchor=(0.0, 1.0), fontsize=10.5, frameon=False,
        title="each cell is a home", title_fontsize=10.5, alignment="left",
    )  # fmt: skip
    note = f"lines: neighbourhoods\na block is {block} x {block} cells"
    legend.text(0.03, 0.02, note, ha="left", va="bottom", fontsize=9.5, color="#555555")


def _minorities(maps: Sequence[Cells], colours: list[str], number: int) -> list[int]:
    """Return the largest minorities, largest first."""
    counts = _counts(maps, number)
    order = [int(g) for g in np.argsort(-counts, kind="stable")]
    return [g for g in order if colours[g] != MAJORITY and counts[g] > 0][:CHOROPLETHS]


def above_a_map(label: str) -> str:
    """Return the title of a map in lines that are no wider than the map."""
    return "\n".join(part for line in label.split("\n") for part in textwrap.wrap(line, LETTERS))


def city_maps(
    snapshots: Mapping[str, Cells],
    groups: Sequence[str],
    path: str | Path,
    block: int = 10,
    neighbourhood: int = 6,
    title: str = "The same city under different rules",
) -> Path:
    """Draw one city in several worlds, side by side.

    The upper row shows every home by the group of its household, the largest group as a light
    ground. Single homes read as noise where one group is large, so the rows below show the share of
    the two largest minorities in each block, on one scale for all worlds.

    Parameters
    ----------
    snapshots : mapping of str to int8 array, shape (rows, columns)
        Title of each map (plain words, such as `start` or `no quota, after 20 years`) to the group
        of each cell: -1 vacant, -2 unbuilt.
    groups : sequence of str
        Names of groups 0, 1, ...
    path : str or Path
        File to write; its ending decides the format.
    block : int
        Side of a block, cells.
    neighbourhood : int
        Side of a neighbourhood, blocks.
    title : str
        Printed above.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    ValueError
        If there is no map, or a cell holds a group without a name.
    """
    maps = [np.asarray(cells) for cells in snapshots.values()]
    if not maps:
        raise ValueError("snapshots: no map to draw")
    highest = max(int(cells.max()) for cells in maps)
    if highest >= len(groups):
        raise ValueError(f"groups: {len(groups)} names, but a cell holds group {highest}")
    names = [name.replace("_", " ").title() for name in groups]
    colours = group_colours(maps, len(groups))
    minorities = _minorities(maps, colours, len(groups))
    down, across, side = 1 + len(minorities), len(maps), 3.1
    titles = [above_a_map(label) for label in snapshots]
    head = 0.8 + 0.2 * max(label.count("\n") for label in titles)
    figure = Figure(figsize=(side * across + 2.1, side * down + head + 0.1))
    FigureCanvasAgg(figure)
    figure.suptitle(title, fontsize=15, fontweight="bold", x=0.012, ha="left")
    picture, legends = np.asarray(figure.subfigures(1, 2, width_ratios=[side * across, 2.1]))
    top = 1 - head / (side * down + head + 0.1)
    grid = picture.subplots(
        down, across, squeeze=False,
        gridspec_kw={"left": 0.012, "right": 0.995, "bottom": 0.01, "top": top,
                     "wspace": 0.04, "hspace": 0.04},
    )  # fmt: skip
    boxes = legends.subfigures(down + 1, 1, height_ratios=[1 - top, *[top / down] * down])
    step = block * neighbourhood
    for axes, label, cells in zip(grid[0], titles, maps, strict=True):
        _dots(axes, cells, colours)
        _borders(axes, cells.shape, step)
        axes.set_title(label, fontsize=11.5, loc="left")
    _legend(boxes[1], names, colours, block)
    for row, group in enumerate(minorities, start=1):
        _choropleths(
            grid[row], maps, group, names[group], colours[group], boxes[row + 1], block, step
        )
    target = Path(path)
    figure.savefig(target, dpi=120)
    return target

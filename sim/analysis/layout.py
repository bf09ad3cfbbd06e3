"""Panels of a city in which households relocate, put together to a figure with its legend."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from sim.analysis import boards
from sim.analysis.lives import Life

TOP, SIDE, GAP = 0.62, 0.12, 0.16  # inches above, beside and between panels
TITLE = 0.45  # inches for the title of the whole
LABELS = {"line": 0.5, "rows": 0.32, "areas": 0.32}  # inches for the labels of axes that have any
LETTER = 0.068  # inches for a letter of a group's name below a picture of shares
ENTRY, ENTRIES = 0.24, 5  # inches for a line of the legend, and how many entries it has at most
STRIP, ROW = 3.4, 0.3  # height of what is no board, and most of one of its rows, inches
TALLEST = 6.0
BAR = {"areas": 1.15, "wealth": 0.85}  # width of a colour bar and its labels, inches


def figure_of(
    parts: Sequence[boards.Panel], lives: Sequence[Life], across: int, width: float, title: str = ""
) -> Figure:
    """Return a figure of some panels, row by row, all of one form.

    Parameters
    ----------
    parts : sequence of Panel
    lives : sequence of Life
        The cities that they show, for the legend.
    across : int
        How many panels stand side by side.
    width : float
        Of the figure, inches.
    title : str
        Above the whole; empty: none.
    """
    life = lives[0]
    handles = [] if life.form == "areas" else boards.legend_handles(lives)
    labels = LABELS.get(life.form, 0.0)
    right, gap = SIDE + BAR.get(life.form, 0.0), GAP + labels
    wide = (width - SIDE - labels - right - gap * (across - 1)) / across
    tall, below = max(_tall(life, wide) for life in lives), _below(life)
    each, head = TOP + tall + below, TITLE if title else 0.0
    down = -(-len(parts) // across)
    height = head + down * each + ENTRY * -(-len(handles) // ENTRIES)
    figure = Figure(figsize=(width, height))
    FigureCanvasAgg(figure)

    def axes_at(x: float, row: int, size: float) -> Axes:
        top = head + row * each + TOP
        place = (x / width, 1 - (top + tall) / height, size / width, tall / height)
        return figure.add_axes(place)

    for number, part in enumerate(parts):
        row, column = divmod(number, across)
        axes = axes_at(SIDE + labels + column * (wide + gap), row, wide)
        part.paint(axes)
        boards.heading(axes, part.when, part.measured)
    for row in range(down if boards.has_bar(life) else 0):
        boards.colour_bar(life, axes_at(width - right + 0.1, row, 0.15))
    if title:
        figure.text(SIDE / width, 1 - 0.3 / height, title, fontsize=14, fontweight="bold")
    if handles:
        figure.legend(
            handles=handles, loc="lower center", ncols=min(len(handles), ENTRIES), fontsize=10,
            frameon=False, handlelength=1.2, columnspacing=1.4,
        )  # fmt: skip
    return figure


def _below(life: Life) -> float:
    """Return the room below a panel, inches."""
    if life.form == "areas":
        return 0.3 + LETTER * max(map(len, life.config.city.groups))
    return 0.18 + LABELS.get(life.form, 0.0)


def _tall(life: Life, wide: float) -> float:
    """Return the height of a panel, inches."""
    rows, columns = life.frames[0].shape
    if life.form == "line":
        return min(STRIP, max(1.2, ROW * len(life.frames)))
    if life.form in ("rows", "areas"):
        return STRIP
    return float(min(wide * rows / columns, TALLEST))

"""The plot of docs/performance.md: ns a decision and bytes a household against the city's size."""

from collections.abc import Mapping
from pathlib import Path

BLUE, ORANGE = "#0072b2", "#d55e00"
#: Series -> what the legend calls it, its colour, and whether its line is dashed.
LOOKS = {
    "full decision, ns": ("a decision in the full market", ORANGE, False),
    "full decision in C": ("the same in C", ORANGE, True),
    "plain rule, ns a turn": ("a household's month under the plain rule", BLUE, False),
    "the same in C": ("the same in C", BLUE, True),
    "the market, bytes a household": ("the full market", ORANGE, False),
    "Mesa's example, bytes a household": ("the plain rule", BLUE, False),
}
PICTURE = Path(__file__).resolve().parents[3] / "docs" / "performance.png"


def draw(points: Mapping[str, float]) -> None:
    """Draw the points of a run, "series|side" -> value, and save the picture."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    series: dict[str, list[tuple[int, float]]] = {}
    for key, value in points.items():
        name, _, side = key.rpartition("|")
        series.setdefault(name, []).append((int(side) ** 2, value))
    figure, panes = pyplot.subplots(1, 2, figsize=(9.5, 3.8), layout="constrained")
    for name in [name for name in LOOKS if name in series]:
        label, colour, dashed = LOOKS[name]
        cells, values = zip(*sorted(series[name]), strict=True)
        style, hollow = ("o--", "white") if dashed else ("o-", colour)
        pane = panes[int("bytes" in name)]
        pane.plot(cells, values, style, color=colour, markerfacecolor=hollow, label=label)
    heads = ("Time: nanoseconds of processor time", "Memory: peak bytes a household")
    for pane, title in zip(panes, heads, strict=True):
        pane.set(xscale="log", xlabel="cells of the city", title=title)
        pane.grid(alpha=0.3)
        pane.legend(fontsize=8)
    panes[0].set(yscale="log", ylim=(3, 20000))
    panes[1].set_ylim(bottom=0)
    figure.savefig(PICTURE, dpi=110)
    pyplot.close(figure)

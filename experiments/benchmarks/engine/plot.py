"""The plot of docs/performance.md: ns a decision and bytes a household against the city's size."""

from collections.abc import Mapping
from pathlib import Path

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
    figure, panes = pyplot.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
    for name, found in series.items():
        pane = panes[int("bytes" in name)]
        cells, values = zip(*sorted(found), strict=True)
        style = "o--" if " in C" in name else "o-"
        pane.plot(cells, values, style, label=name.removesuffix(", bytes a household"))
    for pane, title in zip(panes, ("ns, CPU", "bytes a household, peak"), strict=True):
        pane.set(xscale="log", xlabel="cells of the city", title=title)
        pane.grid(alpha=0.3)
        if pane.lines:
            pane.legend(fontsize=8)
    panes[0].set(yscale="log", ylim=(3, 20000))
    panes[1].set_ylim(bottom=0)
    figure.savefig(PICTURE, dpi=110)
    pyplot.close(figure)

"""The picture of a published model: its city at the start and at the end, side by side."""

import io
from pathlib import Path

from sim.analysis import boards
from sim.analysis.layout import figure_of
from sim.analysis.lives import Life, live
from sim.config.schema import Config

WIDTH, DPI = 9.0, 100  # inches and dots an inch: 900 pixels
COLOURS = 128  # of the file: few, so that it is small


def draw(config: Config, seed: int, path: str | Path) -> Path:
    """Draw a city in which households relocate, at the start and at the end.

    A board shows every home, and marks who is not satisfied; where incomes decide, who is rich and
    who is poor. A line or ring is drawn over time, a row a step; zones that are rows are drawn as
    bars of their households; areas as the share of each group in each of them.

    Parameters
    ----------
    config : Config
        With `rules.model=relocation`; the first of its `metrics.of_papers` is written above.
    seed : int
    path : str or Path
        PNG file to write.

    Returns
    -------
    Path
        The file written.
    """
    return draw_life(live(config, seed), path)


def draw_life(life: Life, path: str | Path) -> Path:
    """Draw a city that was lived already; see `draw`."""
    from PIL import Image

    parts = boards.panels(life)
    buffer, target = io.BytesIO(), Path(path)
    figure_of(parts, [life], len(parts), WIDTH).savefig(buffer, format="png", dpi=DPI)
    image = Image.open(buffer).convert("RGB")
    few = image.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(target, optimize=True)
    return target

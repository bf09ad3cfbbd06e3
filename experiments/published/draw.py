"""Draw the city of each published model at the start and at the end: `<name>/picture.png`.

    python experiments/published/draw.py              # all of them
    python experiments/published/draw.py mesa_example # one

Large or long models are drawn smaller or shorter than their default: the picture is to show what
the model does, and its table holds the numbers.
"""

import sys
from pathlib import Path

import sim
from sim.analysis.lives import live
from sim.config.errors import ConfigError
from sim.published.measure import models
from sim.published.picture import draw_life

HERE = Path(__file__).parent
SEED = 1
MOST_BYTES = 60_000
SMALLER: dict[str, tuple[str, ...]] = {
    "bruch_mare_2006": ("paper.side=36",),
    "gambetta_2023_mobility": ("paper.side=40",),
    "gauvin_2009": ("paper.L=40", "paper.steps=500"),
    "grauwin_2009": ("paper.blocks=30", "paper.H=50", "paper.months=400"),
    "hatna_benenson_2012": ("paper.side=40", "paper.ticks=300"),
    "mauro_2024_relocation": ("paper.side=40",),
    "netlogo_segregation": ("paper.size=41",),
    "sahasranaman_jensen_2018": ("paper.side=40",),
    "singh_2009": ("paper.N=40",),
    "think_complexity": ("paper.n=40",),
    "zhang_2004": ("paper.N=40", "paper.ticks=300"),
}


def main(names: list[str]) -> int:
    """Draw some models, or all; return 1 if a picture is too large to be kept."""
    too_large = 0
    for name in names or models():
        words = SMALLER.get(name, ())
        try:
            config = sim.compose(f"experiment=published/{name}", *words)
            life = live(config, SEED)
        except ConfigError as error:
            print(f"{name}: not drawn: {error}")
            continue
        folder = HERE / name
        folder.mkdir(exist_ok=True)
        size = draw_life(life, folder / "picture.png").stat().st_size
        too_large += size > MOST_BYTES
        print(f"{name}: seed {SEED} {' '.join(words)}, {life.span}, {size:,} bytes", flush=True)
    return int(too_large > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

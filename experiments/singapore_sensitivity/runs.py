"""The runs of this study: three designs of configs/experiment, and the first of them in a city of a
quarter of the size."""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from omegaconf import OmegaConf

from sim.cli import main as command
from sim.config.folder import config_folder

ONE, GLOBAL, SEEDS = (f"singapore_sensitivity{end}" for end in ("", "_global", "_seeds"))
SMALLER = f"{ONE}_smaller"
#: The small form: a tiny city for a few months, which shows that everything runs and nothing else.
TINY = (
    "city.size=[40,40]",
    "city.initial=random",
    "months=6",
    "executor=in_process",
)
TINY_DRAWN = ("hydra.sweeper.samples=4",)


def rows() -> list[dict[str, Any]]:
    """Return the points of the design that changes one assumption at a time."""
    file = config_folder() / "experiment" / f"{ONE}.yaml"
    design: Any = OmegaConf.to_container(OmegaConf.load(file))
    found: list[dict[str, Any]] = design["hydra"]["sweeper"]["rows"]
    return found


def write_rows(points: Iterable[Mapping[str, Any]], file: Path, shrink: int) -> Path:
    """Write points as a table for `hydra.sweeper.rows`, neighbourhoods so many times smaller."""
    made = [
        {**point, "city.neighbourhood": point["city.neighbourhood"] // shrink} for point in points
    ]
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(made[0]))
        writer.writeheader()
        writer.writerows(made)
    return file


def run(folder: Path, small: bool) -> None:
    """Carry out what is missing of all four designs, each a store in a folder; of the small form
    there is no smaller city."""
    points, shrink = rows(), 2 if small else 1
    same = write_rows(points, folder / f"{ONE}.csv", shrink)
    half = write_rows(points, folder / f"{SMALLER}.csv", 2)
    quarter = ("city.size=[120,120]",)
    for name, words in (
        (ONE, (f"hydra.sweeper.rows={same}",) if small else ()),
        (SMALLER, (f"hydra.sweeper.rows={half}", *quarter)),
        (GLOBAL, TINY_DRAWN if small else ()),
        (SEEDS, ()),
    ):
        if small and name == SMALLER:
            continue
        tiny = (*TINY, f"seed=range(1,{11 if name == SEEDS else 3})") if small else ()
        study = ONE if name == SMALLER else name
        print(f"{name}:", flush=True)
        done = command(["run", f"experiment={study}", f"store={folder / name}", *words, *tiny])
        if done != 0:
            raise SystemExit(done)

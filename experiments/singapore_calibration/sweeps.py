"""The sweeps of the calibration: the project's own designs, stores and resuming, with the moments
of `calibration_city` beside what every run records."""

import sys
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE)]  # for this process, and for workers

KINDS = ("D", "limits", "appeals", "turnover")  # of the moments, before the first dot


def sweep(store: Path, words: Sequence[str], workers: int) -> None:
    """Carry out a design; what is done already is not done again.

    Parameters
    ----------
    store : Path
        Folder of the results.
    words : sequence of str
        Of the command `python -m sim run`.
    workers : int
        Processes; 0 is this one.

    Raises
    ------
    RuntimeError
        If a run failed or was interrupted.
    """
    from sim.experiment.execute import execute
    from sim.experiment.worker import Simulator

    words = [*words, f"store='{store}'"]
    design = designed(words)
    found = execute(design, workers=workers, simulator=Simulator(city="calibration_city"))
    if found.failed or found.failed_before or found.left:
        raise RuntimeError(
            f"{found.left} of {len(design.runs)} runs are left and"
            f" {found.failed + found.failed_before} failed; the same command goes on"
        )


def designed(words: Sequence[str]):
    """Return the design that the words of a sweep describe."""
    import hydra
    from hydra.core.global_hydra import GlobalHydra

    from sim.config.folder import config_folder
    from sim.experiment.compose import explain, hydra_errors, offer_plug_ins
    from sim.experiment.sweeper import planned

    offer_plug_ins()
    own = [word for word in words if not word.startswith("hydra.")]
    try:
        with hydra.initialize_config_dir(version_base="1.3", config_dir=str(config_folder())):
            config = hydra.compose("config", overrides=list(words), return_hydra_config=True)
            return planned(GlobalHydra.instance().config_loader(), config, own)
    except hydra_errors() as error:
        raise explain(error, words) from None


def moments(store: Path) -> pd.DataFrame:
    """Return the runs of a store with their moments, one row a run."""
    from sim.results import load

    runs = load(store).runs
    kept = {f"final.{kind}." for kind in KINDS}
    names = {name: name.removeprefix("final.") for name in map(str, runs)
             if name.startswith(tuple(kept))}  # fmt: skip
    return runs.rename(columns=names)


def ranges() -> dict[str, tuple[float, float]]:
    """Return the parameters that are searched with their ranges: the uncertainties of the
    experiment's file."""
    import yaml

    from sim.config.folder import config_folder

    file = config_folder() / "experiment/singapore_calibration.yaml"
    sweeper = yaml.safe_load(file.read_text(encoding="utf-8"))["hydra"]["sweeper"]
    return {key: (float(a), float(b)) for key, (a, b) in sweeper["uncertainties"].items()}

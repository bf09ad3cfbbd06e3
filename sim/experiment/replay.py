"""Make one run of a results folder again and prove it by its hash."""

import json
import tempfile
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from sim.compiled import source_digest
from sim.config.errors import ConfigError
from sim.config.folder import config_folder
from sim.config.schema import Config
from sim.config.validate import validate
from sim.experiment.address import FILES
from sim.experiment.address import address as address_of
from sim.experiment.store import DONE
from sim.experiment.worker import BURN_IN, RUN, SIMULATOR, Outcome, Task, needs_burn_in, perform
from sim.results import load
from sim.version import RESULTS_VERSION


@dataclass(frozen=True)
class Verdict:
    """Whether a run came out the same, and the line that says so."""

    same: bool
    text: str


def replay(folder: str | Path, address: str) -> Verdict:
    """Run the run with this address (which may be shortened) again, its burn-in included.

    The row may have been written by a worker on another machine: everything that the run needs is
    in it, but for the files that its configuration names, which are looked for here.

    Raises
    ------
    ConfigError
        If the folder has no such run, or more than one, or a file that it needs is not here.
    """
    row = _row(folder, address)
    config = _restored(row)
    if address_of(config) != row["address"]:
        return Verdict(False, _other_address(row, config))
    outcome = _again(config, row["address"])
    if outcome.error:
        return Verdict(False, outcome.error)
    if row["status"] != DONE:
        return Verdict(True, f"the run that failed is done now: state hash {outcome.state_hash}")
    if outcome.state_hash == row["state_hash"]:
        return Verdict(True, f"the same: state hash {outcome.state_hash}")
    said = f"different: {outcome.state_hash} now, {row['state_hash']} in the store"
    made = "by other code than this" if row.get("source") != source_digest() else "by this code"
    return Verdict(False, f"{said}, made {made} ({row.get('versions', 'versions unknown')})")


def _row(folder: str | Path, address: str) -> dict[str, Any]:
    """Return the one row of `runs` whose address begins so."""
    runs = load(folder).runs
    begins = address.strip().rstrip(".…").lower()
    rows = runs[runs["address"].str.startswith(begins)] if begins else runs.iloc[:0]
    if len(rows) == 1:
        return {str(key): value for key, value in rows.iloc[0].items()}
    if rows.empty:
        raise ConfigError("address", f"no run in '{folder}' has an address that begins {address!r}")
    shown = ", ".join(found[:12] for found in rows["address"][:3])
    raise ConfigError(
        "address", f"{len(rows)} runs in '{folder}' begin {address!r} ({shown}, ...); give more"
    )


def _restored(row: dict[str, Any]) -> Config:
    """Return the configuration of a row; the files that it names are found on this machine."""
    content: dict[str, Any] = json.loads(row["config"])
    for key in FILES:
        if content["city"].get(key) is not None:
            content["city"][key] = _found(f"city.{key}", Path(content["city"][key]))
    return validate(content)


def _found(key: str, path: Path) -> str:
    """Return where a file is: where it was, in this folder, or among those that ship with `sim`.

    A file of another content gives the run another address, so none is taken for it.
    """
    places = (path, Path(path.name), config_folder() / "data" / path.name)
    for place in places:
        if place.is_file():
            return str(place)
    raise ConfigError(key, f"the run needs '{path}', which is not here; put it in this folder")


def _other_address(row: dict[str, Any], config: Config) -> str:
    """Return in words why a run has another address than in the store."""
    there = json.loads(row.get("versions") or "{}").get("results", str(RESULTS_VERSION))
    if there != str(RESULTS_VERSION):
        return f"made under results version {there}; this simulator has {RESULTS_VERSION}"
    if any(getattr(config.city, key) for key in FILES):
        return "a file that the configuration names has another content than it had"
    return "this version of the simulator gives the run another address"


def _again(config: Config, address: str) -> Outcome:
    """Run a configuration in this process, after its burn-in."""
    if not needs_burn_in(config):
        return perform(Task(RUN, address, config), SIMULATOR, _silent)
    with tempfile.TemporaryDirectory() as temporary:
        key = import_module(SIMULATOR.burn_in).key(config, config.seed)
        start = str(Path(temporary) / f"{key}.npz")
        settled = perform(Task(BURN_IN, key, config, start), SIMULATOR, _silent)
        if settled.error:
            return settled
        return perform(Task(RUN, address, config, start), SIMULATOR, _silent)


def _silent(months: int) -> None:
    """Take no notice of progress."""

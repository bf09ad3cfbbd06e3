"""Make one run of a results folder again and prove it by its hash."""

import json
import tempfile
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from sim.config.errors import ConfigError
from sim.config.validate import validate
from sim.experiment.address import address as address_of
from sim.experiment.store import DONE, load
from sim.experiment.worker import BURN_IN, RUN, SIMULATOR, Task, needs_burn_in, perform


@dataclass(frozen=True)
class Verdict:
    """Whether a run came out the same, and the line that says so."""

    same: bool
    text: str


def replay(folder: str | Path, address: str) -> Verdict:
    """Run the run with this address (which may be shortened) again, its burn-in included.

    Raises
    ------
    ConfigError
        If the folder has no such run, or more than one.
    """
    runs, _ = load(folder)
    rows = runs[runs["address"].str.startswith(address)]
    if len(rows) != 1:
        raise ConfigError(
            "address", f"{address!r} is the address of {len(rows)} of the runs in '{folder}'"
        )
    row = rows.iloc[0]
    config = validate(json.loads(row["config"]))
    if address_of(config) != row["address"]:
        return Verdict(False, "this version of the simulator gives the run another address")
    with tempfile.TemporaryDirectory() as temporary:
        start = None
        if needs_burn_in(config):
            key = import_module(SIMULATOR.burn_in).key(config, config.seed)
            start = str(Path(temporary) / f"{key}.npz")
            settled = perform(Task(BURN_IN, key, config, start), SIMULATOR, lambda months: None)
            if settled.error:
                return Verdict(False, settled.error)
        outcome = perform(Task(RUN, row["address"], config, start), SIMULATOR, lambda months: None)
    if outcome.error:
        return Verdict(False, outcome.error)
    if row["status"] != DONE:
        return Verdict(True, f"the run that failed is done now: state hash {outcome.state_hash}")
    if outcome.state_hash == row["state_hash"]:
        return Verdict(True, f"the same: state hash {outcome.state_hash}")
    return Verdict(False, f"different: {outcome.state_hash} now, {row['state_hash']} in the store")

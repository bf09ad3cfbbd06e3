"""What is kept of a run that has ended: from its outcome to its record."""

import json
import shlex

from sim.config.schema import Config
from sim.experiment.address import config_json
from sim.experiment.design import Run
from sim.experiment.provenance import commit, source, versions
from sim.experiment.store import DONE, FAILED, RunRecord
from sim.experiment.worker import Outcome
from sim.policies.pilots import pilots


def record_of(run: Run, outcome: Outcome) -> RunRecord:
    """Return what is kept of a run."""
    drawn = pilots(run.config)
    return RunRecord(
        address=run.address,
        world=run.world,
        seed=run.config.seed,
        status=FAILED if outcome.error else DONE,
        error=outcome.error,
        replay=replay_command(run.config, run.address),
        state_hash=outcome.state_hash,
        drift_before=outcome.drift_before,
        wall_seconds=outcome.wall_seconds,
        cpu_seconds=outcome.cpu_seconds,
        source=outcome.source or source(),
        versions=outcome.versions or versions(),
        commit=outcome.commit or commit(),
        config=config_json(run.config),
        pilots=json.dumps(drawn) if drawn else "",
        axes=run.axes,
        series=outcome.series,
    )


def replay_command(config: Config, address: str) -> str:
    """Return the command that makes one run of a store again."""
    return f"python -m sim replay {address[:12]} --store {shlex.quote(config.store)}"

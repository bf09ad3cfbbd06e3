"""What is kept of a run that has ended: from its outcome to its record."""

import hashlib
import json
import shlex
from collections.abc import Callable
from typing import Any

from sim.config.schema import Config
from sim.experiment.address import config_json, part_json
from sim.experiment.design import Run
from sim.experiment.store import DONE, FAILED, RunRecord
from sim.experiment.worker import Outcome
from sim.policies.pilots import pilots


class ConfigTexts:
    """Writes configurations as JSON; a part that the one before had too is not written again.

    The configurations must stay as they are.
    """

    def __init__(self) -> None:
        self._last: dict[str, tuple[Any, str]] = {}

    def __call__(self, config: Config) -> str:
        """Return what `config_json` does."""
        return config_json(config, self._part)

    def _part(self, key: str, part: Any) -> str:
        if key not in self._last or self._last[key][0] is not part:
            self._last[key] = (part, part_json(part))
        return self._last[key][1]


def record_of(run: Run, outcome: Outcome, text: Callable[[Config], str] = config_json) -> RunRecord:
    """Return what is kept of a run; `text` writes its configuration."""
    drawn = pilots(run.config)
    config = text(run.config)
    return RunRecord(
        address=run.address,
        world=run.world,
        seed=run.config.seed,
        status=FAILED if outcome.error else DONE,
        error=outcome.error,
        replay=replay_command(run.config, run.address),
        state_hash=outcome.state_hash,
        drift_before=outcome.drift_before,
        started=outcome.started,
        wall_seconds=outcome.wall_seconds,
        cpu_seconds=outcome.cpu_seconds,
        peak_memory_mb=outcome.peak_memory_mb,
        config=config,
        config_digest=_digest(config, run.config.store),
        **vars(outcome.made),
        pilots=json.dumps(drawn) if drawn else "",
        axes=run.axes,
        series=outcome.series,
        final=outcome.final,
    )


def _digest(config: str, store: str) -> str:
    """Return a digest of a configuration but for its folder, 16 hexadecimal digits."""
    folder = json.dumps(store, ensure_ascii=False)
    elsewhere = config.replace(f'"store": {folder}', '"store": ""')
    return hashlib.sha256(elsewhere.encode()).hexdigest()[:16]


def replay_command(config: Config, address: str) -> str:
    """Return the command that makes one run of a store again."""
    return f"python -m sim replay {address[:12]} --store {shlex.quote(config.store)}"

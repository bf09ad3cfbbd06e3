"""What is kept of one run."""

from dataclasses import dataclass, field
from typing import Any

from sim.experiment.baseline import cell
from sim.experiment.store.months import NOTHING, Months


@dataclass
class RunRecord:
    """What is kept of one run: its row of `runs` and its rows of `series`."""

    address: str
    world: str
    seed: int
    status: str
    error: str
    replay: str
    state_hash: str
    drift_before: float | None
    started: str
    wall_seconds: float
    cpu_seconds: float
    peak_memory_mb: float | None
    results_version: int
    source: str
    versions: str
    commit: str
    dirty: bool | None
    platform: str
    host: str
    config_digest: str
    config: str
    pilots: str = ""  # JSON, policy -> neighbourhoods drawn; no column where none are
    axes: dict[str, Any] = field(default_factory=dict)
    series: Months = NOTHING
    final: Months = NOTHING

    def row(self) -> dict[str, Any]:
        """Return the row of `runs`; lists become JSON text."""
        fixed = {name: getattr(self, name) for name in self.__dataclass_fields__}
        del fixed["axes"], fixed["series"], fixed["final"]
        if not self.pilots:
            del fixed["pilots"]
        return fixed | {axis: cell(value) for axis, value in self.axes.items()}

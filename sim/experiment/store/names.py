"""What stands in a results folder, under which names, and which version of its format."""

#: Version of the format that this code writes; it reads this one and all before.
FORMAT = 2

RUNS, SERIES = "runs", "series"
TABLES = (RUNS, SERIES)
DESIGN, LOCK, BURN_IN, QUARANTINE = "design.json", "lock", "burn_in", "quarantine"
OWN = frozenset({DESIGN, LOCK, BURN_IN, QUARANTINE, *TABLES})

DONE, FAILED = "done", "failed"  # a run's status

#: Columns of `runs` that say when, where and how fast a run was made. Two sweeps of one design are
#: equal in all others.
TIME_AND_HOST = (
    "started", "wall_seconds", "cpu_seconds", "peak_memory_mb", "platform", "host"
)  # fmt: skip

#: What stands before the name of an outcome in `runs`, where its value at the end of the run is.
FINAL = "final."

#: Rows that a Parquet reader takes into memory at a time, about.
GROUP_ROWS = 8_192

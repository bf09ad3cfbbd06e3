"""What a results folder holds, in a few lines."""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.experiment.store.design_file import read_design
from sim.experiment.store.lock import holder
from sim.experiment.store.names import BURN_IN, DONE, FAILED, QUARANTINE, RUNS, SERIES, TABLES
from sim.experiment.store.parts import foreign, parts
from sim.experiment.store.reader import concatenated, kept, runs_columns


@dataclass(frozen=True)
class Summary:
    """What a results folder holds.

    Attributes
    ----------
    design : dict
        Its description, `design.json`.
    done, failed : int
        Runs by their status.
    missing : int or None
        Runs of the design that were not reached; None for a collection, which has no end.
    errors : Counter
        Last line of an error -> failed runs.
    made_by : Counter
        Versions, commit and whether its files were changed -> runs.
    files : dict
        Folder (or `parts` for both tables) -> number of files and bytes.
    writer : dict or None
        Who writes now.
    foreign : list of Path
        Parquet files beside the parts, which no sweep wrote.
    """

    design: dict[str, Any]
    done: int
    failed: int
    missing: int | None
    errors: Counter[str]
    made_by: Counter[str]
    files: dict[str, tuple[int, int]]
    writer: dict[str, Any] | None
    foreign: list[Path]


def summarise(folder: Path) -> Summary:
    """Return what a results folder holds.

    Raises
    ------
    ConfigError
        If it is no results folder, a newer version wrote it, or a part is damaged.
    """
    design = read_design(folder)
    wanted = ["status", "error", "versions", "commit", "dirty"]
    table = concatenated([runs_columns(each, wanted) for each in kept(folder) if each.rows])
    rows = table.to_pylist()
    statuses = Counter(row["status"] for row in rows)
    total = design.get("runs")
    return Summary(
        design=design,
        done=statuses[DONE],
        failed=statuses[FAILED],
        missing=None if total is None else max(0, int(total) - len(rows)),
        errors=Counter(_last_line(row["error"]) for row in rows if row["status"] == FAILED),
        made_by=Counter(_maker(row) for row in rows),
        files=_files(folder),
        writer=holder(folder),
        foreign=foreign(folder),
    )


def _last_line(error: str) -> str:
    return (error.splitlines() or ["no reason given"])[-1]


def _maker(row: dict[str, Any]) -> str:
    """Return in words what made a run."""
    versions = json.loads(row.get("versions") or "{}")
    words = [f"{name} {version}" for name, version in versions.items()]
    commit = str(row.get("commit") or "")
    changed = row.get("dirty") or commit.endswith("+")  # as old stores say it
    if commit:
        words.append(f"commit {commit[:12]}" + (" and files changed since" if changed else ""))
    return ", ".join(words) or "unknown"


def _files(folder: Path) -> dict[str, tuple[int, int]]:
    """Return the number of files and their bytes, by what they are."""
    sizes = {table: [part.path.stat().st_size for part in parts(folder, table)] for table in TABLES}
    for name in (BURN_IN, QUARANTINE):
        sizes[name] = [path.stat().st_size for path in (folder / name).glob("*") if path.is_file()]
    return {name: (len(found), sum(found)) for name, found in sizes.items()}


def lines(folder: Path, found: Summary) -> list[str]:
    """Return the summary in words, a line each."""
    design, ended = found.design, found.done + found.failed
    total = ended if found.missing is None else ended + found.missing
    runs = f"{found.done:,} done, {found.failed:,} failed"
    if found.missing is not None:
        runs += f", {found.missing:,} missing"
    rows = [("runs", f"{total:,}: {runs}")]
    for error, number in found.errors.most_common(3):
        rows.append(("failed", f"{number:,} x {error}"))
    if axes := design.get("axes"):
        shown = (f"{axis} ({len(values):,})" for axis, values in axes.items())
        rows.append(("axes", ", ".join(shown)))
    rows.append(("kept", f"{design.get('series', 'monthly')} series"))
    for maker, number in found.made_by.most_common():
        rows.append(("made by", f"{maker} ({_number(number, 'run')})"))
    rows.append(("size", _size(found.files)))
    for name, words in ((BURN_IN, "settled cities, which may be deleted"),
                        (QUARANTINE, "damaged parts, set aside")):  # fmt: skip
        number, size = found.files[name]
        if number:
            rows.append((name.replace("_", "-"), f"{_bytes(size)} in {_number(number)}: {words}"))
    rows += [("foreign", f"{path.relative_to(folder)}: no part of it") for path in found.foreign]
    if found.writer is not None:
        from sim.experiment.store.lock import said

        rows.append(("writing", f"{said(found.writer)} writes to it now"))
    head = f"{folder}: {design.get('kind')} of experiment {design.get('experiment')}"
    return [f"{head}, format {design['format']}", *(f"  {a:<10}  {b}" for a, b in rows)]


def _size(files: dict[str, tuple[int, int]]) -> str:
    number = sum(files[table][0] for table in TABLES)
    size = sum(files[table][1] for table in TABLES)
    each = ", ".join(f"{table} {_bytes(files[table][1])}" for table in (RUNS, SERIES))
    return f"{_bytes(size)} in {_number(number)}: {each}"


def _number(number: int, what: str = "file") -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _bytes(size: int) -> str:
    for unit, bound in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= bound:
            return f"{size / bound:.1f} {unit}"
    return f"{size} bytes"

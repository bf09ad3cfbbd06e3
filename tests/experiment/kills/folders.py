"""What is in the folder of a sweep that was killed, and whether it is as it would be unharmed."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from tests.experiment.kills.forks import LOG

STORE = "r"


def rows(store: Path) -> set[str]:
    """Return the addresses that a store has a row of, failed ones too."""
    from sim.results import load

    return set(load(store).runs["address"]) if (store / "design.json").exists() else set()


def done(store: Path) -> set[str]:
    """Return the addresses of the runs that are done in a store."""
    from sim.experiment.store.names import DONE
    from sim.results import load

    if not rows(store):
        return set()
    runs = load(store).runs
    return set(runs.loc[runs["status"] == DONE, "address"])


def state_of(store: Path) -> str:
    """Return in words how far a sweep was, from what is in its folder."""
    if not (store / "design.json").exists():
        return "before there is a design"
    if any(store.rglob("*.tmp")):
        return "in the middle of a write"
    parts = len(list((store / "runs").glob("part-*.parquet")))
    settled = len(list((store / "burn_in").glob("*.npz")))
    if not parts:
        return "while cities settle" if settled else "before the first task is done"
    finished = len(done(store))
    whole = json.loads((store / "design.json").read_text())["runs"]
    if finished < whole - whole // 4:  # a quarter fails
        return "with parts on disk"
    return "before or during compaction" if parts > 1 else "after compaction"


def different(reference: Path, store: Path, done: list[str], rows: list[str]) -> str:
    """Return in words what is not as in the unharmed store; empty if nothing.

    Parameters
    ----------
    reference, store : Path
        The unharmed store and the other.
    done, rows : list of str
        Addresses that were done, and that had a row, before the other was started for the last
        time; the fake city's log says which runs were begun since.
    """
    import pandas as pd

    from sim.results import load

    problems = [_begun(set(load(reference).runs["address"]), set(done), set(rows))]
    for name, keys in {"runs": ["address"], "series": ["address", "month"]}.items():
        tables = [_sorted(getattr(load(folder), name), keys) for folder in (reference, store)]
        try:
            pd.testing.assert_frame_equal(*tables, check_exact=True, check_like=True)
        except AssertionError as error:
            problems.append(f"{name}: {error}")
        if types := _types(reference, name) ^ _types(store, name):
            problems.append(f"{name}: types {types}")
    files = [_files(folder) for folder in (reference, store)]
    if files[0] != files[1]:
        problems.append(f"files {files[1]}, not {files[0]}")
    return "; ".join(filter(None, problems))


def _begun(every: set[str], done: set[str], rows: set[str]) -> str:
    """Return in words which runs were begun though done, twice, or not though missing."""
    if not Path(LOG).exists():
        return ""
    begun = Counter(Path(LOG).read_text().split())
    again, missed = set(begun) & done, every - rows - set(begun)
    if not again and not missed and max(begun.values()) == 1:
        return ""
    return f"run though done: {again}; missed: {missed}; begun: {begun}"


def _sorted(table: Any, keys: list[str]) -> Any:
    from sim.experiment.store.names import TIME_AND_HOST

    table = table.drop(columns=[name for name in TIME_AND_HOST if name in table])
    return table.sort_values(keys).reset_index(drop=True)


def _types(folder: Path, name: str) -> set[tuple[str, str]]:
    """Return the types of the columns of all parts of a table."""
    import pyarrow.parquet as pq

    parts = (folder / name).glob("part-*.parquet")
    return {(field.name, str(field.type)) for part in parts for field in pq.read_schema(part)}


def _files(folder: Path) -> list[str]:
    """Return the files of a store; a part by its table alone, for its number may differ."""
    files = [path.relative_to(folder) for path in folder.rglob("*") if path.is_file()]
    return sorted(str(f.parent / "part") if f.suffix == ".parquet" else str(f) for f in files)

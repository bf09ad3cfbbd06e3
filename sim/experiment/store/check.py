"""Find the damaged parts of a results folder and set them aside."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.config.errors import ConfigError
from sim.experiment.store.design_file import read_design
from sim.experiment.store.files import checksum, sync
from sim.experiment.store.lock import Lock
from sim.experiment.store.names import DONE, QUARANTINE, RUNS, SERIES, TABLES
from sim.experiment.store.parts import Part, facts_of, parts, read_part, reason, schema_of


@dataclass(frozen=True)
class Damage:
    """One damaged pair of parts.

    Attributes
    ----------
    what : str
        Which part is damaged, and how.
    files : tuple of str
        The files set aside with it: a run is in both tables or in none.
    runs : tuple of dict
        `address`, and where they are known `world` and `seed`, of the runs to be done again.
    unknown : bool
        Whether there may be more, which neither part can tell.
    """

    what: str
    files: tuple[str, ...]
    runs: tuple[dict[str, Any], ...]
    unknown: bool


@dataclass(frozen=True)
class Checked:
    """What a check has found.

    Attributes
    ----------
    parts : int
        Files looked at.
    damages : tuple of Damage
    moved : bool
        Whether the damaged files are in the subfolder `quarantine` now; not if the folder cannot be
        written.
    """

    parts: int
    damages: tuple[Damage, ...]
    moved: bool


def check(folder: Path) -> Checked:
    """Read every part of a results folder whole, and move the damaged ones into `quarantine`.

    Raises
    ------
    ConfigError
        If it is no results folder, or is being written.
    """
    read_design(folder)
    with _held(folder) as writable:
        found = {table: {part.number: part for part in parts(folder, table)} for table in TABLES}
        wrong = {number: said for number in found[RUNS] if (said := _wrong(folder, found, number))}
        elsewhere = _done_in([part for n, part in found[RUNS].items() if n not in wrong])
        damages = []
        for number, said in wrong.items():
            pair = [found[table][number] for table in TABLES if number in found[table]]
            damages.append(_damage(folder, said, pair, elsewhere))
            if writable:
                _set_aside(folder, pair)
        return Checked(sum(map(len, found.values())), tuple(damages), writable)


@contextlib.contextmanager
def _held(folder: Path) -> Iterator[bool]:
    """Hold the folder, so that nothing moves meanwhile; yield whether it can be written."""
    try:
        lock = Lock.take(folder)
    except OSError:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()


def _wrong(folder: Path, found: dict[str, dict[int, Part]], number: int) -> str:
    """Return what is wrong with the pair of parts of a number; nothing if they are whole."""
    runs, series = found[RUNS][number], found[SERIES].get(number)
    for part in filter(None, (runs, series)):
        if said := _damaged(part):
            return f"{part.path.relative_to(folder)}: {said}"
    wanted = facts_of(schema_of(runs)).get("series", "")
    if wanted and (series is None or series.path.name != wanted):
        return f"{SERIES}/{wanted}: it is not there"
    return ""


def _damaged(part: Part) -> str:
    """Return how a part is damaged; nothing if every value of it can be read as it was written."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        if part.checksum and checksum(part.path) != part.checksum:
            return "it is not what was written (another checksum)"
        with pq.ParquetFile(part.path) as file:
            for group in range(file.num_row_groups):
                file.read_row_group(group)
            if "address" not in file.schema_arrow.names:
                return "it has no addresses of runs"
    except (OSError, ValueError, pa.ArrowException) as error:
        return reason(error)
    return ""


def _done_in(whole: list[Part]) -> set[str]:
    """Return the addresses of the runs that are done in some parts."""
    found: set[str] = set()
    for part in whole:
        table = read_part(part, ["address", "status"])
        rows = zip(table["address"].to_pylist(), table["status"].to_pylist(), strict=True)
        found |= {address for address, status in rows if status == DONE}
    return found


def _damage(folder: Path, said: str, pair: list[Part], elsewhere: set[str]) -> Damage:
    rows: list[dict[str, Any]] = []
    unknown = True
    for part in pair:  # the part of `runs` first, which knows most
        wanted = ["address", "world", "seed"] if part.path.parent.name == RUNS else ["address"]
        with contextlib.suppress(ConfigError):
            rows = read_part(part, wanted).to_pylist()
            unknown = False
            break
    runs = {row["address"]: row for row in rows if row["address"] not in elsewhere}
    files = tuple(str(part.path.relative_to(folder)) for part in pair)
    return Damage(said, files, tuple(runs.values()), unknown)


def _set_aside(folder: Path, pair: list[Part]) -> None:
    aside = folder / QUARANTINE
    aside.mkdir(exist_ok=True)
    for part in pair:
        table = part.path.parent
        part.path.replace(aside / f"{table.name}-{part.path.name}")
        sync(table)
    sync(aside)

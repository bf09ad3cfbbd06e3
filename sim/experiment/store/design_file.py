"""`design.json`: what a results folder says that it holds."""

import json
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from sim.config.errors import ConfigError
from sim.experiment.difference import difference, taken_away
from sim.experiment.store.files import TEMPORARY, write_whole
from sim.experiment.store.names import DESIGN, FORMAT, OWN
from sim.experiment.store.parts import foreign
from sim.experiment.store.reader import statuses


def read_design(folder: Path) -> dict[str, Any]:
    """Return what a results folder says of itself.

    Raises
    ------
    ConfigError
        If it is no results folder, its description is damaged, or a newer version wrote it.
    """
    path = folder / DESIGN
    if not path.is_file():
        raise ConfigError("store", f"'{folder}' is no results folder; it has no {DESIGN}")
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        version = int(found["format"])
    except (OSError, ValueError, KeyError, TypeError):
        raise ConfigError(
            "store",
            f"'{path}' cannot be read as the description of a results folder; move it away, and"
            " the command that made the folder writes it anew",
        ) from None
    if version > FORMAT:
        raise ConfigError(
            "store",
            f"'{folder}' was written by a newer version of the simulator (format {version}; this "
            f"one reads up to {FORMAT}); use that version, or give another folder",
        )
    return dict(found)


def write_design(folder: Path, description: dict[str, Any]) -> None:
    """Write what a results folder holds; the format is that of this version."""
    content = description | {"format": FORMAT}
    write_whole(folder / DESIGN, json.dumps(content, indent=1).encode())


def refuse_other_design(folder: Path, description: dict[str, Any], extend: bool = False) -> None:
    """Raise `ConfigError` if the folder holds another design, or files that are not results.

    With `extend` the design may have more runs than the one that the folder holds.
    """
    try:
        if not (folder / DESIGN).is_file():
            strange = _strange(folder) if folder.is_dir() else []
            if strange:
                raise ConfigError(
                    "store", f"'{folder}' holds other files ({strange[0]}); give a new folder"
                )
            return
        there = read_design(folder)
        found = difference(there, description)
        less = taken_away(there, description, statuses(folder)) if found else ""
        _refuse_foreign(folder)
    except OSError as error:
        raise ConfigError("store", f"'{folder}' cannot be read ({error.strerror})") from None
    if not found or (extend and not less):
        return
    if extend:
        raise ConfigError(
            "store",
            f"'{folder}' cannot be extended so: {less}; give store=<another folder>, or all that is"
            " there and more",
        )
    hint = "" if less else "add --extend to add to it, or "
    raise ConfigError(
        "store", f"'{folder}' holds another design: {found}; {hint}give store=<another folder>"
    )


def _strange(folder: Path) -> list[str]:
    """Return the files that no sweep has made, killed ones included."""
    return sorted({p.name for p in folder.iterdir() if not fnmatch(p.name, f".*{TEMPORARY}")} - OWN)


def _refuse_foreign(folder: Path) -> None:
    """Raise `ConfigError` for a Parquet file that other programs would take for a part."""
    for path in foreign(folder):
        raise ConfigError(
            "store",
            f"'{path}' is no part of this store, and other programs would read it as one; "
            "move it away, and the same command goes on",
        )

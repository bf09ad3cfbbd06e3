"""The list: the points are written out, in the experiment's file or in a table."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.config.convert import refused
from sim.config.errors import ConfigError
from sim.experiment.designs.base import Method

METHOD = Method("list", "the points of a list")
KEY = "hydra.sweeper.rows"


def read_rows(given: Any) -> list[dict[str, Any]]:
    """Return the rows of a list: key -> value, every row with the same keys.

    Keys below `policy.<name>` may be missing where the policy is not in force.

    Parameters
    ----------
    given : list of mapping, or str
        The rows, or the place of a CSV file whose first line names the keys; its empty cells are
        missing keys.

    Raises
    ------
    ConfigError
        If there are none, or a key is missing in one.
    """
    rows = _from_file(given) if isinstance(given, str) else given
    if not isinstance(rows, Sequence) or not rows:
        raise refused(KEY, given, "rows, as [{seed: 1, months: 12}], or a CSV file")
    if not all(isinstance(row, Mapping) and row for row in rows):
        raise refused(KEY, given, "a row of keys and values each")
    flat = [dict(_flat(row)) for row in rows]
    keys = dict.fromkeys(key for row in flat for key in row)
    for number, row in enumerate(flat, start=1):
        for key in keys:
            if key not in row and key.count(".") < 2:
                raise ConfigError(KEY, f"row {number} has no {key}; every row has the same keys")
    return flat


def _flat(row: Mapping[Any, Any], above: str = "") -> "list[tuple[str, Any]]":
    found: list[tuple[str, Any]] = []
    for name, value in row.items():
        key = f"{above}{name}"
        found += _flat(value, f"{key}.") if isinstance(value, Mapping) else [(key, value)]
    return found


def _from_file(path: str) -> list[dict[str, Any]]:
    import yaml

    try:
        with Path(path).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError):
        raise refused(KEY, path, "a CSV file that exists and can be read") from None
    for number, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            raise ConfigError(
                KEY, f"'{path}', line {number}: it has not as many cells as the first"
            )
    return [
        {key.strip(): yaml.safe_load(text) for key, text in row.items() if text.strip()}
        for row in rows
    ]

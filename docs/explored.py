"""The values of each parameter that the studies of configs/experiment have tried."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parent.parent / "configs" / "experiment"
NOT_VALUES = ("seed", "policy", "preferences", "city", "rules", "market", "paper")


def explored() -> dict[str, str]:
    """Return what was tried of each key: a range or the choices, and the studies that did."""
    found: dict[str, dict[str, list[Any]]] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        design = (yaml.safe_load(path.read_text(encoding="utf-8")).get("hydra") or {}).get(
            "sweeper"
        )
        for key, values in _tried(design or {}):
            if key.split(".")[0] not in NOT_VALUES or "." in key:
                found.setdefault(key, {}).setdefault(path.stem, []).extend(values)
    return {key: _said(studies) for key, studies in found.items() if not key.startswith("paper.")}


def _tried(design: dict[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    """Yield each key of a design with the values, or the ends of the range, that it takes."""
    for key, said in (design.get("uncertainties") or {}).items():
        if isinstance(said, dict):
            yield key, list(said.get("choices") or (said["low"], said["high"]))
        else:
            yield key, list(said)
    for key, said in {**(design.get("params") or {}), **(design.get("levers") or {})}.items():
        values = said if isinstance(said, list) else yaml.safe_load(f"[{said}]")
        if len(values) > 1 and not re.match(r"\w+\(", str(said)):
            yield key, values
    rows = design.get("rows") or []
    for key in dict.fromkeys(key for row in rows for key in row):
        values = [row[key] for row in rows if key in row]
        if len(set(map(str, values))) > 1:
            yield key, values


def _said(studies: dict[str, list[Any]]) -> str:
    """Return the values of all studies together, and the studies' names."""
    values = [value for tried in studies.values() for value in tried]
    if all(isinstance(v, int | float) and not isinstance(v, bool) for v in values):
        words = f"{min(values):g} to {max(values):g}"
    else:
        words = ", ".join(map(str, dict.fromkeys(values)))
    return f"{words} ({', '.join(name.removeprefix('singapore_') for name in studies)})"

"""How the design of a results folder and that of a command differ, in words."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

Description = Mapping[str, Any]  # as `Design.describe` gives it and `design.json` holds it

MOST = 3  # differences that are named

#: What a folder that does not say it holds.
_UNSAID = {"series": "monthly"}


def difference(old: Description, new: Description) -> str:
    """Return in words how two designs differ; empty if the same runs are meant."""
    if old.get("kind") != new.get("kind"):
        return f"a {old.get('kind')} there, a {new.get('kind')} here"
    parts = []
    for key in ("results_version", "metrics", "series", "baseline"):
        if old.get(key, _UNSAID.get(key)) != new.get(key, _UNSAID.get(key)):
            parts.append(f"{key} {_show(old.get(key))} there, {_show(new.get(key))} here")
    parts += _other_method(old.get("method") or {}, new.get("method") or {})
    before, after = old.get("settings", {}), new.get("settings", {})
    for key in sorted({*before, *after}):
        if before.get(key) != after.get(key):
            parts.append(f"{key} {_show(before.get(key))} there, {_show(after.get(key))} here")
    if not parts and old.get("runs") != new.get("runs"):
        parts.append(f"{old.get('runs')} runs there, {new.get('runs')} here")
    if not parts and (gone := _gone(old, new)):
        parts.append(f"{gone} of its runs are not in this one")
    return _listed(parts)


def taken_away(old: Description, new: Description, there: Iterable[str] = ()) -> str:
    """Return in words what keeps a design from being the other with more runs; empty if nothing.

    Parameters
    ----------
    old, new : mapping
        What the folder holds, and what it is to hold.
    there : iterable of str
        Addresses of the runs that the folder has results of.
    """
    if old.get("kind") != new.get("kind"):
        return f"a {old.get('kind')} there, a {new.get('kind')} here"
    parts = [
        f"{key} {_show(old.get(key))} there, {_show(new.get(key))} here"
        for key in ("results_version", "metrics", "series")
        if old.get(key, _UNSAID.get(key)) != new.get(key, _UNSAID.get(key))
    ]
    if old.get("pilots", []) != new.get("pilots", []):
        tried = [_show(each.get("pilots", [])) for each in (old, new)]
        parts.append(f"pilots {tried[0]} there, {tried[1]} here, which are measured in every run")
    for key, values in old.get("settings", {}).items():
        here = new.get("settings", {}).get(key, [])
        gone = [value for value in values if value not in here]
        if gone:
            what = "none" if gone == [{}] else _show(gone)
            parts.append(f"{key} {what} would be taken away")
    for axis, values in old.get("axes", {}).items():
        here = new.get("axes", {}).get(axis)
        if here is not None and _is_text(here) != _is_text(values):
            parts.append(f"{axis} is {'text' if _is_text(values) else 'numbers'} there")
    known = set(new.get("addresses", "").split())
    lost = _gone(old, new) or sum(each[: _length(known)] not in known for each in there)
    if not parts and lost:
        parts.append(f"{lost} of its runs would be taken away")
    return _listed(parts)


def _gone(old: Description, new: Description) -> int:
    """Return how many runs of the one are not in the other; 0 where a folder does not say."""
    if "addresses" not in old or "addresses" not in new:
        return 0
    return len(set(old["addresses"].split()) - set(new["addresses"].split()))


def _length(addresses: set[str]) -> int:
    return len(next(iter(addresses), ""))


def _is_text(values: list[Any]) -> bool:
    return any(isinstance(value, str) for value in values)


def _listed(parts: list[str]) -> str:
    more = f" and {len(parts) - MOST} more" if len(parts) > MOST else ""
    return "; ".join(parts[:MOST]) + more


def _other_method(old: Description, new: Description) -> list[str]:
    """Return in words how points are chosen differently; nothing where a folder does not say."""
    if not old or not new:
        return []
    keys = ("name", "samples", "seed", "seeds", "uncertainties")
    told = ("design", "samples", "design_seed", "seeds", "uncertainties")
    found = [
        f"{word} {_show(old.get(key))} there, {_show(new.get(key))} here"
        for key, word in zip(keys, told, strict=True)
        if old.get(key) != new.get(key)
    ]
    if not found and old.get("points") != new.get("points"):
        drawn = "drawn by {drawn_by}" if "drawn_by" in old else "listed"
        found = [f"points {drawn.format(**old)} there, {drawn.format(**{**old, **new})} here"]
    return found


def _show(value: Any) -> str:
    if value is None:
        return "absent"
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    text = json.dumps(value)
    return text if len(text) <= 60 else text[:57] + "..."

"""What the configurations say of every policy and preset: numbers, units, sources, what is left
out. Read from the YAML files alone, so that a list of them costs next to nothing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sim.config.errors import ConfigError, nearest
from sim.config.folder import config_folder


@dataclass(frozen=True)
class Number:
    """One value of a file and the comment on its line: "meaning or unit; source".

    Attributes
    ----------
    key : str
        Dotted, below the policy's name: `set_aside`, `limits[0].block.malay`.
    value : object
        As YAML reads it.
    unit, source : str
        The comment's two parts, or the words of the dated entry in which the number stands.
    """

    key: str
    value: Any
    unit: str
    source: str


@dataclass(frozen=True)
class Entry:
    """A policy or a preset as its file describes it.

    Attributes
    ----------
    name : str
        As one writes it after `policy=`.
    summary : str
        The first sentence of the file.
    text : str
        All that its opening comment says.
    numbers : list of Number
        Every value below the policy's name, but for what it says `about` itself.
    about : dict
        What a preset says of itself; empty for a policy. See `sim.policies.presets`.
    """

    name: str
    summary: str
    text: str
    numbers: list[Number] = field(default_factory=list)
    about: dict[str, Any] = field(default_factory=dict)

    @property
    def policy(self) -> str:
        """The policy that it is, or whose preset it is."""
        return self.name.partition("/")[0]


def files() -> dict[str, Path]:
    """Return the file of each policy and preset by its name, presets after their policy."""
    from sim.policies import SETTINGS

    folder = config_folder() / "policy"
    found = {path.stem: path for path in folder.glob("*.yaml") if path.stem != "none"} | SETTINGS
    presets = {f"{path.parent.name}/{path.stem}": path for path in folder.glob("*/*.yaml")}
    return dict(sorted((found | presets).items()))


def names() -> list[str]:
    """Return what may stand after `policy=`."""
    return [*files(), "none"]


def entries() -> list[Entry]:
    """Return every policy and preset."""
    return [read(name, path) for name, path in files().items()]


def unknown_policy(key: str, word: str) -> ConfigError:
    """Return the error for a policy or preset that is not there; the name of a preset without its
    policy is enough for the hint."""
    known = names()
    ends = {name.rpartition("/")[2]: name for name in known}
    near = nearest(word, known) or ends.get(nearest(word.rpartition("/")[2], ends) or "")
    policy = word.partition("/")[0]
    shown = [name for name in known if name.startswith(f"{policy}/")]
    shown = shown or sorted(name for name in known if "/" not in name)
    hint = f" (nearest: {near})" if near else ""
    return ConfigError(
        key,
        f"unknown choice {word!r}{hint}; known: {', '.join(shown)}; python -m sim policies lists"
        " them with their presets",
    )


def read(name: str, path: Path) -> Entry:
    """Return what a file says of a policy or a preset.

    Parameters
    ----------
    name : str
        `policy` or `policy/preset`.
    path : Path
        Its YAML file.
    """
    import yaml

    text = path.read_text(encoding="utf-8")
    words = _opening(text)
    data = yaml.safe_load(text) or {}
    policy, _, preset = name.partition("/")
    below = dict(data.get(policy) or {})
    about = dict((below.pop("about", None) or {}).get(preset or policy) or {})
    numbers, prefix = [], f"about.{preset}."
    for number in _numbers(yaml.compose(text), policy, text.splitlines()):
        key = number.key.removeprefix(prefix)
        if key == "since" or key.startswith("schedule[") or not number.key.startswith("about."):
            numbers.append(replace(number, key=key))
    summary = re.split(r"(?<=[.:])\s", words, maxsplit=1)[0].rstrip(":")
    return Entry(name, str(about.get("title", summary)), words, numbers, about)


def _opening(text: str) -> str:
    """Return the comment with which a file opens, without Hydra's own words."""
    lines = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        if not line.startswith("# @"):
            lines.append(line.lstrip("# "))
    return " ".join(lines)


def _numbers(root: Any, policy: str, lines: list[str]) -> list[Number]:
    """Return the leaves below a policy's key."""
    found: list[Number] = []
    for key, node in root.value if root is not None else []:
        if key.value == policy:
            found += _leaves(node, "", lines, ("", ""))
    return found


def _leaves(node: Any, key: str, lines: list[str], above: tuple[str, str]) -> Iterator[Number]:
    """Yield the leaves of a YAML node; `above` are the unit and source of the entry around it."""
    import yaml

    if isinstance(node, yaml.MappingNode) and node.value:
        said = {name.value: item.value for name, item in node.value}
        own = (_text(said.get("unit")) or above[0], _text(said.get("source")) or above[1])
        for name, item in node.value:
            if name.value in ("unit", "source"):
                continue
            yield from _leaves(item, f"{key}.{name.value}" if key else name.value, lines, own)
    elif isinstance(node, yaml.SequenceNode) and any(
        isinstance(item, yaml.MappingNode) for item in node.value
    ):
        for i, item in enumerate(node.value):
            yield from _leaves(item, f"{key}[{i}]", lines, above)
    else:
        _, _, comment = lines[node.start_mark.line].partition(" # ")
        unit, _, source = comment.strip().partition("; ")
        value = yaml.safe_load(yaml.serialize(node))
        yield Number(key, value, unit.strip() or above[0], source.strip() or above[1])


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""

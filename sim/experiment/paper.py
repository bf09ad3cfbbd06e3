"""The parameters of a published model in what a user wrote: which there are, which one is wrong."""

import re
from collections.abc import Iterable
from typing import Any

import yaml

from sim.config.errors import ConfigError, unknown
from sim.config.folder import config_folder


def experiments() -> list[str]:
    """Return the names of all experiments, those of published models as `published/<name>`."""
    folder = config_folder() / "experiment"
    files = [path.relative_to(folder) for path in folder.rglob("*.yaml")]
    return sorted(path.with_suffix("").as_posix() for path in files)


def refuse_new_parameters(overrides: Iterable[str]) -> None:
    """Refuse `+paper.x=...` for an x that no switch of the model is filled from.

    Without the `+`, Hydra refuses it.
    """
    words = list(overrides)
    for word in words:
        key = word.partition("=")[0]
        if key.lstrip("+~") == "paper":
            raise ConfigError("paper", "has parameters; give them one by one: paper.<name>=<value>")
        name = key.lstrip("+").removeprefix("paper.").partition(".")[0]
        if key.startswith(("+paper.", "++paper.")) and name not in _chosen(words).get("paper", {}):
            raise no_parameter(key.lstrip("+"), words)


def no_parameter(path: str, overrides: Iterable[str]) -> ConfigError:
    """Return the refusal of a parameter that the chosen experiment does not have."""
    known = _chosen(overrides).get("paper", {})
    if not known:
        return ConfigError(
            path, "is no parameter of this run; choose a model: experiment=published/<name>"
        )
    return unknown(path, path.removeprefix("paper."), known, "parameter")


def as_written(error: ConfigError, overrides: Iterable[str]) -> ConfigError:
    """Return the error with the name of the paper's parameter from which its key is filled.

    The error is returned as it is where the user gave no such parameter.
    """
    words = list(overrides)
    given = {word.partition("=")[0].lstrip("+") for word in words}
    node: Any = _chosen(words)
    for part in re.findall(r"\w+", error.key):
        node = node.get(part) if isinstance(node, dict) else node
    named = [f"paper.{name}" for name in re.findall(r"\bpaper\.(\w+)", str(node))]
    blamed = [name for name in named if name in given]
    if not blamed or error.key in blamed:
        return error
    return ConfigError(blamed[0], f"it fills {error}")


def sweeps(overrides: Iterable[str]) -> bool:
    """Return whether the chosen experiment is a sweep by itself, without ``-m``."""
    hydra = _chosen(overrides).get("hydra") or {}
    return str(hydra.get("mode", "")) == "MULTIRUN"


def _chosen(overrides: Iterable[str]) -> dict[str, Any]:
    """Return the experiment that the overrides choose, as its file says it; empty without one."""
    names = [w.partition("=")[2] for w in overrides if w.partition("=")[0] == "experiment"]
    if not names or names[-1] not in experiments():
        return {}
    file = config_folder() / "experiment" / f"{names[-1]}.yaml"
    found: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return found

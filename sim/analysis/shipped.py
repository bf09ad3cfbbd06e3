"""Whether a store holds the design that the project ships under the name of its experiment.

Signs that were written down for one design say nothing about another.
"""

import dataclasses
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from sim.config.errors import ConfigError

#: Keys that may differ: whose luck, computed how, kept where.
FREE = ("seed", "engine", "store")
#: Words about a number, which a better citation may change.
WORDS = ("source", "unit")
MOST_NAMED, DEEPEST = 4, 3
Settings = Mapping[str, Any]


def find_signs(runs: pd.DataFrame) -> Path | None:
    """Return the expected signs of the experiment that a store belongs to, if they are here."""
    name = str(runs.attrs.get("experiment") or "")
    for root in (Path.cwd(), Path(__file__).resolve().parents[2]):
        candidate = root / "experiments" / name / "expected_signs.yaml"
        if name and candidate.is_file():
            return candidate
    return None


def refusal(runs: pd.DataFrame) -> str:
    """Return why signs of the shipped design are not those of a store, or an empty text.

    Parameters
    ----------
    runs : pandas.DataFrame
        Runs with their whole configuration as JSON in the column `config`; `attrs["experiment"]`
        is the name of their experiment.
    """
    if "config" not in runs:
        found = ["configurations not recorded"]
    else:
        try:
            found = differences(_settings(runs["config"]), _shipped(str(runs.attrs["experiment"])))
        except ConfigError as error:
            found = [str(error)]
    if not found:
        return ""
    more = f" and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
    named = ", ".join(found[:MOST_NAMED])
    return (
        "Expected signs were written for the shipped design; this store differs "
        f"({named}{more}), so they are not judged."
    )


def differences(here: Iterable[Settings], shipped: Iterable[Settings]) -> list[str]:
    """Return the keys in which two sets of worlds differ; empty if they are the same worlds.

    Parameters
    ----------
    here, shipped : iterable of mapping
        Dotted key to value of each world, without the keys that may differ.

    Returns
    -------
    list of str
        `policy` if other policies are in force, else dotted keys with other values; `worlds` if
        the values are the same but not their combinations.
    """
    a, b = ({_text(settings) for settings in worlds} for worlds in (here, shipped))
    if a == b:
        return []
    mine, theirs = (_values(map(json.loads, worlds)) for worlds in (a, b))
    keys = [key for key in sorted({*mine, *theirs}) if mine.get(key) != theirs.get(key)]
    if "policy" in keys:
        keys = [key for key in keys if not key.startswith("policy.")]
    return list(dict.fromkeys(map(_shortened, keys))) or ["worlds"]


def _shortened(key: str) -> str:
    """Return a key without places in a list, and no deeper than its third part."""
    return ".".join(key.partition("[")[0].split(".")[:DEEPEST])


def _text(settings: Settings) -> str:
    return json.dumps(settings, sort_keys=True)


def _values(worlds: Iterable[Settings]) -> dict[str, set[str]]:
    """Return each key with the values that it takes."""
    found: dict[str, set[str]] = {}
    for settings in worlds:
        for key, value in settings.items():
            found.setdefault(key, set()).add(json.dumps(value))
    return found


def _settings(configs: Iterable[str]) -> list[Settings]:
    """Return the settings of stored configurations, those of one world once.

    A key that came after they were stored has its default.
    """
    from sim.config.validate import validate

    found = {}
    for text in configs:
        data = json.loads(text) | dict.fromkeys(FREE)
        found[_text(data)] = json.loads(text)
    return [_flat(validate(data)) for data in found.values()]


def _shipped(experiment: str) -> list[Settings]:
    """Return the settings of each world that `experiment=<name>` runs."""
    import hydra
    from hydra.core.global_hydra import GlobalHydra

    from sim.config.folder import config_folder
    from sim.experiment.compose import explain, hydra_errors
    from sim.experiment.sweeper import planned

    word = f"experiment={experiment}"
    try:
        with hydra.initialize_config_dir(version_base="1.3", config_dir=str(config_folder())):
            config = hydra.compose("config", overrides=[word], return_hydra_config=True)
            loader = GlobalHydra.instance().config_loader()
            design = planned(loader, config, [word], leave_out=FREE)
    except hydra_errors() as error:
        raise explain(error, [word]) from None
    return [_flat(run.config) for run in design.runs]


def _flat(config: Any) -> Settings:
    """Return dotted keys, and `policy`, the names of the policies in force."""
    from sim.config.validate import flat
    from sim.experiment.address import CARRYING_OUT, world_name

    data = dataclasses.asdict(config)
    for key in (*FREE, *CARRYING_OUT):
        del data[key]
    world = world_name(data["policy"])
    policies = {f"policy.{name}": rule for name, rule in data.pop("policy").items()}
    leaves = flat({"policy": world} | data | policies)
    return {key: value for key, value in leaves if key.rpartition(".")[2] not in WORDS}

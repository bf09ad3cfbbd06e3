"""From Hydra's words on the command line to a checked `Config`, and Hydra's errors as one line."""

import dataclasses
import re
import typing
from collections.abc import Iterable
from typing import Any

from sim.config.errors import ConfigError, nearest, unknown
from sim.config.folder import config_folder
from sim.config.models import RELOCATION, model_of, of_the_other_model, refuse_mixture
from sim.config.schema import Config
from sim.config.unread import refuse_unread
from sim.config.validate import validate
from sim.experiment.paper import (
    as_written,
    experiments,
    no_parameter,
    refuse_new_parameters,
    sweeps,
)
from sim.policies.catalogue import unknown_policy
from sim.policies.presets import settle


def compose(*overrides: str) -> Config:
    """Return the checked configuration that the overrides describe.

    Parameters
    ----------
    *overrides : str
        Hydra's own syntax: ``compose("city=singapore", "policy=[a,b]", "months=12")``.

    Raises
    ------
    ConfigError
        One line: the key, the value given, what is allowed, the nearest valid one.
    """
    import hydra

    from sim.experiment import sweeper  # noqa: F401  (registers the sweeper with Hydra)

    refuse(overrides)
    offer_plug_ins()
    folder = str(config_folder())
    try:
        with hydra.initialize_config_dir(version_base="1.3", config_dir=folder):
            composed = hydra.compose("config", overrides=list(overrides))
        return typed(composed)
    except ConfigError as error:
        raise as_written(error, overrides) from None
    except hydra_errors() as error:
        raise as_written(explain(error, overrides), overrides) from None


def offer_plug_ins() -> None:
    """Let Hydra find the numbers of the policies that were registered from outside."""
    from hydra.core.config_store import ConfigStore
    from omegaconf import OmegaConf

    from sim.policies import SETTINGS

    for name, path in SETTINGS.items():
        ConfigStore.instance().store(group="policy", name=name, node=OmegaConf.load(path))


def refuse(overrides: Iterable[str]) -> None:
    """Refuse words that Hydra would accept and that may not be, or mean nothing."""
    words = list(overrides)
    refuse_code(words)
    refuse_no_choice(words)
    refuse_new_parameters(words)


def refuse_code(overrides: Iterable[str]) -> None:
    """Refuse words that would have Hydra import code: what runs is found by name, in registries."""
    for override in overrides:
        key = override.partition("=")[0].lstrip("+~")
        if key.split(".")[-1] == "_target_":
            raise ConfigError(key, "names code, which no configuration may; choose by name instead")


def refuse_no_choice(overrides: Iterable[str]) -> None:
    """Refuse a group of which nothing is chosen, which Hydra answers with an error of its own."""
    for override in overrides:
        key, _, value = override.partition("=")
        if value.strip() == "null" and (config_folder() / key).is_dir():
            none = "policy=none" if key == "policy" else f"leave {key} out for the default"
            raise ConfigError(key, f"null chooses nothing; {none}, or give a name")


def waiting(flags: Iterable[str], overrides: Iterable[str]) -> tuple[list[str], list[str]]:
    """Part what a sweep is told into the words that Hydra composes at once and those that wait.

    `policy.<name>.<key>=value` waits for its combination: it concerns those that have the policy,
    and the configuration that Hydra composes before all of them may not have it. Axes need not
    wait, since Hydra leaves them to the sweeper.
    """
    words = list(overrides)
    if not {"-m", "--multirun"} & set(flags) and not sweeps(words):
        return words, []
    return [word for word in words if not _waits(word)], [word for word in words if _waits(word)]


def _waits(word: str) -> bool:
    from hydra.core.override_parser.overrides_parser import OverridesParser
    from hydra.errors import HydraException

    key = word.partition("=")[0]
    if not key.startswith("policy.") or key.count(".") < 2:
        return False
    try:
        return not OverridesParser.create().parse_override(word).is_sweep_override()
    except HydraException:
        return False


def plain(composed: Any) -> dict[str, Any]:
    """Return a composed configuration as plain data, resolved and without Hydra's own part."""
    from omegaconf import OmegaConf, open_dict

    from sim.experiment.resolvers import register

    register()
    if "hydra" in composed:
        composed = composed.copy()
        with open_dict(composed):
            del composed["hydra"]
    data = OmegaConf.to_container(composed, resolve=True, throw_on_missing=True)
    assert isinstance(data, dict)
    result = {str(key): value for key, value in data.items()}
    refuse_mixture(result)
    for key in ("policy", "city.burn_in.policy"):
        settle(_policies(result, key), key)
    return result


def typed(composed: Any) -> Config:
    """Return the checked configuration of one run that a user composed, all of whose numbers the
    run reads."""
    config = validate(plain(composed))
    refuse_unread([config])
    return config


def _policies(data: Any, key: str) -> dict[str, Any]:
    """Return the policies that stand under a key of plain data, none where there is no such key."""
    for part in key.split("."):
        data = data.get(part) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else {}


def hydra_errors() -> tuple[type[Exception], ...]:
    """Return the classes of error by which Hydra and OmegaConf refuse what a user wrote."""
    from hydra.errors import HydraException
    from omegaconf.errors import OmegaConfBaseException

    return (HydraException, OmegaConfBaseException)


def explain(error: Exception, overrides: Iterable[str]) -> ConfigError:
    """Return one clear line for an error of Hydra or OmegaConf."""
    ours = _cause(error)
    if ours is not None:
        return ours
    text = str(error)
    choice = _refused_choice(error)
    if choice is not None:
        return choice
    found = re.search(r"Could not append[^']*'([^']+)'", text)
    if found:
        return ConfigError(found.group(1), f"is there already; write {found.group(1)}=<value>")
    found = re.search(r"Could not (?:override|delete)[^']*'([^']+)'", text)
    if found:
        return _unknown_key(found.group(1).lstrip("+~"), overrides)
    found = re.search(r"Key '([^']+)' is not in struct\s+full_key: (\S+)", text)
    if found:
        return _unknown_key(found.group(2), overrides)
    found = re.search(r"Ambiguous value for argument '([^=]+)=([^']*)'", text)
    if found:
        key, values = found.groups()
        return ConfigError(key, f"{values} is several values; add -m to sweep, or write [{values}]")
    found = re.search(r"Sweep parameters '([^=]+)=(.*)' requires --multirun", text)
    if found:
        return ConfigError(found.group(1), f"{found.group(2)} is several values; add -m to sweep")
    found = re.search(r"Error merging override ([^=]+)=(.*)", text)
    if found:
        return ConfigError(found.group(1), f"{found.group(2)!r} is not allowed here")
    parse = _malformed(overrides)
    if parse is not None:
        return parse
    key = re.search(r"full_key: (\S+)", text)
    found = re.search(r"Invalid literal for Fraction: (.+)", text)
    if key and found:
        return ConfigError(
            key.group(1), f"{found.group(1)} is not allowed; give a number, for example 0.3 or 1/3"
        )
    line = next((line for line in text.splitlines() if line.strip()), type(error).__name__)
    return ConfigError(key.group(1) if key else "configuration", line)


def _refused_choice(error: Exception) -> ConfigError | None:
    """Return the error for a file of a group that does not exist."""
    options = getattr(error, "options", None)
    missing = getattr(error, "missing_cfg_file", None)
    found = re.search(r"Could not load '(.+)/([^/']+)'", str(error))
    if missing and options is not None:
        group, _, name = str(missing).removesuffix(".yaml").rpartition("/")
    elif found:
        group, name = found.groups()
        options = [file.stem for file in (config_folder() / group).glob("*.yaml")]
    else:
        return None
    kind = group.partition("/")[0]
    if kind == "experiment":
        return _unknown_experiment(f"{group}/{name}")
    if kind == "policy":
        return unknown_policy("policy", f"{group}/{name}".removeprefix("policy/"))
    return unknown(group or "configuration", name, options, "choice")


def _cause(error: BaseException | None) -> ConfigError | None:
    """Return the refusal of a resolver of ours that an error of OmegaConf's wraps, if there is."""
    while error is not None and not isinstance(error, ConfigError):
        error = error.__cause__ or error.__context__
    return error


def _malformed(overrides: Iterable[str]) -> ConfigError | None:
    """Return the error for the first override that Hydra's grammar does not accept."""
    from hydra.core.override_parser.overrides_parser import OverridesParser
    from hydra.errors import HydraException

    parser = OverridesParser.create()
    for override in overrides:
        try:
            parser.parse_override(override)
        except HydraException:
            key = override.partition("=")[0].strip() or override
            return ConfigError(
                key, f"{override!r} is not well-formed; write key=value, key=a,b or key=[a,b]"
            )
    return None


_BY_GROUP = [
    f"preferences.{key}"
    for key in ("own_group_of", "appeal_sigma", "wanted_of", "beta_ethnicity_of")
]


def _unknown_experiment(path: str) -> ConfigError:
    return unknown("experiment", path.removeprefix("experiment/"), experiments(), "choice")


def _unknown_key(path: str, overrides: Iterable[str]) -> ConfigError:
    if path.startswith("paper."):
        return no_parameter(path, overrides)
    if path.startswith("hydra.sweeper.baseline."):
        return ConfigError(
            path, f"is not part of the baseline yet; write +{path}=<value> to add it"
        )
    parent, _, last = path.rpartition(".")
    known = _known_below(parent)
    if parent in _BY_GROUP:
        return ConfigError(path, f"nothing is set for {last!r} yet; write +{path}=<number>")
    if not known:
        near = nearest(path, _known_below(""))
        hint = f" (nearest: {near})" if near else ""
        return ConfigError(path, f"unknown key{hint}; nothing of this name is configured here")
    if last in known:
        parts = path.split(".")
        model = model_of(path)
        if model is not None:
            return of_the_other_model(path, relocating=model != RELOCATION)
        if parts[0] == "policy" and len(parts) > 1:
            return ConfigError(
                path,
                f"{parts[1]} is not in force; add policy={parts[1]}",
            )
        return ConfigError(path, f"is chosen by name: {path}=<name>")
    return unknown(path, last, known, "key")


def _known_below(path: str) -> list[str]:
    """Return the names that the schema declares below a dotted path; empty where it is open."""
    from sim.policies import REGISTRY

    kind: Any = Config
    parts = [part for part in path.split(".") if part]
    if len(parts) == 2 and parts[0] == "policy" and parts[1] in REGISTRY:
        return [field.name for field in dataclasses.fields(REGISTRY[parts[1]].Parameters)]
    for part in parts:
        if dataclasses.is_dataclass(kind):
            kind = typing.get_type_hints(kind).get(part)
        else:
            arguments = typing.get_args(kind)
            kind = arguments[-1] if arguments else None
    return (
        [field.name for field in dataclasses.fields(kind)] if dataclasses.is_dataclass(kind) else []
    )

"""What an experiment may write between a paper's parameters and the switches:

- `${number:x}` is x itself, `${less:x}` is 1 - x and `${inverse:x}` is 1 / x. Numbers are taken as
  they are written, 1/3 too, so that 1 - 0.8 is 0.2.
- `${over:x,y}` is x / y.
- `${pick:key,{word: value, ...}}` is the value that stands for the word which `key` holds.
- `${beta:mean,deviation}` are the parameters of the beta distribution whose keys these are.
- `${given:key,words}` is what `key` holds; without it the run is refused with these words.
- `${data:file}` is the place of a file of `configs/data/`.

And what a preset of a policy may write among its parameters (`sim.policies.presets`):

- `${in_force:name}` is the preset's name, if its numbers were in force on the date `as_of`.
- `${dated:key}` is the number of that key in the entry of its schedule that held on this date.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from sim.config.errors import ConfigError, unknown
from sim.config.folder import config_folder

LARGEST = 1e9


def _exact(value: Any) -> Fraction:
    return Fraction(str(value))


def number(value: Any) -> float:
    """Return a number that may be written as a fraction."""
    return float(_exact(value))


def less(value: Any) -> float:
    """Return 1 - x."""
    return float(1 - _exact(value))


def inverse(value: Any) -> float:
    """Return 1 / x; of 0, which has none, a number so large that it stands for the limit."""
    number = _exact(value)
    return float(1 / number) if number else LARGEST


def over(value: Any, divisor: Any) -> float:
    """Return x / y."""
    return float(_exact(value) / _exact(divisor))


def pick(key: str, choices: Mapping[Any, Any], *, _root_: Any) -> Any:
    """Return what a mapping holds for the word under a key.

    Raises
    ------
    ConfigError
        If the mapping does not know the word.
    """
    word = _value(_root_, key)
    named = {_said(name): value for name, value in choices.items()}
    if _said(word) not in named:
        raise unknown(key, word, named, "choice")
    return named[_said(word)]


def beta(mean: str, deviation: str, *, _root_: Any) -> list[int]:
    """Return the two parameters of a beta distribution, from the keys of its mean and deviation.

    Raises
    ------
    ConfigError
        If they are not whole numbers of at least 1.
    """
    centre, spread = _exact(_value(_root_, mean)), _exact(_value(_root_, deviation))
    total = centre * (1 - centre) / (spread * spread) - 1 if spread else Fraction(0)
    found = [centre * total, (1 - centre) * total]
    if any(each < 1 or each.denominator != 1 for each in found):
        raise ConfigError(
            deviation,
            f"{_value(_root_, deviation)} is not allowed with {mean}={_value(_root_, mean)}; give"
            " those of a beta distribution with whole parameters, for example 0.1 with 0.3",
        )
    return [int(each) for each in found]


def given(key: str, words: str, *, _root_: Any) -> Any:
    """Return the value under a key.

    Raises
    ------
    ConfigError
        If it is null.
    """
    value = _value(_root_, key)
    if value is None:
        raise ConfigError(key, f"null is not allowed; give {words}")
    return value


def data(name: str) -> str:
    """Return the path of a file that ships with the configurations."""
    return str(config_folder() / "data" / name)


def in_force(name: str, *, _parent_: Any) -> str:
    """Return a preset's name.

    Raises
    ------
    ConfigError
        If the date `as_of` is missing or before the first of its numbers.
    """
    _check_date(_parent_)
    return name


def dated(key: str, *, _parent_: Any) -> Any:
    """Return a number of a preset's schedule as it was on the date `as_of`.

    Raises
    ------
    ConfigError
        As `in_force` does.
    """
    from sim.policies.presets import entry_on

    about = _check_date(_parent_)
    return entry_on(about["schedule"], _parent_["as_of"])[key]


def _check_date(parameters: Any) -> Any:
    from sim.policies.presets import check_date

    policy = parameters._key()
    about = next(said for name, said in parameters["about"].items() if name != policy)
    check_date(parameters._get_full_key("as_of"), parameters["as_of"], about)
    return about


def _value(root: Any, key: str) -> Any:
    from omegaconf import OmegaConf

    return OmegaConf.select(root, key)


def _said(word: Any) -> str:
    """Return a word as YAML writes it: the switch `true` is one, however Python spells it."""
    return str(word).lower() if isinstance(word, bool) else str(word)


def register() -> None:
    """Make the resolvers known to OmegaConf."""
    from omegaconf import OmegaConf

    for function in (number, less, inverse, over, pick, beta, given, data, in_force, dated):
        OmegaConf.register_new_resolver(function.__name__, function, replace=True)

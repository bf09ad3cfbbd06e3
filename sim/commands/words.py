"""Reading the words of a command: options with a value, and what stands in a place."""

from collections.abc import Sequence

from sim.config.errors import ConfigError, unknown


def positional(
    command: str, words: list[str], number: int, usage: str, options: Sequence[str]
) -> list[str]:
    """Return the words, after making sure that they are as many as are wanted, and no option.

    Parameters
    ----------
    command : str
        Whose words they are.
    words : list of str
        Those that are left when the command has taken its options.
    number : int
        How many are wanted.
    usage : str
        What is wanted, for the refusal.
    options : sequence of str
        Those that the command knows, for the refusal of another.
    """
    for word in words:
        if word.startswith("-"):
            raise unknown(command, word.partition("=")[0], options, "option")
    if len(words) != number:
        raise ConfigError(command, f"give {usage}, not {' '.join(words) or 'nothing'!r}")
    return words


def without_option(command: str, words: list[str], option: str) -> tuple[list[str], str | None]:
    """Return the words without an option and its value, and the value if it was given."""
    rest: list[str] = []
    value = None
    waiting = iter(words)
    for word in waiting:
        name, equals, inline = word.partition("=")
        if name != option:
            rest.append(word)
            continue
        value = inline if equals else next(waiting, "")
        if not value:
            raise ConfigError(command, f"{option} needs a value")
    return rest, value

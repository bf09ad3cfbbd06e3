"""Reading the words of a command: options with a value, and what stands in a place."""

from sim.config.errors import ConfigError


def positional(command: str, words: list[str], number: int, usage: str) -> list[str]:
    """Return the words, after making sure that they are as many as are wanted, and no option."""
    if len(words) != number or any(word.startswith("-") for word in words):
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

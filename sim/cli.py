"""The command line: `python -m sim COMMAND ...`, each command a module of `sim.commands`.

Whatever is wrong with what the user wrote is one line on standard error and exit code 2. A command
is imported when it is called, and imports what is heavy later still, so that help and mistakes
are quick.
"""

import sys
from collections.abc import Sequence
from importlib import import_module

from sim.commands import exits
from sim.config.errors import ConfigError, unknown

COMMANDS = ("run", "compare", "sensitivity", "replay", "store", "measure", "policies")

HELP = """\
python -m sim: a city of households under housing policies, and what they do

usage: python -m sim COMMAND ...

commands:
  run          run one city, or a sweep of many (run --help tells how)
  compare      print the comparison of a results folder again
  sensitivity  print which uncertain parameters an effect depends on
  replay       run one run of a results folder again and check its hash
  store        say what a results folder holds, and check that it is whole
  measure      measure segregation in a table of a real city's areas
  policies     list the policies and presets of real ones; show their numbers

examples:
  python -m sim run experiment=demo
  python -m sim run experiment=singapore
  python -m sim compare results/demo
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code, one of `sim.commands.exits`."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _dispatch(words)
    except ConfigError as error:
        print(f"error: {error}", file=sys.stderr)
        return exits.BAD_INPUT
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return exits.INTERRUPTED
    except BrokenPipeError:
        return exits.FAILURE
    except OSError as error:
        print(f"error: {error}", file=sys.stderr)
        return exits.FAILURE


def _dispatch(words: list[str]) -> int:
    if not words or words[0] in ("-h", "--help", "help"):
        print(HELP, end="")
        return exits.OK
    if words[0] == "--version":
        from sim.version import __version__

        print(__version__)
        return exits.OK
    if words[0] not in COMMANDS:
        raise unknown("command", words[0], COMMANDS, "command")
    command = import_module(f"sim.commands.{words[0]}")
    if any(word in ("-h", "--help") for word in words[1:]):
        print(command.HELP, end="")
        return exits.OK
    return int(command.main(words[1:]))

"""`python -m sim replay`: one run of a results folder again, proved by its hash."""

from sim.commands import exits
from sim.commands.words import positional

HELP = """\
usage: python -m sim replay FOLDER ADDRESS

Runs one run of a results folder again, from the configuration in its row, and
compares the hash of the final city. ADDRESS may be shortened.
"""


def main(words: list[str]) -> int:
    folder, address = positional("replay", words, ["FOLDER", "ADDRESS"])
    from sim.experiment.replay import replay

    verdict = replay(folder, address)
    print(verdict.text)
    return exits.OK if verdict.same else exits.FAILURE

"""`python -m sim replay`: one run of a results folder again, proved by its hash."""

from sim.commands import exits
from sim.commands.words import positional, without_option

HELP = """\
usage: python -m sim replay ADDRESS --store FOLDER

Runs one run of a results folder again, from the configuration in its row, and
compares the hash of the final city. ADDRESS may be shortened. A failed run
shows its error again, or that it is done now.

  python -m sim replay 3f9c2ab1 --store results/demo
"""

USAGE, OPTIONS = "ADDRESS --store FOLDER", ("--store",)


def main(words: list[str]) -> int:
    """Replay a run; the words of older rows, FOLDER ADDRESS, mean the same."""
    rest, store = without_option("replay", words, "--store")
    if store is None:
        store, *rest = positional("replay", rest, 2, USAGE, OPTIONS)
    (address,) = positional("replay", rest, 1, USAGE, OPTIONS)
    from sim.experiment.replay import replay

    verdict = replay(store, address)
    print(verdict.text)
    return exits.OK if verdict.same else exits.FAILURE

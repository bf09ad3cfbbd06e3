"""`python -m sim compare`: the comparison of a results folder, printed and drawn again."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.commands import exits
from sim.commands.words import positional, without_option
from sim.config.errors import ConfigError

if TYPE_CHECKING:
    import pandas as pd

    from sim.results import Results

HELP = """\
usage: python -m sim compare FOLDER [--baseline AXIS=VALUE[,AXIS=VALUE]]
                                    [--by group,income]

Prints the comparison of the worlds in a results folder, and writes its tables
and figures there again. The baseline is that of the experiment, or another,
of any axis of the sweep. --by adds the effects by group and by income fifth,
losers before winners.

  python -m sim compare results/demo --baseline policy=ethnic_quota
"""


def main(words: list[str]) -> int:
    """Print the comparison of a results folder, and the effects by whom if that is asked for."""
    words, given = without_option("compare", words, "--baseline")
    words, by = without_option("compare", words, "--by")
    folder = positional("compare", words, 1, "FOLDER", ("--baseline", "--by"))[0]
    from sim.experiment.baseline import find_baseline, read_words
    from sim.results import load

    if by is not None:
        from sim.analysis.by_whom import read_dimensions, report

        dimensions = read_dimensions(by)
    results = load(folder)
    if results.runs.empty:
        raise ConfigError("store", f"'{folder}' holds no run yet")
    wanted = results.baseline if given is None else read_words(given, "--baseline")
    there = results.worlds()
    effects = show(results, find_baseline(wanted, there, "--baseline"), there)
    if by is not None:
        report(results.path, effects, results.runs, dimensions)
    return exits.OK


def show(
    results: "Results", baseline: Mapping[str, Any], worlds: Sequence[Mapping[str, Any]]
) -> "pd.DataFrame":
    """Print the comparison of a store's worlds, draw its pictures, and return the effects.

    A baseline that is the only world there is leaves it to the report what can be said.
    """
    from sim.analysis.pictures import draw
    from sim.analysis.report import report
    from sim.experiment.baseline import separates

    chosen = baseline if separates(baseline, worlds) else None
    effects = report(results, baseline=chosen)
    draw(results, baseline=chosen)
    return effects

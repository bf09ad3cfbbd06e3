"""`python -m sim sensitivity`: which uncertain parameters an effect depends on."""

from sim.commands import exits
from sim.commands.words import positional, without_option
from sim.config.errors import ConfigError

HELP = """\
usage: python -m sim sensitivity FOLDER [--baseline AXIS=VALUE[,AXIS=VALUE]]
                                        [--outcome NAME]

Prints Sobol's sensitivity indices of the effect of each world, of a folder
whose design is saltelli (docs/designs.md): how much of the effect's variance
over the uncertain parameters each of them explains, alone and with others.
Writes sensitivity.csv and sensitivity.png there. The baseline is that of the
experiment, or another; --baseline none: the indices of the outcome itself.
The outcome is D between neighbourhoods, public homes, or another of
docs/outcomes.md. Needs SALib: pip install
'housing-segregation-simulator[sensitivity]'.

  python -m sim sensitivity results/singapore_sensitivity_global
"""

PRIMARY = "dissimilarity.neighbourhood.public.corrected"
NONE = "none"


def main(words: list[str]) -> int:
    """Print the indices of the effects in a results folder."""
    words, given = without_option("sensitivity", words, "--baseline")
    words, outcome = without_option("sensitivity", words, "--outcome")
    folder = positional("sensitivity", words, 1, "FOLDER", ("--baseline", "--outcome"))[0]
    from sim.analysis.sensitivity_report import report
    from sim.experiment.baseline import find_baseline, read_words
    from sim.results import load

    results = load(folder)
    if results.runs.empty:
        raise ConfigError("store", f"'{folder}' holds no run yet")
    wanted = results.baseline
    if given is not None:
        wanted = {} if given == NONE else read_words(given, "--baseline")
    baseline = find_baseline(wanted, results.worlds(), "--baseline")
    report(results, baseline, PRIMARY if outcome is None else outcome)
    return exits.OK

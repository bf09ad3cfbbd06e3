"""`python -m sim policies`: the policies and the presets of real ones, and their numbers."""

from sim.commands import exits
from sim.config.errors import ConfigError

HELP = """\
usage: python -m sim policies
       python -m sim policies show NAME

Lists every policy and, below it, its presets: the numbers of programmes that
cities really have. Show prints the numbers of one with dates, units and
sources, and what of the real rule is not modelled.

  python -m sim policies show inclusionary_zoning/nyc_mih_option_2
"""


def main(words: list[str]) -> int:
    """Print the list of all policies, or the page of one."""
    if words and (words[0] != "show" or len(words) != 2):
        raise ConfigError("policies", f"give nothing, or show NAME, not {' '.join(words)!r}")
    from sim.policy_pages import listing, page

    print(page(words[1]) if words else listing())
    return exits.OK

"""`python -m sim run`: one run, or a sweep, through Hydra.

What Hydra says of a mistake becomes one line.
"""

import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sim.commands import exits
from sim.config.errors import ConfigError, unknown
from sim.screen import fitted

if TYPE_CHECKING:
    from sim.config.schema import ExecutorConfig
    from sim.experiment.design import Design
    from sim.experiment.execute import Maker, Summary
    from sim.experiment.sweeper import Act

HELP = """\
python -m sim run: run one city, or with -m every combination of the values

usage: python -m sim run [-m] [key=value ...]

keys: experiment city preferences rules market policy metrics engine seed
      months store             (any value below them too: city.size=[80,80])
  -m              sweep: values a,b,c or range(1,21); policies stack as [a,b]:
                  "policy=none,ethnic_quota,[ethnic_quota,rent_growth]"
  --dry-run       show the design, what is done of it, and what it will take
  --extend        add to a sweep that is there: more seeds, values, policies
  --cfg job       print the configuration and stop
  --info defaults print where it comes from and stop
Results go to store=results/<experiment>; a sweep has a store of its own, and
the same command resumes it.
executor.workers=2 sets how many processes work (default: all cores);
executor=dask executor.address=tcp://host:8786 lets a cluster work.
A run that fails is kept with its error and hides no other; exit code 3 says
that there are some. retry=failed runs them again, fail_fast=true stops at one.

examples:
  python -m sim run rules=teaching policy=ethnic_quota seed=3
  python -m sim run -m policy=none,ethnic_quota seed=1,2,3 store=results/quota
  python -m sim run experiment=demo executor.workers=2
"""

_FLAGS = {"-m", "--multirun", "--cfg", "-c", "--info", "-i", "--resolve", "--package", "-p"}
MOST_POINTS = 12  # of a design that are compared without being asked
DRY_RUN, EXTEND = "--dry-run", "--extend"  # which Hydra does not see
_TAKES_VALUE = {"--cfg", "-c", "--info", "-i", "--package", "-p"}


def main(words: list[str]) -> int:
    """Hand the words to Hydra, whose own errors become one line too."""
    flags, overrides = _parted(words)
    from sim.experiment.compose import explain, hydra_errors, offer_plug_ins, refuse, waiting
    from sim.experiment.paper import as_written

    refuse(overrides)
    offer_plug_ins()
    own, flags = _own(flags)
    now, later = waiting(flags, overrides)
    single: list[Any] = []
    summaries: list[Summary] = []

    def act(design: "Design", executor: "ExecutorConfig", make: "Maker | None" = None) -> None:
        if DRY_RUN in own:
            from sim.experiment.dry_run import dry_run

            page = dry_run(design, executor, extend=EXTEND in own)
            print(fitted(page, sys.stdout, indent=" " * 6))
        else:
            from sim.experiment.execute import execute

            extend = EXTEND in own
            summaries.append(execute(design, executor=executor, make=make, extend=extend))

    try:
        _through_hydra([*flags, *now], later, single, act)
        for composed in single:
            act(*_single(composed))
    except ConfigError as error:
        raise as_written(error, overrides) from None
    except hydra_errors() as error:
        raise as_written(explain(error, overrides), overrides) from None
    return max((_conclude(summary, words) for summary in summaries), default=exits.OK)


def _through_hydra(
    words: list[str],
    later: list[str],
    single: list[Any],
    act: "Act",
) -> None:
    """Collect what Hydra composed for a single run, or hand over the design of a sweep."""
    import hydra

    from sim.config.folder import config_folder
    from sim.experiment.sweeper import SimulatorSweeper

    process = os.getpid()

    def collect(composed: Any) -> None:
        if os.getpid() != process:  # of a launcher: nothing that is collected there comes back
            raise ConfigError(
                "hydra/sweeper", "basic gets no results from other processes; leave it out"
            )
        single.append(composed)

    entry = hydra.main(version_base="1.3", config_path=str(config_folder()), config_name="config")
    with _hydra_surroundings(words), SimulatorSweeper.handing(act, later):
        entry(collect)()


@contextmanager
def _hydra_surroundings(words: list[str]) -> Iterator[None]:
    """Let Hydra read these words, and raise its errors instead of printing them."""
    before, full = sys.argv, os.environ.get("HYDRA_FULL_ERROR")
    sys.argv = ["python -m sim run", *words]
    os.environ["HYDRA_FULL_ERROR"] = "1"
    try:
        yield
    finally:
        sys.argv = before
        if full is None:
            del os.environ["HYDRA_FULL_ERROR"]
        else:
            os.environ["HYDRA_FULL_ERROR"] = full


def _single(composed: Any) -> "tuple[Design, ExecutorConfig]":
    """Return one configuration as a run of a collection, and what carries it out."""
    from sim.experiment.compose import typed
    from sim.experiment.design import COLLECTION, Design, Run

    run = Run.of(typed(composed))
    executor = run.config.executor
    if executor.name != "dask":
        executor = replace(executor, workers=0)
    return Design([run], kind=COLLECTION), executor


def _conclude(summary: "Summary", words: list[str]) -> int:
    """Say what became of the runs, print the report, and return the exit code."""
    from sim.commands.ending import exit_code, last_words

    for line in last_words(summary, " ".join(["python -m sim run", *words])):
        print(line, file=sys.stderr)
    code = exit_code(summary)
    if summary.interrupted or summary.stopped:
        return code
    try:
        _show(summary, code)
    except KeyboardInterrupt:
        print(
            f"stopped; the results are complete;"
            f" python -m sim compare {shlex.quote(str(summary.store))} prints them again",
            file=sys.stderr,
        )
        return exits.INTERRUPTED
    return code


def _show(summary: "Summary", code: int) -> None:
    """Print the numbers of a single run, or the comparison of a sweep."""
    if summary.design.kind == "collection":
        if code == exits.OK:
            from sim.experiment.show import show_run

            run = summary.design.runs[0]
            show_run(summary.store, run.address, run.config)
    elif summary.done + summary.skipped:
        from sim.commands.compare import show
        from sim.results import load

        points = max(map(len, summary.design.method.get("points", {}).values()), default=0)
        if points > MOST_POINTS:
            print(_of_points(points, summary))
            return
        show(load(summary.store), summary.design.baseline, summary.design.worlds())


def _of_points(points: int, summary: "Summary") -> str:
    """Return what to do with a design of more points than a report has tables for."""
    name, store = summary.design.method.get("name"), shlex.quote(str(summary.store))
    which = "sensitivity" if name == "saltelli" else "compare"
    return (
        f"{points} points, each a table of its own: python -m sim {which} {store} prints"
        f" {'which parameters the effects depend on' if name == 'saltelli' else 'them all'}"
    )


def _own(flags: list[str]) -> tuple[list[str], list[str]]:
    """Return the flags that are ours, and those that are Hydra's."""
    own = (DRY_RUN, EXTEND)
    return [flag for flag in flags if flag in own], [flag for flag in flags if flag not in own]


def _parted(words: list[str]) -> tuple[list[str], list[str]]:
    """Part Hydra's flags from the overrides, in which argparse wants no flag.

    What is neither is refused here, before argparse prints its usage.
    """
    flags: list[str] = []
    overrides: list[str] = []
    value_next = False
    for word in words:
        if value_next:
            flags.append(word)
            value_next = False
        elif word.startswith("-"):
            if word not in (*_FLAGS, DRY_RUN, EXTEND):
                raise unknown("run", word, (*_FLAGS, DRY_RUN, EXTEND), "option")
            flags.append(word)
            value_next = word in _TAKES_VALUE
        elif "=" not in word and not word.startswith("~"):
            raise ConfigError("run", f"{word!r} is not allowed; write key=value")
        else:
            overrides.append(word)
    return flags, overrides

"""The command line: `python -m sim run | compare | replay | measure | policies`.

Whatever is wrong with what the user wrote is one line on standard error and exit code 2. Everything
heavy is imported inside the functions, so that help and mistakes are quick.
"""

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sim.areas.command import HELP as MEASURE_HELP
from sim.config.errors import ConfigError, unknown
from sim.policy_pages import HELP as POLICIES_HELP

if TYPE_CHECKING:
    from sim.experiment.execute import Summary

USAGE, FAILURE, INTERRUPTED = 2, 1, 130

HELP = """\
python -m sim: a city of households under housing policies, and what they do

usage: python -m sim COMMAND ...

commands:
  run        run one city, or a sweep of many (run --help tells how)
  compare    print the comparison of a results folder again
  replay     run one run of a results folder again and check its hash
  measure    measure segregation in a table of a real city's areas
  policies   list the policies and the presets of real ones; show their numbers

examples:
  python -m sim run experiment=demo
  python -m sim run experiment=singapore
  python -m sim compare results/demo
"""

RUN_HELP = """\
python -m sim run: run one city, or with -m every combination of the values

usage: python -m sim run [-m] [key=value ...]

keys: experiment city preferences rules market policy metrics engine seed
      months store             (any value below them too: city.size=[80,80])
  -m              sweep: values a,b,c or range(1,21); policies stack as [a,b]:
                  "policy=none,ethnic_quota,[ethnic_quota,rent_growth]"
  --cfg job       print the configuration and stop
  --info defaults print where it comes from and stop
Results go to store=results/<experiment>; a sweep has a store of its own, and
the same command resumes it.
hydra.sweeper.workers=2 sets how many processes work (default: all cores).

examples:
  python -m sim run rules=teaching policy=ethnic_quota seed=3
  python -m sim run -m policy=none,ethnic_quota seed=1,2,3 store=results/quota
  python -m sim run experiment=demo hydra.sweeper.workers=2
"""

COMPARE_HELP = """\
usage: python -m sim compare FOLDER [--baseline AXIS=VALUE[,AXIS=VALUE]]

Prints the comparison of the worlds in a results folder, and writes its tables
and figures there again. The baseline is that of the experiment, or another:

  python -m sim compare results/demo --baseline policy=ethnic_quota
"""

REPLAY_HELP = """\
usage: python -m sim replay FOLDER ADDRESS

Runs one run of a results folder again, from the configuration in its row, and
compares the hash of the final city. ADDRESS may be shortened.
"""

_FLAGS = {"-m", "--multirun", "--cfg", "-c", "--info", "-i", "--resolve", "--package", "-p"}
_TAKES_VALUE = {"--cfg", "-c", "--info", "-i", "--package", "-p"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code: 0, 1 (a run failed) or 2 (a mistake in the input)."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _dispatch(words)
    except ConfigError as error:
        print(f"error: {error}", file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        return FAILURE


def _dispatch(words: list[str]) -> int:
    commands: dict[str, tuple[Callable[[list[str]], int], str]] = {
        "run": (_run, RUN_HELP),
        "compare": (_compare, COMPARE_HELP),
        "replay": (_replay, REPLAY_HELP),
        "measure": (_measure, MEASURE_HELP),
        "policies": (_policies, POLICIES_HELP),
    }
    if not words or words[0] in ("-h", "--help", "help"):
        print(HELP, end="")
        return 0
    if words[0] == "--version":
        from sim.version import __version__

        print(__version__)
        return 0
    if words[0] not in commands:
        raise unknown("command", words[0], commands, "command")
    command, text = commands[words[0]]
    if any(word in ("-h", "--help") for word in words[1:]):
        print(text, end="")
        return 0
    return command(words[1:])


def _run(words: list[str]) -> int:
    """Hand the words to Hydra, whose own errors become one line too."""
    flags, overrides = _parted(words)
    from sim.experiment.compose import explain, hydra_errors, offer_plug_ins, refuse, waiting
    from sim.experiment.paper import as_written

    refuse(overrides)
    offer_plug_ins()
    now, later = waiting(flags, overrides)
    single: list[Any] = []
    summaries: list[Summary] = []
    try:
        _through_hydra([*flags, *now], later, single, summaries)
        summaries += [_single(composed) for composed in single]
    except ConfigError as error:
        raise as_written(error, overrides) from None
    except hydra_errors() as error:
        raise as_written(explain(error, overrides), overrides) from None
    return _conclude(summaries[0], words) if summaries else 0


def _through_hydra(
    words: list[str], later: list[str], single: list[Any], summaries: "list[Summary]"
) -> None:
    """Collect what Hydra composed for a single run, or what the sweeper did."""
    import hydra

    from sim.config.folder import config_folder
    from sim.experiment.sweeper import SimulatorSweeper

    entry = hydra.main(version_base="1.3", config_path=str(config_folder()), config_name="config")
    with _hydra_surroundings(words), SimulatorSweeper.collecting(summaries, later):
        entry(single.append)()


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


def _single(composed: Any) -> "Summary":
    """Run one configuration into its store, as one of a collection."""
    from sim.config.validate import validate
    from sim.experiment.compose import plain
    from sim.experiment.design import COLLECTION, Design, Run
    from sim.experiment.execute import execute

    run = Run.of(validate(plain(composed)))
    return execute(Design([run], kind=COLLECTION), workers=0)


def _conclude(summary: "Summary", words: list[str]) -> int:
    """Say what became of the runs, print the report, and return the exit code."""
    command = " ".join(["python -m sim run", *words])
    if summary.other_source:
        print(
            f"note: results in {summary.store} were made by other code than this; "
            "delete the folder to make them again",
            file=sys.stderr,
        )
    for record in summary.failures[:3]:
        print(f"failed: {record.error.splitlines()[-1]}; again: {record.replay}", file=sys.stderr)
    if summary.failed:
        print(f"{summary.failed} runs failed; their errors are in {summary.store}", file=sys.stderr)
    if summary.interrupted:
        print(
            f"stopped with {summary.left} runs left; the same command goes on: {command}",
            file=sys.stderr,
        )
        return INTERRUPTED
    if summary.design.kind == "collection":
        if not summary.failed:
            from sim.experiment.show import show_run

            show_run(summary.store, summary.design.runs[0].address)
    elif summary.done + summary.skipped:
        _show(str(summary.store), summary.design.baseline, summary.design.worlds())
    return FAILURE if summary.failed else 0


def _compare(words: list[str]) -> int:
    words, given = _without_option("compare", words, "--baseline")
    folder = _positional("compare", words, ["FOLDER"])[0]
    from sim.experiment.baseline import find_baseline, read_words
    from sim.experiment.store import load, worlds

    runs, _ = load(folder)
    if runs.empty:
        raise ConfigError("store", f"'{folder}' holds no run yet")
    wanted = runs.attrs["baseline"] if given is None else read_words(given, "--baseline")
    there = worlds(runs)
    _show(folder, find_baseline(wanted, there, "--baseline"), there)
    return 0


def _show(folder: str, baseline: Mapping[str, Any], worlds: Sequence[Mapping[str, Any]]) -> None:
    """Print the comparison of a store's worlds and draw its pictures.

    A baseline that is the only world there is leaves it to the report what can be said.
    """
    from sim.analysis.pictures import draw
    from sim.analysis.report import report
    from sim.experiment.baseline import separates

    chosen = baseline if separates(baseline, worlds) else None
    report(folder, baseline=chosen)
    draw(folder, baseline=chosen)


def _replay(words: list[str]) -> int:
    folder, address = _positional("replay", words, ["FOLDER", "ADDRESS"])
    from sim.experiment.replay import replay

    verdict = replay(folder, address)
    print(verdict.text)
    return 0 if verdict.same else FAILURE


def _measure(words: list[str]) -> int:
    from sim.areas.command import measure

    measure(words)
    return 0


def _policies(words: list[str]) -> int:
    from sim.policy_pages import policies

    print(policies(words))
    return 0


def _positional(command: str, words: list[str], wanted: list[str]) -> list[str]:
    if len(words) != len(wanted) or any(word.startswith("-") for word in words):
        raise ConfigError(command, f"give {' '.join(wanted)}, not {' '.join(words) or 'nothing'!r}")
    return words


def _without_option(command: str, words: list[str], option: str) -> tuple[list[str], str | None]:
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
            if word not in _FLAGS:
                raise unknown("run", word, _FLAGS, "option")
            flags.append(word)
            value_next = word in _TAKES_VALUE
        elif "=" not in word and not word.startswith("~"):
            raise ConfigError("run", f"{word!r} is not allowed; write key=value")
        else:
            overrides.append(word)
    return flags, overrides

"""What a command says of its runs at the end, and its exit code."""

from collections.abc import Iterator

from sim.commands import exits
from sim.experiment.execute import Summary

_SHOWN = 3  # failures that are told one by one


def exit_code(summary: Summary) -> int:
    """Return the exit code; runs that failed in an earlier command count as those of this one."""
    if summary.interrupted:
        return exits.INTERRUPTED
    return exits.RUNS_FAILED if summary.failed + summary.failed_before else exits.OK


def last_words(summary: Summary, command: str) -> Iterator[str]:
    """Yield a line for each thing a user should know: what failed, what is left, how to go on."""
    if summary.other_source:
        yield (
            f"note: results in {summary.store} were made by other code than this; "
            "delete the folder to make them again"
        )
    for record in summary.failures[:_SHOWN]:
        yield f"failed: {record.error.splitlines()[-1]}; again: {record.replay}"
    if summary.failed:
        yield f"{_runs(summary.failed)} failed, kept with the error in {summary.store}"
    if summary.failed_before:
        yield (
            f"{_runs(summary.failed_before)} failed before, and the same command does not repeat"
            " that; add retry=failed"
        )
    if summary.interrupted and not summary.left:
        yield f"stopped; every run is in {summary.store}; the same command goes on: {command}"
    elif summary.interrupted or summary.stopped:
        why = "stopped" if summary.interrupted else "stopped at a failure (fail_fast=true)"
        yield f"{why} with {_runs(summary.left)} left; the same command goes on: {command}"


def _runs(count: int) -> str:
    return "1 run" if count == 1 else f"{count} runs"

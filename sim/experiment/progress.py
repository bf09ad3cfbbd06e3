"""Telling a person how far it is: one bar in a terminal, a plain line now and then elsewhere."""

import sys
import time
from typing import TYPE_CHECKING, Protocol, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress

PLAIN_EVERY = 30.0  # seconds between two plain lines


class Progress(Protocol):
    """What the scheduler tells: months simulated and runs failed so far."""

    def advance(self, months: int) -> None:
        """Count simulated months."""

    def failed(self, count: int) -> None:
        """Set the number of failed runs."""

    def stage(self, words: str) -> None:
        """Say what is being done."""

    def close(self) -> None:
        """End the display."""


class Bar:
    """One bar over all months, with the time left and the failures so far."""

    def __init__(self, total: int, what: str, unit: str) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            Progress,
            TaskProgressColumn,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        self._bar: RichProgress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn(f"{{task.completed:,.0f}}/{{task.total:,.0f}} {unit}"),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
            TextColumn("[red]{task.fields[failures]}"),
            console=Console(stderr=True),
        )
        self._task = self._bar.add_task(what, total=total, failures="")
        self._bar.start()

    def advance(self, months: int) -> None:
        """Count simulated months."""
        self._bar.advance(self._task, months)

    def failed(self, count: int) -> None:
        """Set the number of failed runs."""
        self._bar.update(self._task, failures=f"{count} failed" if count else "")

    def stage(self, words: str) -> None:
        """Say what is being done."""
        self._bar.update(self._task, description=words)

    def close(self) -> None:
        """End the display."""
        self._bar.stop()


class Lines:
    """A plain line every half minute, for logs."""

    def __init__(self, total: int, what: str, unit: str, stream: TextIO) -> None:
        self._total, self._done, self._failures, self._unit = total, 0, 0, unit
        self._stream, self._began = stream, 0.0
        self._last = time.monotonic()
        print(f"{what}: {total:,} {unit} to simulate", file=stream, flush=True)

    def advance(self, months: int) -> None:
        """Count simulated months; now and then print a line."""
        now = time.monotonic()
        self._began = self._began or now
        self._done += months
        if now - self._last < PLAIN_EVERY:
            return
        self._last = now
        left = (now - self._began) / max(self._done, 1) * (self._total - self._done)
        failures = f", {self._failures} failed" if self._failures else ""
        print(
            f"{self._done:,} of {self._total:,} {self._unit}, about {left:.0f} s left{failures}",
            file=self._stream,
            flush=True,
        )

    def failed(self, count: int) -> None:
        """Set the number of failed runs."""
        self._failures = count

    def stage(self, words: str) -> None:
        """Say what is being done."""
        print(words, file=self._stream, flush=True)

    def close(self) -> None:
        """End the display."""


def display(total: int, what: str, unit: str = "months") -> Progress:
    """Return a bar if standard error is a terminal, else plain lines."""
    if sys.stderr.isatty():
        return Bar(total, what, unit)
    return Lines(total, what, unit, sys.stderr)

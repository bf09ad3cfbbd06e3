"""Where a report is printed: the screen, with short tables, and a file, with everything."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.analysis import headline, tables
from sim.outcomes import relocates


@dataclass(frozen=True)
class Page:
    """Where to print, and whether the short tables."""

    console: Console
    brief: bool

    def print(self, *what: str | Table | Text) -> None:
        """Print lines and tables; text is never read as markup."""
        for item in what:
            self.console.print(Text(item) if isinstance(item, str) else item, highlight=False)


@dataclass
class Study:
    """What every part of the report needs."""

    pages: list[Page]
    runs: pd.DataFrame
    series: pd.DataFrame
    baseline: Mapping[str, Any]
    window: int
    word: str = "effect"
    middle: Mapping[str, Any] = field(default_factory=dict)

    @property
    def relocates(self) -> bool:
        """Whether the runs are of cities in which households relocate."""
        return relocates(self.series.columns)

    def print(self, what: Any, bold: bool = False) -> None:
        """Print text or a table on every page; text is never read as markup."""
        for page in self.pages:
            page.print(Text(what, style="bold" if bold else "") if isinstance(what, str) else what)

    def tables(self, make: Callable[[int], list[Table]]) -> None:
        """Print tables that depend on the width of the page."""
        for page in self.pages:
            page.print(*make(page.console.width))

    def effects(
        self, main: pd.DataFrame, beside: Mapping[tuple[str, str], str] | None = None
    ) -> None:
        """Print one level's effects: the short table on the screen, all of them in the file."""
        short, said = headline.select(main)
        seeds = int(main["pairs"].max())
        for page in self.pages:
            shown, lines = (short, said) if page.brief else (main, [])
            width = page.console.width
            page.print(*lines)
            page.print(*tables.effects_tables(shown, width, page.brief, beside, seeds))

    def only(self, brief: bool) -> "Study":
        """Return the same with the screen alone (brief), or the file alone."""
        return replace(self, pages=[page for page in self.pages if page.brief == brief])

    def at_level(self, level: Mapping[str, Any]) -> "Study":
        """Return where to print a level: the file alone if it is not of the middle parameters."""
        aside = any(axis in level and level[axis] != self.middle[axis] for axis in self.middle)
        return self.only(brief=False) if aside else self

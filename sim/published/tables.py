"""Tables of published numbers beside ours."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from sim.published.cases import SignVerdict, Verdict

CASE_HEAD = ("model", "parameters", "measure", "published", "ours", "SE", "tolerance", "seeds",
             "verdict")  # fmt: skip
SIGN_HEAD = ("model", "claim", "measure", "ours", "margin", "SE", "seeds", "verdict")
Rows = tuple[tuple[str, ...], list[tuple[str, ...]]]


def case_rows(verdicts: Sequence[Verdict]) -> Rows:
    """Return the head and the rows of a table of cases."""
    rows: list[tuple[str, ...]] = []
    for verdict in verdicts:
        case, ours = verdict.case, verdict.ours
        error = math.hypot(ours.standard_error, case.published_error) if case.seeds > 1 else 0.0
        rows.append(
            (
                case.model,
                words(case.parameters),
                case.measure,
                number(case.published, case.tolerance),
                number(ours.mean, case.tolerance),
                number(error, case.tolerance),
                f"{case.tolerance:g}",
                str(case.seeds),
                verdict.word,
            )
        )
    return CASE_HEAD, rows


def sign_rows(verdicts: Sequence[SignVerdict]) -> Rows:
    """Return the head and the rows of a table of claims."""
    rows: list[tuple[str, ...]] = []
    for verdict in verdicts:
        sign = verdict.sign
        settings = (
            [words(sign.of)]
            if sign.of is not None
            else [words(sign.higher or {}), words(sign.lower or {})]
        )
        ours = " > ".join(
            f"{mean:.3g} ({setting})" for mean, setting in zip(verdict.means, settings, strict=True)
        )
        rows.append(
            (
                sign.model,
                sign.claim,
                sign.measure,
                ours,
                f"{verdict.margin:.2g}",
                f"{verdict.error:.2g}",
                str(sign.seeds),
                verdict.word,
            )
        )
    return SIGN_HEAD, rows


def words(parameters: Mapping[str, Any]) -> str:
    """Return parameters as a reader says them."""
    return ", ".join(f"{key}={value}" for key, value in parameters.items()) or "as published"


def number(value: float, tolerance: float) -> str:
    """Return a number with one figure more than its tolerance has."""
    if math.isnan(value):
        return "-"
    figures = max(0, 1 - math.floor(math.log10(tolerance))) if tolerance > 0 else 4
    return f"{value:.{figures}f}"


def plain(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Return a table for a terminal, aligned; long texts are cut."""
    shown = [tuple(cut(text) for text in row) for row in (head, *rows)]
    widths = [max(len(row[k]) for row in shown) for k in range(len(head))]
    lines = ["  ".join(text.ljust(w) for text, w in zip(row, widths, strict=True)).rstrip()
             for row in shown]  # fmt: skip
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])


def cut(text: str, most: int = 46) -> str:
    """Return a text of at most so many characters."""
    return text if len(text) <= most else text[: most - 3] + "..."


def markdown(head: tuple[str, ...], rows: list[tuple[str, ...]], with_model: bool) -> str:
    """Return a table in Markdown, with or without the column of the model."""
    first = 0 if with_model else 1
    lines = [head[first:], tuple("---" for _ in head[first:]), *(row[first:] for row in rows)]
    return "\n".join("| " + " | ".join(row) + " |" for row in lines)

"""Run every published case and claim, print them beside ours, and exit with 1 if one differs from
what its file says.

    python experiments/published/verify.py                  # all: `make verify` does this
    python experiments/published/verify.py mesa_example     # one or more models
    python experiments/published/verify.py --cheap          # what the ordinary suite runs
    python experiments/published/verify.py --write          # put the tables into the READMEs too
    python experiments/published/verify.py --table areas.csv  # also the models that need a table
"""

import argparse
import re
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent))

from sim.published import parameters  # noqa: E402
from sim.published.cases import Case, Sign, judge, judge_sign, read  # noqa: E402
from sim.published.tables import case_rows, markdown, plain, sign_rows  # noqa: E402

MARKS = ("<!-- table -->", "<!-- end of table -->")


def _judge_all(entries: list[Case | Sign], table: str | None) -> list[object]:
    return [_judge(entry, table) for entry in entries]


def _judge(entry: Case | Sign, table: str | None) -> object:
    given = with_table(entry, table)
    if isinstance(given, Case):
        return replace(judge(given), case=entry)
    return replace(judge_sign(given), sign=entry)


def needs_table(model: str) -> bool:
    """Return whether a model is of a city whose table the user gives."""
    found = parameters(model)
    return "table" in found and found["table"] is None


def with_table(entry: Case | Sign, table: str | None) -> Case | Sign:
    """Return a case or claim with the table that its model needs, if it needs one."""
    if not needs_table(entry.model):
        return entry
    names = ("parameters",) if isinstance(entry, Case) else ("of", "higher", "lower")
    given = {name: getattr(entry, name) for name in names}
    return replace(
        entry, **{k: {**words, "table": table} for k, words in given.items() if words is not None}
    )


def judged(
    entries: list[Case | Sign],
    workers: int,
    table: str | None,
    told: Callable[[list[object]], None],
) -> list[object]:
    """Return the verdicts in order of the entries, and tell each group's when it is there.

    Those about the same setting are handed out together, so that they share its runs.
    """
    from rich.console import Console
    from rich.progress import track

    if entries:
        judge_first()
    found: dict[int, object] = {}
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        groups = by_setting(entries)
        running = {pool.submit(_judge_all, group, table): group for group in groups}
        console = Console(stderr=True)
        ended = as_completed(running)
        for each in track(ended, "settings", total=len(running), console=console):
            told(each.result())
            group = running[each]
            found |= {id(e): verdict for e, verdict in zip(group, each.result(), strict=True)}
    return [found[id(entry)] for entry in entries]


def tell(verdicts: list[object]) -> None:
    """Print the verdicts of a group, a line each."""
    for verdict in verdicts:
        of_case = hasattr(verdict, "case")
        _, rows = case_rows([verdict]) if of_case else sign_rows([verdict])
        row = rows[0]
        word = row[-1] if verdict.as_known else f"{row[-1]} (not as its file says)"
        print(f"{word}: {', '.join(row[:5])}", file=sys.stderr, flush=True)


def by_setting(entries: list[Case | Sign]) -> list[list[Case | Sign]]:
    """Return the entries, those that share their runs together."""
    groups: dict[str, list[Case | Sign]] = {}
    for entry in entries:
        alone = "" if isinstance(entry, Case) else entry.claim
        parameters = getattr(entry, "parameters", "")
        groups.setdefault(f"{entry.model} {parameters} {entry.seeds} {alone}", []).append(entry)
    return list(groups.values())


def judge_first() -> None:
    """Compile the engine once, before several processes would each do so."""
    from sim.published import measure

    measure("mesa_example", seeds=1)


def write(folder: Path, cases: list[object], signs: list[object]) -> None:
    """Put a model's tables between the marks of its README."""
    readme = folder / "README.md"
    if not readme.exists():
        return
    text = readme.read_text(encoding="utf-8")
    tables = "\n\n".join(
        markdown(*rows, with_model=folder == HERE)
        for rows in (case_rows(cases), sign_rows(signs))
        if rows[1]
    )
    pattern = re.escape(MARKS[0]) + ".*?" + re.escape(MARKS[1])
    new = f"{MARKS[0]}\n{tables}\n{MARKS[1]}"
    readme.write_text(re.sub(pattern, lambda _: new, text, flags=re.S), encoding="utf-8")


def main() -> int:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("models", nargs="*", help="names of published models; all by default")
    parser.add_argument("--cheap", action="store_true", help="only what the ordinary suite runs")
    parser.add_argument("--write", action="store_true", help="put the tables into the READMEs")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--table", help="CSV of areas, for the models that need one")
    asked = parser.parse_args()
    cases, signs = read(HERE)
    entries = [
        entry
        for entry in (*cases, *signs)
        if (not asked.models or entry.model in asked.models) and (entry.cheap or not asked.cheap)
    ]
    tableless = {e.model for e in entries if asked.table is None and needs_table(e.model)}
    for model in sorted(tableless):
        print(f"{model} is left out: it needs a table of areas (--table)")
    entries = [entry for entry in entries if entry.model not in tableless]
    verdicts = judged(entries, asked.workers, asked.table, tell)
    of_cases = [v for v in verdicts if hasattr(v, "case")]
    of_signs = [v for v in verdicts if hasattr(v, "sign")]
    for rows in (case_rows(of_cases), sign_rows(of_signs)):
        if rows[1]:
            print(plain(*rows), end="\n\n")
    if asked.write:
        for model in sorted({entry.model for entry in entries}):
            mine = [v for v in of_cases if v.case.model == model]
            write(HERE / model, mine, [v for v in of_signs if v.sign.model == model])
        if not asked.models and not asked.cheap:
            write(HERE, of_cases, of_signs)
    wrong = [v for v in verdicts if not v.as_known]
    known = sum(1 for v in verdicts if v.as_known and v.word != "met")
    print(f"{len(verdicts) - len(wrong) - known} met, {known} missed as their files say, ", end="")
    print(f"{len(wrong)} not as their files say")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

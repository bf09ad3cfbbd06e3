"""What compiling the engines costs, into an empty cache; and what the second start costs."""

import tempfile
from collections.abc import Iterator

from cities import EXAMPLE
from timing import Row, cost

START = "import sim; sim.City(sim.compose({words}, 'metrics=none'), 1).step()"
KINDS = {
    "the default market": ("city=small", "city.initial=random"),
    "the plain rule": (f"experiment={EXAMPLE}",),
}


def rows(quick: bool) -> Iterator[Row]:
    """Yield a row for the default market's engine and one for the plain rule's."""
    if quick:
        return
    for name, words in KINDS.items():
        command = ["-c", START.format(words=", ".join(map(repr, words)))]
        with tempfile.TemporaryDirectory() as folder:
            cold, warm = (cost(command, XDG_CACHE_HOME=folder).cpu for _ in range(2))
        more = cold - warm
        found = f"{more:.0f} s CPU (a process that finds it compiled takes {warm:.1f} s)"
        yield Row(f"cold compile, {name}", more / warm, found, "10 s", more < 10)

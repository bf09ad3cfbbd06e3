"""docs/switches.md: what each word of a switch does, and which published models use it."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import yaml

import sim
from sim.config.errors import ConfigError
from sim.indices.papers import MEASURES

HERE = Path(__file__).resolve().parent
Table = Callable[[tuple[str, ...], list[tuple[str, ...]]], list[str]]
NOT_OF_THE_MODEL = ("measures", "average_over", "table")  # keys of `paper`

INTRODUCTION = """\
Two programs called "Schelling" rarely agree: counts or shares, what an empty cell counts for, who
is checked when, where one moves. Here each is a switch of `preferences`, `rules` or `city`, and
each published model is a preset that sets them: `python -m sim run experiment=published/<name>`.
What each switch alone changes is in [the rule
microscope](../experiments/rule_microscope/README.md); which published numbers come out is in
[experiments/published](../experiments/published/README.md). Numbers that belong to a switch are
in [parameters.md](parameters.md)."""


def published_models() -> dict[str, Any]:
    """Return the composed configuration of every published model."""
    found = {}
    for name in sim.published.models():
        try:
            found[name] = sim.compose(f"experiment=published/{name}")
        except ConfigError as error:
            if "paper.table" not in str(error):
                raise
            table = HERE / "switches.yaml"  # any file: nothing is read but its name
            found[name] = sim.compose(f"experiment=published/{name}", f"paper.table={table}")
    return found


def users(key: str, word: str, models: dict[str, Any], show: Callable[[Any], str]) -> list[str]:
    """Return the published models whose experiment has this word for a switch."""
    part, _, name = key.partition(".")
    return [
        model
        for model, config in models.items()
        if show(getattr(getattr(config, part), name)) == word
    ]


def presets(models: dict[str, Any], show: Callable[[Any], str]) -> Sequence[tuple[str, ...]]:
    """Return one row a preset: its page, its main measure, its own parameters."""
    rows = []
    for model, config in models.items():
        own = [
            f"`{key}={show(value)}`".replace(f"{HERE.parent}/", "")
            for key, value in config.paper.items()
            if key not in NOT_OF_THE_MODEL
        ]
        page = f"[{model}](../experiments/published/{model}/README.md)"
        rows.append((page, f"`{config.paper['measures'][0]}`", ", ".join(own)))
    return rows


def switch_page(note: str, table: Table, show: Callable[[Any], str]) -> str:
    """Return docs/switches.md."""
    words = yaml.safe_load((HERE / "switches.yaml").read_text(encoding="utf-8"))
    models = published_models()
    lines = [note, "# Switches of relocation", "", INTRODUCTION, ""]
    for key, values in words.items():
        rows = []
        for word, about in values.items():
            mine = ", ".join(f"`{model}`" for model in users(key, str(word), models, show))
            who = "; ".join(text for text in (mine, about["who"]) if text)
            rows.append((f"`{word}`", about["does"], who))
        lines += [f"## `{key}`", "", *table(("value", "what it does", "who uses it"), rows), ""]
    lines += ["## The presets", "", "Main measure of each, and the paper's own parameters.", ""]
    head = ("preset", "main measure", "parameters under `paper.`")
    lines += table(head, list(presets(models, show)))
    lines += ["", "## Measures of the papers", ""]
    measures = [
        (f"`{m.name}`", m.called, m.unit, m.definition, m.citation) for m in MEASURES.values()
    ]
    head = ("column", "the paper calls it", "unit", "definition", "source")
    return "\n".join(lines + table(head, measures)) + "\n"

"""How a recorded column is summarised over a window of months, and what it is called in a table.

The flows below are written by `City` every month; the indices come from `sim.indices`. A registered
name may hold `<group>`, `<class>`, `<k>` (income fifth) or `<sale>` (seller's class and the class
whose limit binds, `malay@chinese`): `expand` finds them from the columns that exist. Where
households relocate (`rules.model=relocation`), the outcomes are others: `relocation_outcomes`.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from sim.indices import FIRST, INDICES
from sim.indices.papers import MEASURES
from sim.outcome import (
    ALWAYS,
    DID,
    FULL_ONLY,
    HARM,
    MEASURED,
    MINORITIES,
    NOTABLE,
    PEOPLE,
    REST,
    SECTIONS,
    SEGREGATION,
    Outcome,
)
from sim.outcome import annual as _annual
from sim.outcome import at_limit as _at_limit
from sim.outcome import by_who as _by_who
from sim.outcome import counted as _counted
from sim.outcome import in_full as _in_full
from sim.outcome import index as _index
from sim.outcome import ratio as _ratio
from sim.outcome import shared as _shared
from sim.policies import REGISTRY

__all__ = [
    "ALWAYS",
    "DID",
    "FULL_ONLY",
    "HARM",
    "MEASURED",
    "MINORITIES",
    "NOTABLE",
    "OUTCOMES",
    "PEOPLE",
    "REST",
    "SECTIONS",
    "SEGREGATION",
    "Outcome",
    "expand",
    "relocates",
    "relocation_outcomes",
]

_LOSERS = (
    _ratio("logsum.<group>", "Expected utility, <group>", "utils",
           "utility.<group>", "deciders.<group>", -1, NOTABLE),
    _ratio("logsum.fifth<k>", "Expected utility, fifth <k>", "utils",
           "utility.fifth<k>", "deciders.fifth<k>", -1, FULL_ONLY),
    *_by_who("forced_moves", "Forced moves", "a year"),
    *_by_who("displaced_out", "Displaced out", "a year"),
    *_by_who("unhoused", "Arrivals without a home", "a year"),
    *_by_who("departed", "Left for elsewhere", "a year"),
    *_by_who("stayed_away", "Newcomers who stayed away", "a year"),
    _ratio("months_on_market.<class>", "Months on market, <class>", "months",
           "sales_wait.<class>", "sales.<class>", 1),
    _ratio("burdened_30", "Rent over 30 % of income", "share",
           "renters_burdened_30", "renters_market", 1),
    _ratio("burdened_50", "Rent over 50 % of income", "share",
           "renters_burdened_50", "renters_market", 1),
)  # fmt: skip
_AT_LIMITS = (  # recorded where a policy sets limits of blocks and neighbourhoods
    _at_limit("neighbourhood", "Neighbourhoods at a limit"),
    _at_limit("block", "Blocks at a limit, or in a neighbourhood at one"),
    _at_limit("block.<class>", "Blocks closed by a limit, <class>", NOTABLE),
)
#: What the registered policies declare that they did and cost.
_COUNTERS = dict.fromkeys(c for p in REGISTRY.values() for c in getattr(p, "counters", ()))
_DID = (
    _annual("refusals", "Best home seen vetoed", "a year", DID),
    _annual("refusals.<group>", "Best home seen vetoed, <group>", "a year", DID),
    _annual("refusals.fifth<k>", "Best home seen vetoed, fifth <k>", "a year", DID, FULL_ONLY),
    _annual("refused_moves", "Moves prevented", "a year", DID),
    _annual("refused_moves.<group>", "Moves prevented, <group>", "a year", DID, FULL_ONLY),
    *_in_full("refused_utility", "Utility lost by moves prevented", "utils a year"),
    *_AT_LIMITS,
    *(outcome for counter in _COUNTERS for outcome in _counted(counter)),
    Outcome("homes_built", "Homes built since the start", "homes", "last", section=DID),
    Outcome("homes_reserved", "Homes reserved since the start", "homes", "last", section=DID),
    Outcome("projects_begun", "Projects begun", "a year", "annual", section=DID),
    Outcome("projects_stopped_by_rules", "Projects that rules stop", "in a month", section=DID),
)
_SALES = (  # recorded where sellers ask prices
    Outcome("price_level.public", "Price level, public", "start = 1", section=DID),
    Outcome("price_level.private", "Price level, private", "start = 1", section=DID),
    Outcome("price_at.<sale>", "Price over the level, <sale>", "ratio", "ratio",
            "sold_price.<sale>", "sold.<sale>", section=DID, headline=FULL_ONLY),
    Outcome("months_for_sale.<sale>", "Months on market, <sale>", "months", "ratio",
            "sold_wait.<sale>", "sold.<sale>", 1, DID, headline=FULL_ONLY),
)  # fmt: skip
_PEOPLE = (
    Outcome("arrivals", "Arrivals", "a year", "annual", section=PEOPLE, headline=FULL_ONLY),
    Outcome("formed", "Households formed", "a year", "annual", section=PEOPLE, headline=FULL_ONLY),
    Outcome("dissolved", "Households ended", "a year", "annual", section=PEOPLE,
            headline=FULL_ONLY),
    Outcome("households", "Households in the city", "households", section=PEOPLE,
            headline=NOTABLE),
    _shared("group_share.<group>", "Share of households, <group>", "households.<group>",
            "households"),
    Outcome("median_income", "Median income", "dollars a month", section=PEOPLE,
            headline=NOTABLE),
    *(_shared(f"vacancy.{s}", f"Vacancy, {s} homes", f"market_vacant.{s}", f"market_homes.{s}")
      for s in ("public", "private")),
    *(Outcome(f"rent_level.{s}", f"Rents, {s} homes", "of the start's", section=PEOPLE,
              headline=NOTABLE) for s in ("public", "private")),
)  # fmt: skip
_STOCKS = (
    ("neighbourhood.public", "neighbourhoods, public"),
    ("block.public", "blocks, public"),
    ("neighbourhood.all", "neighbourhoods, all"),
)
_SEGREGATION = (
    *(_index(f"dissimilarity.{s}.corrected", f"D, {text}") for s, text in _STOCKS),
    *(_index(f"information_theory.{s}.corrected", f"H, {text}") for s, text in _STOCKS),
    _index("isolation.<group>.neighbourhood.public", "Isolation, <group>", MINORITIES),
    _index(
        "correlation_ratio.<group>.neighbourhood.public", "Isolation (eta2), <group>", MINORITIES
    ),
    *(
        _index(f"spatial_information_theory.radius{r}", f"Spatial H, radius {r}")
        for r in (2, 5, 10)
    ),
    _index("neighbourhood_sorting.neighbourhood.all", "Income sorting (NSI)"),
    _index("rank_order_information_theory.neighbourhood.all", "Income sorting (H^R)"),
)

#: The primary outcomes of a comparison, in the printed order: losers, policy, people, segregation.
OUTCOMES: tuple[Outcome, ...] = (*_LOSERS, *_DID, *_SALES, *_PEOPLE, *_SEGREGATION)

SATISFIED = "share_happy"
_OF_BOARDS: tuple[Outcome, ...] = (
    Outcome("steps_to_rest", "Steps until it came to rest", "steps", "first", "resting",
            section=REST),
    Outcome("came_to_rest", "Cities that came to rest", "share", section=REST),
    Outcome("moves", "Moves", "per household", "whole", section=REST),
    Outcome("refusals", "Moves that a quota forbade", "per household", "whole", section=DID),
    _index("like_neighbour_share", "Neighbours alike, of the 8 around"),
    _index("dissimilarity.block.all.corrected", "D, blocks"),
)  # fmt: skip


def relocates(columns: Iterable[str]) -> bool:
    """Return whether columns are those of runs in which households relocate, all of them."""
    known = set(columns)
    return "unhappy" in known and "forced_moves" not in known


def relocation_outcomes(columns: Iterable[str]) -> tuple[Outcome, ...]:
    """Return the outcomes of runs in which households relocate.

    The measures of papers come first, in the order of their columns and under the papers' names.
    """
    measures = (_measure(name) for name in columns if name in MEASURES)
    return (*measures, *_OF_BOARDS)


def _measure(name: str) -> Outcome:
    measure = MEASURES[name]
    label = "Satisfied households" if name == SATISFIED else capitalised(measure.called)
    return Outcome(name, label, measure.unit, section=MEASURED)


def capitalised(name: str) -> str:
    """Return a name with a large first letter; a symbol stays as it is."""
    return name if len(name) < 3 else name[0].upper() + name[1:]


_PLACEHOLDER = re.compile(r"<(group|class|k|sale)>")
_ORDER = ("chinese", "malay", "indian", "others", "indian_others")


def _pattern(column: str) -> re.Pattern[str]:
    """Return the regular expression of a registered column; a group is never called `fifth<k>`."""
    parts = {
        "<group>": r"(?!fifth\d)([^.]+)",
        "<class>": r"(?!fifth\d)([^.]+)",
        "<k>": r"(\d+)",
        "<sale>": r"([^.]+@[^.]+)",
    }
    text = re.escape(column)
    for key, value in parts.items():
        text = text.replace(re.escape(key), value)
    return re.compile(text)


def _order(value: str) -> tuple[int, str]:
    return (_ORDER.index(value) if value in _ORDER else len(_ORDER), value)


def _values(outcome: Outcome, columns: set[str]) -> list[str]:
    """Return the groups, classes or fifths for which every column of the outcome exists."""
    found: list[set[str]] = []
    for column in outcome.columns:
        if not _PLACEHOLDER.search(column) and column in columns:
            continue  # one for all of them
        pattern = _pattern(column)
        found.append({match[1] for name in columns if (match := pattern.fullmatch(name))})
    return sorted(set.intersection(*found), key=_order)


def _fill(outcome: Outcome, value: str) -> Outcome:
    def put(text: str, shown: str) -> str:
        return _PLACEHOLDER.sub(shown, text)

    plain = _plain(value)
    if "@" in value:
        seller, limit = (_plain(part) for part in value.split("@"))
        plain = f"{seller} seller, {limit} limit"
    return replace(
        outcome,
        name=put(outcome.name, value),
        label=put(outcome.label, plain),
        numerator=put(outcome.numerator, value),
        denominator=put(outcome.denominator, value),
        about=f"fifth {value}" if value.isdigit() else plain,
    )


def _plain(name: str) -> str:
    """Return the name of a group, class or limit as a reader says it."""
    if name in ("no", "several"):
        return name
    return name.replace("_", " ").title().replace("Indian Others", "Indian/Others")


def by_whom(name: str) -> str:
    """Return by whom a registered outcome is told: `group`, `income` (fifth) or an empty text."""
    for key, dimension in (("<k>", "income"), ("<group>", "group")):
        if any(key in o.name and _pattern(o.name).fullmatch(name) for o in OUTCOMES):
            return dimension
    return ""


FEW = 16
"""Columns of indices beside the usual ones that a short table has room for."""


def _asked_for(columns: Iterable[str]) -> list[Outcome]:
    """Return the outcomes of recorded indices that no default run records, corrected where they
    can be; many of them are in the full table only."""
    known = dict.fromkeys(columns)
    found = []
    for column in known:
        index, _, where = column.partition(".")
        if index not in INDICES or index in FIRST or column.endswith((".chance", ".corrected")):
            continue
        corrected = f"{column}.corrected"
        words = ", ".join([INDICES[index].label, *where.replace("_", " ").split(".")])
        name, label = (corrected, f"{words}, corrected") if corrected in known else (column, words)
        found.append(_index(name, label.replace(", ,", ",").rstrip(", ")))
    return [replace(o, headline=ALWAYS if len(found) <= FEW else FULL_ONLY) for o in found]


def expand(columns: Iterable[str], outcomes: Iterable[Outcome] | None = None) -> list[Outcome]:
    """Return the outcomes that the given recorded columns can supply, patterns filled in.

    Parameters
    ----------
    columns : iterable of str
        Names of the recorded columns.
    outcomes : iterable of Outcome, optional
        By default all registered ones: of a housing market, or of relocation.

    Returns
    -------
    list of Outcome
        In the printed order; outcomes whose columns are not recorded are left out.
    """
    known = dict.fromkeys(columns)
    if outcomes is None:
        own = relocation_outcomes(known) if relocates(known) else OUTCOMES
        outcomes = (*own, *_asked_for(known))
    result: list[Outcome] = []
    for outcome in outcomes:
        if _PLACEHOLDER.search(outcome.name):
            result += [_fill(outcome, value) for value in _values(outcome, set(known))]
        elif all(column in known for column in outcome.columns):
            result.append(outcome)
    return result

"""What is compared with a published model: numbers with a tolerance, and claims about direction.

The files are `cases.yaml` and `signs.yaml` in `experiments/published/<name>/`; their format stands
in experiments/published/FORMAT.md.
"""

import functools
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import yaml

from sim.config.errors import unknown
from sim.published.measure import Estimate, estimates

MET, MISSED, FEW = "met", "MISSED", "too few seeds"


@dataclass(frozen=True)
class Case:
    """A published number, and how near to it ours must come.

    Attributes
    ----------
    model, measure : str
    parameters : dict
        The paper's own; others have their defaults.
    published, published_error : float
        The number and its standard error, 0 where it is exact or not known.
    tolerance : float
    seeds : int
        So many that three standard errors, ours and the published, fit in the tolerance.
    origin : str
        Where the number is from: article, book, repository, law, or a re-run.
    cheap : bool
        Whether it runs in the ordinary suite too.
    known_miss : str
        Why ours is known to be out of tolerance; empty where it must not be.
    note : str
    """

    model: str
    measure: str
    published: float
    tolerance: float
    seeds: int
    parameters: Mapping[str, Any] = field(default_factory=dict)
    published_error: float = 0.0
    origin: str = ""
    cheap: bool = False
    known_miss: str = ""
    note: str = ""


@dataclass(frozen=True)
class Sign:
    """A published claim: one setting gives more than another, or stays within bounds.

    Attributes
    ----------
    claim, source : str
    higher, lower : dict
        Parameters of the two settings; empty where the claim is about one (`of`).
    by : float
        The least difference of the means that is asked for.
    of : dict
        Parameters of the one setting.
    at_least, at_most : float
        Its bounds.
    """

    model: str
    claim: str
    measure: str
    seeds: int
    higher: Mapping[str, Any] | None = None
    lower: Mapping[str, Any] | None = None
    by: float = 0.0
    of: Mapping[str, Any] | None = None
    at_least: float = -math.inf
    at_most: float = math.inf
    source: str = ""
    cheap: bool = False
    known_miss: str = ""
    note: str = ""


@dataclass(frozen=True)
class Verdict:
    """What came of a case.

    Attributes
    ----------
    case : Case
    ours : Estimate
    word : str
        `met`, `MISSED` or `too few seeds`.
    """

    case: Case
    ours: Estimate
    word: str

    @property
    def as_known(self) -> bool:
        """Whether the case came out as its file says that it does."""
        return self.word == (MISSED if self.case.known_miss else MET)


@dataclass(frozen=True)
class SignVerdict:
    """What came of a claim: the mean of what must be positive, its error, and how many such errors
    it is from zero."""

    sign: Sign
    means: tuple[float, ...]
    margin: float
    error: float
    word: str

    @property
    def as_known(self) -> bool:
        """Whether the claim came out as its file says that it does."""
        return self.word == (MISSED if self.sign.known_miss else MET)


def judge(case: Case) -> Verdict:
    """Run a case and compare."""
    ours = _estimate(case, case.parameters)
    error = ours.standard_error if case.seeds > 1 else 0.0
    both = math.hypot(error, case.published_error)
    if not abs(ours.mean - case.published) <= case.tolerance:
        return Verdict(case, ours, MISSED)
    return Verdict(case, ours, MET if 3 * both <= case.tolerance else FEW)


def judge_sign(sign: Sign) -> SignVerdict:
    """Run a claim's settings and compare; it is met if the margin is two standard errors or more.

    The margin is what the difference is beyond `by`, or the mean is within its nearer bound.
    """
    if sign.of is not None:
        one = _estimate(sign, sign.of)
        margin = min(one.mean - sign.at_least, sign.at_most - one.mean)
        means: tuple[float, ...] = (one.mean,)
        error = one.standard_error
    else:
        high, low = (_estimate(sign, given or {}) for given in (sign.higher, sign.lower))
        margin = high.mean - low.mean - sign.by
        means = (high.mean, low.mean)
        error = math.hypot(high.standard_error, low.standard_error)
    if not margin >= 0:
        word = MISSED
    else:
        word = MET if margin >= 2 * error else FEW
    return SignVerdict(sign, means, margin, error, word)


def _estimate(entry: Case | Sign, given: Mapping[str, Any]) -> Estimate:
    """Return the estimate of an entry's measure, of runs that may have been made for another."""
    made = _estimates(entry.model, entry.seeds, json.dumps(dict(given), sort_keys=True))
    if entry.measure not in made:
        raise unknown("measure", entry.measure, made, "measure")
    return made[entry.measure]


@functools.lru_cache(maxsize=8)
def _estimates(model: str, seeds: int, given: str) -> dict[str, Estimate]:
    return {each.name: each for each in estimates(model, seeds=seeds, **json.loads(given))}


def read(folder: Path) -> tuple[list[Case], list[Sign]]:
    """Return the cases and the claims of all models in a folder, in order of name.

    Raises
    ------
    ValueError
        If a file has a key that does not exist or lacks one.
    """
    cases: list[Case] = []
    signs: list[Sign] = []
    for path in sorted(folder.glob("*/cases.yaml")):
        cases += [_made(Case, path, entry) for entry in _entries(path)]
    for path in sorted(folder.glob("*/signs.yaml")):
        signs += [_made(Sign, path, entry) for entry in _entries(path)]
    return cases, signs


def _entries(path: Path) -> list[dict[str, Any]]:
    return list(yaml.safe_load(path.read_text(encoding="utf-8")) or [])


def _made(kind: Any, path: Path, entry: dict[str, Any]) -> Any:
    known = {each.name for each in fields(kind)} - {"model"}
    wrong = sorted(set(entry) - known)
    if wrong:
        raise ValueError(f"{path}: {wrong[0]} is no key of a {kind.__name__.lower()}")
    try:
        return kind(model=path.parent.name, **entry)
    except TypeError as error:
        raise ValueError(f"{path}: {error}") from error

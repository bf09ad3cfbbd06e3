"""What every policy owes its users, checked in a small town; for our policies and for new ones."""

import copy
import dataclasses
import inspect
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.policies import REGISTRY
from sim.policies.base import Calendar, Policy
from sim.policies.catalogue import Entry, files, read
from sim.policies.check_levers import applied, at_rest, calendar_of, differing, setting_of, state_of
from sim.policies.check_phases import check_phases
from sim.policies.check_town import START, hashes, registered, town
from sim.policies.levers import Levers

ENGINES = ("reference", "kernel")
HORIZON = 30  # months in which the levers are followed
CALENDAR = tuple(field.name for field in dataclasses.fields(Calendar))
Parameters = Mapping[str, Any]


@dataclass(frozen=True)
class _Subject:
    """The policy on trial: its class, what its file says, and parameters to try, complete."""

    policy: type[Policy]
    entry: Entry
    shipped: Parameters
    harmless: Sequence[Parameters]
    biting: Sequence[Parameters]

    def fails(self, what: str) -> str:
        """Return what an assertion that fails says."""
        return f"{self.policy.name}: {what}"


def check_policy(
    policy: type[Policy],
    harmless: Sequence[Parameters],
    biting: Sequence[Parameters],
    settings: str | Path | None = None,
    engines: Sequence[str] = ENGINES,
) -> None:
    """Check that a policy is what a policy must be.

    Its file and its docstring describe every parameter, and every number has a unit and a source.
    It refuses a calendar that cannot be. Where its numbers ask for nothing, runs are bit-identical
    to those without it. It moves levers only while it holds and only in its places, always in the
    same way, and the months in which it moves them are those that it names. Phased in, it reaches
    one place after the other in the keyed order, all of them at the end. The order in which it and
    others are applied does not matter. The engines agree.

    Parameters
    ----------
    policy : type
        Ours or anybody's; it need not be registered.
    harmless, biting : sequence of mapping
        Parameters, where they are not those of its file, under which it changes nothing, and under
        which it moves levers. The town's groups are those of the shipped quota.
    settings : path, optional
        Its YAML file; that of its name in `configs/policy` or of `register` by default.
    engines : sequence of str
        Engines that must agree.

    Raises
    ------
    AssertionError
        Naming the policy and what it does wrong.
    """
    with registered(policy):
        subject = _subject(policy, harmless, biting, settings)
        _check_declaration(subject)
        _check_numbers(subject)
        _check_refusals(subject)
        for parameters in subject.biting:
            _check_purity(subject, parameters)
            _check_months(subject, parameters)
            _check_places(subject, parameters)
            check_phases(policy, parameters)
            _check_stacking(subject, parameters)
        _check_runs(subject, engines)


def _subject(
    policy: type[Policy],
    harmless: Sequence[Parameters],
    biting: Sequence[Parameters],
    settings: str | Path | None,
) -> _Subject:
    import yaml

    name = policy.name
    path = files().get(name) if settings is None else Path(settings)
    assert path is not None, f"{name}: no YAML file says what its numbers are"
    assert dataclasses.is_dataclass(policy.Parameters), f"{name}: Parameters is no dataclass"
    data = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    raw = {key: value for key, value in (data.get(name) or {}).items() if key != "about"}
    fields = {field.name for field in dataclasses.fields(policy.Parameters)}
    assert set(raw) == fields, (
        f"{name}: {path.name} and Parameters differ in {', '.join(sorted(set(raw) ^ fields))}"
    )
    shipped, *others = [
        town({name: raw | dict(given)}).policy[name] for given in ({}, *harmless, *biting)
    ]
    assert harmless and biting, f"{name}: give parameters that are harmless, and some that bite"
    number = len(harmless)
    return _Subject(policy, read(name, path), shipped, others[:number], others[number:])


# What it says -------------------------------------------------------------------------------------


def _check_declaration(subject: _Subject) -> None:
    from sim.engines.flows import DEEDS, DEPARTED, EVENTS, OF_SUPPLY
    from sim.recorded_columns import RECORDED

    kind = subject.policy.Parameters
    assert re.fullmatch(r"[a-z][a-z0-9_]*", subject.policy.name), subject.fails("no such name")
    assert issubclass(kind, Calendar), subject.fails("Parameters has no calendar")
    said = " ".join(inspect.cleandoc(parent.__doc__ or "") + "\n" for parent in kind.__mro__)
    known = {*DEEDS, *EVENTS[DEPARTED:], *OF_SUPPLY}
    for counter in getattr(subject.policy, "counters", ()):
        assert counter.name in known, subject.fails(f"nothing counts {counter.name}")
    for name in getattr(subject.policy, "told_by", ()):
        assert name in RECORDED, subject.fails(f"no run records {name}")
    for field in dataclasses.fields(kind):
        described = re.search(rf"(?m)^{field.name}(, \w+)* : ", said)
        assert described, subject.fails(f"its docstring does not describe {field.name}")


def _check_numbers(subject: _Subject) -> None:
    for number in subject.entry.numbers:
        if number.key in CALENDAR or number.value in ([], {}):
            continue
        assert number.unit, subject.fails(f"{number.key} has no unit")
        if type(number.value) in (int, float) and number.value:
            sourced = number.source or re.search(r"derived|[a-z] \d{4}", number.unit)
            assert sourced, subject.fails(f"{number.key} has no source")


def _check_refusals(subject: _Subject) -> None:
    policy, config = subject.policy, town({})
    for parameters in (subject.shipped, *subject.harmless):
        problems = policy.check(parameters, config)
        assert problems == [], subject.fails(f"refuses what it must take: {problems}")
    for wrong in ({"start": 0}, {"start": 5, "stop": 5}, {"places": [10_000]}, {"sample": 0}):
        problems = policy.check({**subject.shipped, **wrong}, config)
        assert problems, subject.fails(f"takes {wrong}")
        start = f"policy.{policy.name}."
        for line in problems:
            assert line.startswith(start) and "\n" not in line, subject.fails(f"says {line!r}")


# What it does to the levers -----------------------------------------------------------------------


def _check_purity(subject: _Subject, parameters: Parameters) -> None:
    calendar = calendar_of({})
    given, setting = copy.deepcopy(dict(parameters)), setting_of(calendar)
    places = setting.neighbourhood_of_block.copy()
    one, other = at_rest(calendar), at_rest(calendar)
    subject.policy.apply(one, given, setting)
    assert given == parameters, subject.fails("changes its own parameters")
    unchanged = np.array_equal(setting.neighbourhood_of_block, places)
    assert unchanged, subject.fails("changes the map of the city")
    subject.policy.apply(other, given, setting)
    assert not differing(one, other), subject.fails("moves the levers differently each time")
    assert differing(one, at_rest(calendar)), subject.fails(f"moves no lever with {parameters}")


def _check_months(subject: _Subject, parameters: Parameters) -> None:
    """Check that levers rest before the start and after the stop, and move only when it says so."""
    name, dates = subject.policy.name, subject.policy.changes(parameters)
    for date in dates:
        valid = re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", str(date))
        assert valid, subject.fails(f"changes in {date!r}, which is no month like 2010-03")
    for first in sorted({START, *map(_month_before, dates)}):
        calendar = calendar_of({name: {**parameters, "start": 4, "stop": HORIZON - 4}}, first)
        before = calendar.levers(1)
        for month in range(1, HORIZON + 1):
            levers = calendar.levers(month)
            moved = differing(levers, before)
            told = month == 1 or calendar.turns(month)
            assert told or not moved, subject.fails(
                f"moves {', '.join(moved)} in month {month} from {first}, which changes() does not"
                " name"
            )
            if not 4 <= month < HORIZON - 4:
                still = differing(levers, at_rest(calendar))
                when = "before its start" if month < 4 else "after its stop"
                assert not still, subject.fails(f"moves {', '.join(still)} {when}")
            before = levers


def _month_before(date: str) -> str:
    year, month = (int(part) for part in date.split("-"))
    return f"{year:04d}-{month - 1:02d}" if month > 1 else f"{year - 1:04d}-12"


def _check_places(subject: _Subject, parameters: Parameters) -> None:
    """Check the rows of the levers that have one for each block or neighbourhood."""
    for places in ([1, 3], []):
        calendar = calendar_of({subject.policy.name: {**parameters, "places": places}})
        levers, rest = calendar.levers(1), at_rest(calendar)
        outside = {
            len(calendar.places): ~np.isin(calendar.places, places),
            calendar.neighbourhoods: ~np.isin(np.arange(calendar.neighbourhoods), places),
        }
        still = state_of(rest)
        for name, value in state_of(levers).items():
            rows = outside.get(len(value)) if isinstance(value, np.ndarray) else None
            if rows is not None:
                same = np.array_equal(value[rows], still[name][rows])
                assert same, subject.fails(f"moves {name} outside its places")
        for named in _places_named(levers):
            elsewhere = named is None or set(named) - set(places)
            assert not elsewhere, subject.fails("binds projects outside its places")


def _places_named(levers: Levers) -> Iterator[Any]:
    """Yield the places of everything in the levers that is listed with its places."""
    for field in dataclasses.fields(levers):
        value = getattr(levers, field.name)
        for item in value if isinstance(value, list) else []:
            if hasattr(item, "places"):
                yield item.places


def _check_stacking(subject: _Subject, parameters: Parameters) -> None:
    """Check that it and every registered policy, itself too, may be applied in either order."""
    calendar = calendar_of({})
    mine = (subject.policy, {**parameters, "places": [1, 3]})
    for name, other in sorted(REGISTRY.items()):
        path = files().get(name)
        for theirs in _variants(subject, name, other, path):
            one = applied(calendar, mine, (other, theirs))
            turned = applied(calendar, (other, theirs), mine)
            differ = differing(one, turned)
            assert not differ, subject.fails(
                f"the order of it and {name} decides {', '.join(differ)}"
            )


def _variants(
    subject: _Subject, name: str, policy: type[Policy], path: Path | None
) -> Iterator[Parameters]:
    """Yield parameters of a policy to stack with: of itself what bites, of others what ships."""
    import yaml

    if name == subject.policy.name:
        yield from ({**given, "places": [3, 4]} for given in subject.biting)
    elif path is not None:
        raw = dict(yaml.safe_load(path.read_text(encoding="utf-8"))[name])
        raw.pop("about", None)
        yield town({name: raw}).policy[name]


# What it does to runs -----------------------------------------------------------------------------


def _check_runs(subject: _Subject, engines: Sequence[str]) -> None:
    name = subject.policy.name
    none = {engine: hashes(town({}), engine) for engine in engines}
    for parameters in subject.harmless:
        for engine in engines:
            same = hashes(town({name: parameters}), engine) == none[engine]
            assert same, subject.fails(f"is not harmless ({engine}) with {parameters}")
    for parameters in subject.biting:
        late = {**parameters, "start": 3, "stop": 5, "phase_in": 2}
        for given in (parameters, late):
            lived = [hashes(town({name: given}), engine) for engine in engines]
            agree = all(each == lived[0] for each in lived)
            assert agree, subject.fails(f"the engines part with {given}")
        early = lived[0][:3] == none[engines[0]][:3]
        assert early, subject.fails("changes runs before its start")

"""One row of a comparison table: how a recorded column is summarised, and what it is called."""

from dataclasses import dataclass, replace

from sim.policies.base import Counter

HARM = "who gains, who loses"
DID = "what the policy did"
PEOPLE = "people and homes"
SEGREGATION = "segregation"
MEASURED = "the model's own measures"
REST = "moves and rest"
SECTIONS = (MEASURED, REST, HARM, DID, PEOPLE, SEGREGATION)

#: Whether an outcome stands in the short table of a terminal: always, if it changes notably, if
#: its group is a minority, or only in the full table.
ALWAYS, NOTABLE, MINORITIES, FULL_ONLY = "always", "notable", "minorities", "full only"


@dataclass(frozen=True)
class Outcome:
    """One row of a comparison table.

    Attributes
    ----------
    name : str
        The recorded column, or the name of the ratio.
    label : str
        What a reader sees.
    unit : str
        Unit after summarising.
    kind : str
        `mean` (mean of the months), `annual` (sum of the months, per year), `money` (the same of
        cents, in dollars), `last` (value at the end), `ratio` (sum of `numerator` over sum of
        `denominator`); where households relocate also `first` (first month of the run in which it
        is not 0) and `whole` (sum over the whole run, per household).
    numerator, denominator : str
        Columns of a ratio; the column where it is not called like the outcome; else empty.
    harm : int
        +1 if more of it is worse for households, -1 if less is worse, 0 if it is neither.
    section : str
        Part of the printed table, one of `SECTIONS`.
    about : str
        The group, quota class or income fifth that the row is about, else empty.
    headline : str
        Whether the row stands in the short table: `ALWAYS`, `NOTABLE` (if the outcome changes
        notably in some world), `MINORITIES` (but for the largest group) or `FULL_ONLY`.
    zero_if_absent : bool
        Whether runs that do not record it had none of it: those without the policy that counts it.
    told_with : str
        With `zero_if_absent`: a column that has been recorded under the same policy for longer; a
        run with it but without the outcome is of older code, which did not tell. Else empty.
    """

    name: str
    label: str
    unit: str
    kind: str = "mean"
    numerator: str = ""
    denominator: str = ""
    harm: int = 0
    section: str = SEGREGATION
    about: str = ""
    headline: str = ALWAYS
    zero_if_absent: bool = False
    told_with: str = ""

    @property
    def family(self) -> str:
        """The label without the group, class or fifth, under which rows are gathered."""
        return self.label.removesuffix(f", {self.about}") if self.about else self.label

    @property
    def columns(self) -> tuple[str, ...]:
        """Recorded columns that the outcome is computed from."""
        if self.kind == "ratio":
            return (self.numerator, self.denominator)
        return (self.numerator or self.name,)

    @property
    def is_dissimilarity(self) -> bool:
        """Whether the rule of the material difference (.01) applies."""
        return self.name.startswith("dissimilarity.")

    @property
    def is_index(self) -> bool:
        """Whether the outcome is a segregation index, on a scale of 0 to 1."""
        return self.section == SEGREGATION


def ratio(
    name: str,
    label: str,
    unit: str,
    numerator: str,
    denominator: str,
    harm: int,
    headline: str = ALWAYS,
) -> Outcome:
    return Outcome(
        name, label, unit, "ratio", numerator, denominator, harm, HARM, headline=headline
    )


def shared(name: str, label: str, numerator: str, denominator: str) -> Outcome:
    """Return a share that is neither good nor bad in itself."""
    return Outcome(
        name, label, "share", "ratio", numerator, denominator, section=PEOPLE, headline=NOTABLE
    )


def annual(
    name: str, label: str, unit: str, section: str = HARM, headline: str = ALWAYS
) -> Outcome:
    return Outcome(name, label, unit, "annual", harm=1, section=section, headline=headline)


def by_who(name: str, label: str, unit: str) -> tuple[Outcome, ...]:
    """Return a harmful flow in total, by group and by income fifth."""
    return (
        annual(name, label, unit),
        annual(f"{name}.<group>", f"{label}, <group>", unit, headline=FULL_ONLY),
        annual(f"{name}.fifth<k>", f"{label}, fifth <k>", unit, headline=FULL_ONLY),
    )


def in_full(name: str, label: str, unit: str) -> tuple[Outcome, ...]:
    """Return what a policy did in total, by group and by income fifth, for the full table."""
    return (
        annual(name, label, unit, DID, FULL_ONLY),
        annual(f"{name}.<group>", f"{label}, <group>", unit, DID, FULL_ONLY),
        annual(f"{name}.fifth<k>", f"{label}, fifth <k>", unit, DID, FULL_ONLY),
    )


def counted(counter: Counter) -> tuple[Outcome, ...]:
    """Return what a policy declares that it did or cost: in total, and in the full table by group
    and by income fifth where households are counted."""
    kind, unit = ("money", "dollars a year") if counter.money else ("annual", "a year")
    if counter.since_start:
        kind, unit = "last", "homes"
    total = Outcome(
        counter.name,
        counter.label,
        unit,
        kind,
        harm=counter.harm,
        section=DID,
        zero_if_absent=True,
    )
    parts = ((".<group>", ", <group>"), (".fifth<k>", ", fifth <k>"))
    if not counter.of_households:
        return (total,)
    return total, *(
        replace(total, name=total.name + k, label=total.label + who, headline=FULL_ONLY)
        for k, who in parts
    )


def at_limit(units: str, label: str, headline: str = ALWAYS) -> Outcome:
    """Return the share of units at a limit of a quota; a city without limits has none."""
    return Outcome(
        f"at_limit.{units}",
        label,
        "share",
        section=DID,
        headline=headline,
        zero_if_absent=True,
        told_with="bought_back",
    )


def index(name: str, label: str, headline: str = ALWAYS) -> Outcome:
    return Outcome(name, label, "index", headline=headline)

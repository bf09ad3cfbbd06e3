"""What a user asks of a design, beside the axes: its kind, how many points, who decides what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sim.config.convert import refused
from sim.config.errors import ConfigError, unknown
from sim.experiment.axes import is_lever
from sim.experiment.designs import DESIGNS, Method
from sim.experiment.designs.listed import read_rows
from sim.experiment.designs.uncertainty import Uncertainty

CROSSED, NESTED = "crossed", "nested"
PLACE = "hydra.sweeper"


@dataclass(frozen=True)
class Asked:
    """A design as it is asked for.

    Attributes
    ----------
    method : Method
        Its kind.
    samples : int or None
        How many points are drawn; for `saltelli` how many base points.
    seed : int
        Of the points: the same seed draws the same points.
    seeds : str
        `crossed`: every point with every seed; `nested`: each point has seeds of its own.
    drawn : dict
        Key -> the uncertainty that is drawn for it.
    levers : tuple of str
        Keys that somebody decides, beside those of the policies.
    rows : list of dict
        The points of a list.
    """

    method: Method = DESIGNS["grid"]
    samples: int | None = None
    seed: int = 1
    seeds: str = CROSSED
    drawn: Mapping[str, Uncertainty] = field(default_factory=dict)
    levers: Sequence[str] = ()
    rows: Sequence[Mapping[str, Any]] = ()

    @classmethod
    def of(cls, said: Mapping[str, Any], drawn: Mapping[str, Uncertainty]) -> "Asked":
        """Return what the keys of `hydra.sweeper` ask for.

        Parameters
        ----------
        said : mapping
            `design`, `samples`, `design_seed`, `seeds`, `levers` and `rows`.
        drawn : mapping
            Key -> what is drawn for it.

        Raises
        ------
        ConfigError
            One line, for the first of them that does not fit.
        """
        name = said["design"]
        if name not in DESIGNS:
            raise unknown(f"{PLACE}.design", name, DESIGNS, "design")
        method = DESIGNS[name]
        if said["seeds"] not in (CROSSED, NESTED):
            raise unknown(f"{PLACE}.seeds", said["seeds"], (CROSSED, NESTED))
        asked = cls(
            method,
            said["samples"],
            said["design_seed"],
            said["seeds"],
            drawn,
            tuple(said["levers"] or ()),
            read_rows(said["rows"]) if name == "list" else (),
        )
        if name != "list" and said["rows"] is not None:
            raise ConfigError(f"{PLACE}.rows", f"are for design=list; this design is {name}")
        asked._check_samples()
        if asked.seed < 0:
            raise refused(f"{PLACE}.design_seed", asked.seed, "a whole number of at least 0")
        return asked

    def _check_samples(self) -> None:
        key, draws = f"{PLACE}.samples", self.method.draw is not None
        name = self.method.name
        if not draws:
            if self.samples is not None:
                raise ConfigError(key, f"are drawn; this design is {name}: choose design=sobol")
            for drawn in self.drawn:
                raise ConfigError(
                    drawn, f"is drawn from a range, which needs {PLACE}.design=latin_hypercube,"
                    f" sobol or saltelli; for {name} give values: a,b,c or range(a,b)",
                )  # fmt: skip
            return
        if not self.drawn:
            raise ConfigError(
                f"{PLACE}.uncertainties",
                f"{name} needs one or more: give <key>=interval(low,high) or write them below"
                f" {PLACE}.uncertainties",
            )
        if self.samples is None or self.samples < 1:
            raise refused(key, self.samples, f"how many points are drawn, for example {key}=128")
        allowed = self.method.check(self.samples)
        if allowed:
            raise refused(key, self.samples, allowed)

    def decides(self, key: str) -> bool:
        """Return whether somebody decides a key: one of the policies', or one named as a lever."""
        return is_lever(key) or key in self.levers

    def points(self, whole: Mapping[str, bool]) -> list[dict[str, Any]]:
        """Return the points: key -> value, for the keys that are drawn or listed together.

        Parameters
        ----------
        whole : mapping
            Key -> whether it takes whole numbers only.
        """
        if self.method.draw is None or self.samples is None:
            return [dict(row) for row in self.rows] or [{}]
        unit = self.method.draw(len(self.drawn), self.samples, self.seed)
        return [
            {
                key: uncertainty.value(float(place), whole[key])
                for place, (key, uncertainty) in zip(row, self.drawn.items(), strict=True)
            }
            for row in unit
        ]

    def said(self, points: Sequence[Mapping[str, Any]], swept: Sequence[str]) -> dict[str, Any]:
        """Return what `design.json` says of the design.

        Parameters
        ----------
        points : sequence of mapping
            As `points` returns them.
        swept : sequence of str
            Keys with several values that are crossed.
        """
        keys = list(dict.fromkeys(key for point in points for key in point))
        varied = [key for key in (*swept, *keys) if key != "seed"]
        levers = [key for key in varied if key not in self.drawn and self.decides(key)]
        said: dict[str, Any] = {"name": self.method.name, "seeds": self.seeds}
        if self.method.draw is not None:
            said |= {"samples": self.samples, "seed": self.seed, "drawn_by": _drawn_by()}
        said["levers"] = levers
        said["uncertainties"] = {
            key: self.drawn[key].described() if key in self.drawn else {}
            for key in varied
            if key not in levers
        }
        if keys:
            said["points"] = {key: [point.get(key) for point in points] for key in keys}
        return said


def _drawn_by() -> str:
    from importlib.metadata import version

    return f"scipy {version('scipy')}"

"""Read a results folder: `sim.results.load("results/demo").runs`."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.experiment.store import reader
from sim.experiment.store.design_file import read_design
from sim.experiment.store.months import FINAL_ONLY, MONTHLY

if TYPE_CHECKING:
    import pandas as pd


class Results:
    """The runs of a results folder, and what was recorded of each; `runs, series = results` too.

    Attributes
    ----------
    path : Path
        The folder.
    design : dict
        What the folder says that it holds (`design.json`).
    """

    def __init__(self, path: str | Path, design: dict[str, Any] | None = None) -> None:
        self.path = Path(path)
        self.design = read_design(self.path) if design is None else design

    @classmethod
    def of(cls, path: str | Path, runs: "pd.DataFrame", series: "pd.DataFrame") -> "Results":
        """Return results whose tables are in memory already; reports go to the folder `path`."""
        design = {key: runs.attrs[key] for key in ("axes", "baseline", "experiment")
                  if runs.attrs.get(key) is not None}  # fmt: skip
        made = cls(path, design)
        made.__dict__.update(runs=runs, series=series)  # where cached properties keep theirs
        return made

    @cached_property
    def runs(self) -> "pd.DataFrame":
        """One row a run, each address once; the columns are described in results/README.md.

        `runs.attrs` holds `axes`, `baseline`, `experiment` and `sources`, the digests of the code
        that made the runs: more than one if the code has changed between them.
        """
        runs: pd.DataFrame = reader.read_runs(self.path).to_pandas()
        runs.attrs = {
            "axes": self.axes,
            "baseline": self.baseline,
            "experiment": self.experiment,
            "sources": sorted(set(runs["source"].dropna())) if "source" in runs else [],
        }
        return runs

    @cached_property
    def series(self) -> "pd.DataFrame":
        """One row a run and month: `address`, `month`, outcomes; read when first asked for."""
        return self.read_series()

    def read_series(self, columns: Sequence[str] | None = None) -> "pd.DataFrame":
        """Return `address`, `month` and some outcomes only, which takes less memory.

        Parameters
        ----------
        columns : sequence of str, optional
            Names of outcomes; by default all.
        """
        if columns is not None and "series" in self.__dict__:
            return self.series[["address", "month", *columns]]
        read = reader.read_final if self.kept == FINAL_ONLY else reader.read_series
        series: pd.DataFrame = read(self.path, columns).to_pandas()
        return series

    @property
    def recorded(self) -> list[str]:
        """Names of the outcomes that were recorded of the runs, without reading them."""
        if "series" in self.__dict__:
            names = list(self.series.columns)
        else:
            names = reader.recorded(self.path, self.kept == FINAL_ONLY)
        return [name for name in names if name not in ("address", "month")]

    @property
    def kept(self) -> str:
        """What is kept of each run: `monthly`, `yearly` or `final`."""
        return str(self.design.get("series", MONTHLY))

    @property
    def axes(self) -> list[str]:
        """Names of the swept axes, each a column of `runs`."""
        return list(self.design.get("axes", {}))

    @property
    def baseline(self) -> dict[str, Any]:
        """Axis to value of the world that the others are compared with; empty if none is named."""
        return dict(self.design.get("baseline", {}))

    @property
    def experiment(self) -> str:
        """Name of the study."""
        return str(self.design.get("experiment", ""))

    def worlds(self) -> list[dict[str, Any]]:
        """Return the policies and the swept axes of each run, as a table shows them."""
        axes = [axis for axis in self.axes if axis not in ("policy", "seed")]
        found = []
        for row in self.runs.to_dict("records"):
            applying = {axis: row[axis] for axis in axes if axis in row and row[axis] == row[axis]}
            found.append({"policy": row["world"]} | applying)
        return found

    def __iter__(self) -> Iterator["pd.DataFrame"]:
        """Yield `runs` and `series`."""
        yield self.runs
        yield self.series

    def __repr__(self) -> str:
        return f"Results({str(self.path)!r}: {len(self.runs)} runs of {self.experiment!r})"


def load(path: str | Path) -> Results:
    """Return the results of a folder; its tables are read when they are first asked for.

    Raises
    ------
    ConfigError
        If the folder holds no results, or those of a newer version; when a table is read, if a part
        of it is damaged.
    """
    return Results(path)


def opened(results: "str | Path | Results") -> Results:
    """Return results as they are, or those of a folder."""
    return results if isinstance(results, Results) else load(results)

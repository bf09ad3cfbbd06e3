"""What was observed of Singapore: moments that are fitted, and others that are held out."""

import csv
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from region import Target

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[2] / "shared" / "data"
SUBZONES, AREAS = "singapore_2020_subzone_ethnic.csv", "singapore_2020_planning_area_ethnic.csv"
GROUPS = ("chinese", "malay", "indian", "others")
PAIRS = (("chinese", "malay"), ("chinese", "indian"), ("malay", "indian"))
TOLERANCE_OF_D = 0.03

#: Reached limits: Minister for National Development, 5 July 2021, and 2016 to 2022/23.
LIMITS = {
    "limits.neighbourhoods": Target(15.0, 1.0),
    "limits.blocks": Target(30.5, 2.5),
}
#: HDB resale registrations 2019-2023; US Census Bureau, geographic mobility 2013-14.
TURNOVER = {
    "turnover.resales": Target(2.55, 0.35),
    "turnover.renters": Target(22.5, 2.5),
}
#: Of blocks at a limit of a class, 2021; of owners' appeals, 2022; neighbourhoods before 1989.
BLOCKS_BY_CLASS = {"chinese": 17.0, "malay": 10.1, "indian_others": 8.8}
APPEALS = {"chinese": 14.0, "malay": 25.0, "indian_others": 61.0}
BEFORE = Target(28.0, 5.0)
#: Residents by group in 1990, Department of Statistics.
MIX_OF_1990 = {"chinese": 0.777, "malay": 0.141, "indian": 0.071, "others": 0.011}

LABELS = {
    "limits.neighbourhoods": "Neighbourhoods at a limit, %",
    "limits.blocks": "Blocks at a limit, %",
    "turnover.resales": "Public flats resold a year, %",
    "turnover.renters": "Tenants who move a year, %",
}


def label(moment: str) -> str:
    """Return the name of a moment as a reader says it."""
    if moment in LABELS:
        return LABELS[moment]
    _, level, pair = moment.split(".")
    where = {"subzone": "subzones", "area": "planning areas"}[level]
    return f"D {'–'.join(group.title() for group in pair.split('-'))}, {where}"


def folder(given: Path | None) -> Path:
    """Return the folder of the census tables, or end with one line if they are not there."""
    place = given or DATA
    for name in (SUBZONES, AREAS):
        if not (place / name).is_file():
            sys.exit(f"error: {place / name} is not there; --data FOLDER says where the table is")
    return place


def counts(file: Path) -> NDArray[np.int64]:
    """Return residents by area (rows) and group."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = [[int(float(row[name])) for name in GROUPS] for row in csv.DictReader(lines)]
    return np.array(rows, np.int64)


def segregation(place: Path, level: str) -> dict[str, Target]:
    """Return D of each pair of groups between subzones or planning areas."""
    from sim.indices.dissimilarity import dissimilarity

    table = counts(place / (SUBZONES if level == "subzone" else AREAS))
    return {
        f"D.{level}.{a}-{b}": Target(
            float(dissimilarity(table[:, [GROUPS.index(a), GROUPS.index(b)]])), TOLERANCE_OF_D
        )
        for a, b in PAIRS
    }


def fits(place: Path) -> dict[str, dict[str, Target]]:
    """Return the moments of each fit: the whole one, and two that hold something back."""
    subzones, areas = (segregation(place, level) for level in ("subzone", "area"))
    return {
        "all moments": LIMITS | subzones | TURNOVER,
        "planning areas": LIMITS | areas | TURNOVER,
        "without the quota's": subzones | TURNOVER,
    }


def foretold(place: Path) -> dict[str, dict[str, Target]]:
    """Return what each fit that holds something back is asked to predict."""
    return {
        "planning areas": segregation(place, "subzone"),
        "without the quota's": dict(LIMITS),
    }

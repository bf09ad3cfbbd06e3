"""Three sets of parameters that fit equally well, and what abolishing the quota does under each."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import region

NAMES = {"low_taste": 0.05, "middle_taste": 0.5, "high_taste": 0.95}  # quantile of the taste
TASTE = "preferences.own_group"
HAZARDS = ("rules.consider_owner", "rules.consider_renter")
PRIMARY = "dissimilarity.neighbourhood.public.corrected"
WINDOW = 60  # months at the end of a run over which the effect is taken


def chosen(
    emulators: region.Emulators,
    targets: Mapping[str, region.Target],
    accepted: pd.DataFrame,
    size: int,
) -> pd.DataFrame:
    """Return the three sets, a row each: `set` and the parameters.

    The hazards are those of the preset, so that a set is a file of preferences; at each taste the
    set is the least implausible point.
    """
    rows = []
    for name, quantile in NAMES.items():
        taste = round(float(accepted[TASTE].quantile(quantile)), 1)
        fixed = {TASTE: taste} | hazards()
        found = region.search(emulators, targets, fixed, size)
        best = found.iloc[int(found["worst"].to_numpy().argmin())]
        rows.append(
            {"set": name} | {key: round(float(best[key]), 2) for key in emulators.space.keys}
        )
    return pd.DataFrame(rows)


def title(name: str) -> str:
    """Return the name of a set as a reader says it."""
    return name.replace("_", " ")


def hazards() -> dict[str, float]:
    """Return the hazards of the preset, `rules=default`."""
    import yaml

    from sim.config.folder import config_folder

    rules = yaml.safe_load((config_folder() / "rules/default.yaml").read_text(encoding="utf-8"))
    return {key: float(rules[key.partition(".")[2]]) for key in HAZARDS}


def effect(store: Path, keys: Sequence[str]) -> pd.DataFrame:
    """Return D without the quota less D with it, a row a point and seed.

    Parameters
    ----------
    store : Path
        Folder of a sweep with both worlds.
    keys : sequence of str
        The parameters that make a point.

    Returns
    -------
    DataFrame
        The parameters, `seed`, `with` and `without` (mean of D between neighbourhoods, public
        homes, corrected, over the last 60 months) and `effect`.
    """
    from sim.results import load

    results = load(store)
    late = results.read_series([PRIMARY])
    late = late[late["month"] > late["month"].max() - WINDOW]
    mean = late.groupby("address")[PRIMARY].mean().rename("d").reset_index()
    runs = results.runs.merge(mean, on="address")
    table = runs.pivot_table(index=[*keys, "seed"], columns="world", values="d").reset_index()
    table = table.rename(columns={"ethnic_quota": "with", "none": "without"})
    return table.assign(effect=table["without"] - table["with"])

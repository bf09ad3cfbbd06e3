"""The sentence of a report on worlds in which a policy never acted."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from sim.analysis import text
from sim.analysis.comparison import world_label
from sim.analysis.worlds import matches

_CAPPED = (
    " No rent was cut: a cap needs a law (policy=rent_cap/<name>) or policy.rent_cap.fixed, private"
    " homes to let (city=singapore), and rents that would rise faster (market.rent_growth)."
)


def unchanged(runs: pd.DataFrame, baseline: Mapping[str, Any], done: set[str]) -> list[str]:
    """Return a sentence for each world that ended as its baseline did, to the last bit.

    Parameters
    ----------
    runs : pandas.DataFrame
        A row a run, with `address`, `seed` and `state_hash`.
    baseline : mapping
        Axis to value of the world that the others are compared with.
    done : set of str
        Addresses of the runs that came to their end.
    """
    if "state_hash" not in runs:
        return []
    said = []
    for match in matches(runs, baseline):
        ends, before = (
            rows[rows["address"].isin(done)].set_index("seed")["state_hash"]
            for rows in (match.world_runs, match.baseline_runs)
        )
        paired = ends.index.intersection(before.index)
        if paired.empty or not (ends[paired] == before[paired]).all():
            continue
        world, base = (text.world_name(world_label(each)) for each in (match.world, match.baseline))
        level = text.world_name(world_label(match.level)) if match.level else ""
        where = f"{world} ({level})" if level else world
        policy = str(dict(match.world).get("policy", "")).partition("/")[0]
        said.append(
            f"Nothing changed under {where}: every seed ended in the same city as with {base}."
            f"{_CAPPED if policy == 'rent_cap' else ''}"
        )
    return said

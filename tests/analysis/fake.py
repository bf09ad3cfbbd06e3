"""Made-up runs with the columns of a real store, for tables and figures."""

import numpy as np
import pandas as pd

GROUPS = {"chinese": 0.75, "malay": 0.14, "indian": 0.09, "others": 0.02}
CLASSES = ("chinese", "malay", "indian_others")
POLICIES = (
    "none",
    "ethnic_quota",
    "ethnic_quota+inclusionary_zoning",
    "inclusionary_zoning",
)
FIFTHS = range(1, 6)


def runs_and_series(
    policies: tuple[str, ...] = POLICIES,
    growths: tuple[float, ...] = (0.0, 0.03),
    seeds: int = 20,
    months: int = 240,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return made-up `runs` and `series`: a quota that lowers D, zoning that builds homes."""
    rows, parts = [], []
    for policy in policies:
        for growth in growths:
            for seed in range(1, seeds + 1):
                address = f"{policy}/{growth}/{seed}"
                rows.append(
                    {
                        "address": address,
                        "world": policy,
                        "policy": policy,
                        "market.rent_growth": growth,
                        "seed": seed,
                        "status": "done",
                        "drift_before": 0.0004 * (1 + 0.3 * np.sin(seed)),
                    }
                )
                parts.append(_one(address, policy, growth, seed, months))
    runs = pd.DataFrame(rows)
    runs.attrs["axes"] = ["policy", "market.rent_growth"]
    return runs, pd.concat(parts, ignore_index=True)


def _one(address: str, policy: str, growth: float, seed: int, months: int) -> pd.DataFrame:
    month = np.arange(months + 1)
    shared = np.random.default_rng(seed)
    own = np.random.default_rng([seed, len(policy), int(100 * growth)])
    free = "quota" not in policy
    zoned = "zoning" in policy
    city = shared.normal(0, 0.01)
    late = 1 - np.exp(-month / 90)
    walk = np.cumsum(own.normal(0, 0.0004, months + 1))
    data: dict[str, object] = {"address": address, "month": month}
    for stock, level in (("neighbourhood.public", 0.13), ("block.public", 0.16),
                         ("neighbourhood.all", 0.12)):  # fmt: skip
        rise = 0.06 * late if free else 0.0
        data[f"dissimilarity.{stock}.corrected"] = level + city + rise + walk
        data[f"information_theory.{stock}.corrected"] = (level + city + rise + walk) / 4
    for name, share in GROUPS.items():
        rise = 0.08 * late * (name == "malay") if free else 0.0
        data[f"isolation.{name}.neighbourhood.public"] = share + 0.05 + city + rise + walk
        data[f"correlation_ratio.{name}.neighbourhood.public"] = 0.05 + city + rise + walk
        deciders = 600 * share * np.ones(months + 1)
        data[f"deciders.{name}"] = deciders
        utility = 2.1 + city + 0.1 * free * late - 3 * growth * late
        data[f"utility.{name}"] = deciders * utility
        data[f"refusals.{name}"] = own.poisson(0 if free else 70 * share, months + 1)
        data[f"forced_moves.{name}"] = own.poisson((2 + 300 * growth * late) * share)
        data[f"displaced_out.{name}"] = own.poisson((1 + 200 * growth * late) * share)
        data[f"unhoused.{name}"] = own.poisson((1 + 50 * growth * late) * share)
    for k in FIFTHS:
        data[f"deciders.fifth{k}"] = np.full(months + 1, 120.0)
        gain = 0.05 * zoned * (k == 2)
        data[f"utility.fifth{k}"] = 120.0 * (1.2 + 0.4 * k + city + gain - 4 * growth * late / k)
        data[f"forced_moves.fifth{k}"] = own.poisson((2 + 300 * growth * late) / (4 * k))
        data[f"displaced_out.fifth{k}"] = own.poisson((1 + 200 * growth * late) / (4 * k))
        data[f"unhoused.fifth{k}"] = own.poisson((1 + 50 * growth * late) / (4 * k))
    for flow in ("refusals", "forced_moves", "displaced_out", "unhoused"):
        data[flow] = sum(np.asarray(data[f"{flow}.{g}"]) for g in GROUPS)
    for name, mean in zip(CLASSES, (60, 12, 8), strict=True):
        sold = own.poisson(mean, months + 1)
        data[f"sales.{name}"] = sold
        data[f"sales_wait.{name}"] = sold * (3.0 + (1.4 if name != "chinese" and not free else 0))
    data["vacant.public_owned"] = own.poisson(260, months + 1)
    data["renters_market"] = np.full(months + 1, 2600)
    data["renters_burdened_30"] = own.poisson(500 + 14000 * growth * late)
    data["renters_burdened_50"] = own.poisson(60 + 5000 * growth * late)
    built = (month // 2) * 82
    data["homes_built"] = (built * (1.22 if zoned else 1)).astype(int)
    data["homes_reserved"] = (built * 0.18).astype(int) if zoned else 0 * month
    for radius, level in ((2, 0.08), (5, 0.05), (10, 0.03)):
        rise = 0.02 * late if free else 0.0
        data[f"spatial_information_theory.radius{radius}"] = level + city / 5 + rise + walk
    sorting = 0.16 + city / 3 + 0.5 * growth * late - 0.002 * zoned + own.normal(0, 0.004)
    data["neighbourhood_sorting.neighbourhood.all"] = sorting + walk
    data["rank_order_information_theory.neighbourhood.all"] = sorting / 6 + walk
    for flow in ("refusals", "forced_moves", "displaced_out", "unhoused"):
        for name in [c for c in data if c == flow or c.startswith(f"{flow}.")]:
            data[name] = np.where(month == 0, 0, np.asarray(data[name]))
    return pd.DataFrame(data)


def city(policy_free: bool, seed: int = 1, size: int = 240) -> np.ndarray:
    """Return a made-up map of groups (-1 vacant, -2 unbuilt) with clusters of groups 1 and 2."""
    rng = np.random.default_rng(seed)
    blocks = size // 10
    share = np.zeros((4, size, size))
    for g, p in enumerate(GROUPS.values()):
        appeal = rng.normal(0, (0.0, 0.5, 0.2, 0.1)[g] * (1.6 if policy_free else 1), (4, 4))
        fine = rng.normal(0, 0.25, (blocks, blocks))
        field = np.kron(appeal, np.ones((blocks // 4, blocks // 4))) + fine
        share[g] = p * np.exp(np.kron(field, np.ones((10, 10))))
    cumulative = np.cumsum(share / share.sum(axis=0), axis=0)
    draw = rng.random((size, size))
    group = (draw[None] > cumulative).sum(axis=0).clip(0, 3).astype(np.int8)
    group[rng.random((size, size)) < 0.02] = -1
    empty = np.kron(rng.random((blocks, blocks)) < 0.06, np.ones((10, 10))).astype(bool)
    group[empty] = -2
    return group

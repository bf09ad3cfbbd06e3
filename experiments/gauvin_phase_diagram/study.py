"""The phase diagram of Gauvin, Vannimenus and Nadal (2009) from the store of its design. See
README.md.

    python experiments/gauvin_phase_diagram/study.py                 # verdict, table, picture
    python experiments/gauvin_phase_diagram/study.py --store FOLDER  # of another store
    python experiments/gauvin_phase_diagram/study.py --check         # are 400 steps enough?
"""

import argparse
import sys
from fractions import Fraction
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import LogNorm
from matplotlib.patheffects import Normal, Stroke

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

STORE = HERE.parents[1] / "results" / "gauvin_phase_diagram"
LAST = 100  # steps that count
FROZEN, SEGREGATED, DILUTED, MIXED = "frozen", "segregated", "diluted", "mixed"
NEAR_BORDERS = (  # vacancy, tolerance
    *((0.02, "3/7"), (0.06, "3/7"), (0.06, "2/5"), (0.2, "1/5"), (0.24, "1/5"), (0.3, "1/6")),
    *((0.4, "1/6"), (0.44, "1/2"), (0.1, "5/7"), (0.2, "5/7"), (0.3, "5/7"), (0.36, "2/3")),
)
OUTLINE = [Stroke(linewidth=4, foreground="black"), Normal()]
Row = tuple[str, str, bool]  # what was looked at, what came out, whether it is as expected


def cells(runs: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """Return a row a cell of the diagram: tolerance and vacancy, means, fluctuation and phase.

    Parameters
    ----------
    runs, series : DataFrame
        The tables of the store.
    """
    late = series[series["month"] > series["month"].max() - LAST]
    late = late.merge(runs[["address", "paper.tolerance", "paper.vacancy", "seed"]], on="address")
    late = late.assign(
        tolerance=late["paper.tolerance"].astype(str),
        vacancy=late["paper.vacancy"].astype(float).round(6),
        **measures(late),
    )
    table = late.groupby(["vacancy", "tolerance"], sort=False).agg(
        s=("s", "mean"),
        fluctuation=("s", "std"),
        contact=("contact", "mean"),
        moving=("moving", "mean"),
        unhappy=("unhappy", "mean"),
        cities=("seed", "nunique"),
    )
    table = table.reset_index()
    table["phase"] = [phase(*row) for row in table[["s", "contact", "moving"]].to_numpy()]
    table["share"] = [float(Fraction(text)) for text in table["tolerance"]]
    return table.sort_values(["vacancy", "share"], ignore_index=True)


def measures(series: pd.DataFrame) -> dict[str, pd.Series]:
    """Return what phases are told by, a value a step; contact is missing where it is not
    measured."""
    return {
        "s": series["segregation_coefficient"],
        "contact": series["interface_density"] / series["interface_density.chance"],
        "moving": series["moves"] / series["households"],
        "unhappy": series["unhappy"] / series["households"],
    }


def phase(s: float, contact: float, moving: float) -> str:
    """Return the phase of a city; README.md says how it is told."""
    if moving < 0.01:
        return FROZEN
    if contact >= 0.5:
        return MIXED
    return SEGREGATED if s >= 0.5 else DILUTED


def grid(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return a column of the table with a row a tolerance (rising) and a column a vacancy."""
    return table.pivot(index="share", columns="vacancy", values=column)


def highest_frozen(table: pd.DataFrame) -> "pd.Series[str]":
    """Return the highest frozen tolerance of each vacancy; vacancies without one are left out."""
    frozen = table[table["phase"] == FROZEN]
    return frozen.groupby("vacancy")["tolerance"].last()


def verdicts(table: pd.DataFrame) -> list[Row]:
    """Return each expectation of README.md, what came out and whether it is met."""
    top = highest_frozen(table)
    shares = top.map(lambda text: float(Fraction(text)))
    low = {v: str(top.get(v, "none")) for v in (0.02, 0.04, 0.06)}
    met_a = low[0.02] == low[0.04] == "3/7" and low[0.06] in ("2/5", "3/7")
    found_a = ", ".join(f"{text} at {v:.0%}" for v, text in low.items())
    wide = top[(top.index >= 0.24) & (top.index <= 0.4)]
    expected = round((0.4 - 0.24) / 0.02) + 1
    met_b = bool((shares.diff().dropna() <= 0).all())
    met_b &= len(wide) == expected and set(wide) <= {"1/6", "1/5"}
    met_c = len(top) > 0 and 0.4 <= top.index[-1] <= 0.5
    return [
        ("a  T_f at few vacancies", f"highest frozen T: {found_a}", met_a),
        ("b  T_f falls", f"highest frozen T: {_runs_of(top)}", met_b),
        ("c  end of the frozen phase", f"last frozen column: {_last(top)}", met_c),
        *_upper_border(table),
        *_dilution(table),
        _marked(table),
    ]


def _runs_of(values: "pd.Series[str]") -> str:
    """Return a value a vacancy in words, equal neighbours together."""
    groups = (values != values.shift()).cumsum()
    parts = [(g.index[0], g.index[-1], g.iloc[0]) for _, g in values.groupby(groups)]
    return ", ".join(
        f"{text} at {100 * a:.0f}{f' to {100 * b:.0f}' if a != b else ''} %" for a, b, text in parts
    )


def _last(top: "pd.Series[str]") -> str:
    return f"{top.index[-1]:.0%}" if len(top) else "none"


def _upper_border(table: pd.DataFrame) -> list[Row]:
    """Judge d, e and f: where and how the city becomes mixed."""
    few = table[table["vacancy"] <= 0.24]
    below = few[few["tolerance"] == "5/7"]
    above = few[few["share"] >= 0.75]
    segregated = int((below["phase"] == SEGREGATED).sum())
    mixed = int((above["phase"] == MIXED).sum())
    found = f"5/7: {segregated} of {len(below)} columns segregated"
    found += f" ({_phases_of(below)}); 3/4 and above: {mixed} of {len(above)} cells mixed"
    met = segregated == len(below) and mixed == len(above)
    columns = [v for v in sorted(table["vacancy"].unique()) if v < 0.26]
    s, contact = grid(table, "s"), grid(table, "contact")
    at, after = float(Fraction("5/7")), 0.75
    falls = (s.loc[at] - s.loc[after])[columns]
    rises = (contact.loc[after] - contact.loc[at])[columns]
    abrupt = f"s falls by {falls.min():.2f} to {falls.max():.2f} (by .5 or more in "
    abrupt += f"{int((falls >= 0.5).sum())} of {len(columns)} columns), I rises by "
    abrupt += f"{rises.min():.2f} to {rises.max():.2f} ({int((rises >= 0.5).sum())})"
    moving = grid(table, "moving")
    step = contact.diff().where((moving >= 0.01) & (moving.shift() >= 0.01)).max()
    shown = ", ".join(f"{step[v]:.2f} at {v:.0%}" for v in (0.1, 0.26, 0.4, 0.54))
    return [
        ("d  T_c is 3/4 at 2 to 24 %", found, met),
        ("e  abrupt below 26 %", abrupt, bool((falls >= 0.5).all() and (rises >= 0.5).all())),
        (
            "f  continuous at many vacancies",
            f"largest rise of I between two T: {shown}",
            bool(step[0.1] >= 0.5 and step[0.54] <= 0.35),
        ),
    ]


def _phases_of(rows: pd.DataFrame) -> str:
    counts = rows["phase"].value_counts()
    return ", ".join(f"{number} {name}" for name, number in counts.items())


def _dilution(table: pd.DataFrame) -> list[Row]:
    """Judge g: where between the frozen and the mixed phase large clusters fall to pieces."""
    between = table[table["phase"].isin([SEGREGATED, DILUTED])]
    few, many = between[between["vacancy"] <= 0.36], between[between["vacancy"] >= 0.46]
    share = (few["phase"] == SEGREGATED).mean()
    diluted = (many["phase"] == DILUTED).mean()
    by = between.groupby("vacancy")["phase"].apply(lambda phases: (phases == SEGREGATED).mean())
    last = by[by >= 0.5].index.max()
    found = f"segregated: {share:.0%} of the cells up to 36 %; diluted: {diluted:.0%} from 46 %; "
    found += f"most cells of a column are segregated up to {last:.0%}"
    return [("g  diluted at many vacancies", found, bool(share == 1 and diluted == 1))]


def _marked(table: pd.DataFrame) -> Row:
    """Judge h: whether the fluctuation is largest next to a border."""
    columns = [v for v in sorted(table["vacancy"].unique()) if v <= 0.36]
    hits = 0
    for vacancy in columns:
        column = table[table["vacancy"] == vacancy]
        peak = int(np.argmax(column["fluctuation"].to_numpy()))
        phases = column["phase"].to_list()
        hits += len(set(phases[max(peak - 1, 0) : peak + 2])) > 1
    found = f"next to a border in {hits} of {len(columns)} columns"
    return ("h  the fluctuation marks borders", found, 3 * hits >= 2 * len(columns))


def picture(table: pd.DataFrame, path: Path) -> None:
    """Draw the segregation coefficient, the contact and the fluctuation over the diagram."""
    figure, axes = plt.subplots(1, 3, figsize=(15, 6.2), sharey=True, layout="constrained")
    panels = (
        ("s", "Segregation coefficient s\n(1: two clusters)", {"vmin": 0, "vmax": 1}),
        ("contact", "Contact between the groups I\n(1: as by chance)", {"vmin": 0, "vmax": 1}),
        ("fluctuation", "Fluctuation of s\n(standard deviation)", {"norm": LogNorm(1e-3, 0.3)}),
    )
    for ax, (column, title, scale) in zip(axes, panels, strict=True):
        values = grid(table, column)
        shown = ax.pcolormesh(*_edges(values), values, cmap="cividis", **scale)
        figure.colorbar(shown, ax=ax, location="bottom", shrink=0.8)
        _draw_borders(ax, table)
        ax.set(title=title, xlabel="vacancy density ρ, per cent of the sites")
    _draw_article(axes[0])
    ticks = ["1/8", "1/6", "1/5", "1/4", "1/3", "2/5", "1/2", "3/5", "2/3", "3/4", "4/5", "7/8"]
    axes[0].set_yticks([float(Fraction(text)) for text in ticks], ticks)
    axes[0].set_ylabel("tolerance T: highest share of unlike neighbours that satisfies")
    for name, x, y in (
        ("mixed", 30, 0.87),
        ("segregated", 14, 0.6),
        ("diluted\nsegregated", 50, 0.4),
    ):
        axes[0].text(x, y, name, color="white", ha="center", path_effects=OUTLINE, fontsize=13)
    axes[0].text(9, 0.2, "frozen", color="white", ha="center", path_effects=OUTLINE, fontsize=13)
    handles, labels = axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=4)
    figure.savefig(path, dpi=100)
    plt.close(figure)


def _edges(values: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return the edges of the cells: per cent of sites; a tolerance holds up to the next one."""
    columns = 100 * values.columns.to_numpy()
    half = (columns[1] - columns[0]) / 2
    return np.append(columns - half, columns[-1] + half), np.append(values.index.to_numpy(), 1.0)


def _draw_borders(ax: Axes, table: pd.DataFrame) -> None:
    """Draw a line between cells of different phases."""
    phases = grid(table, "phase").to_numpy()
    x, y = _edges(grid(table, "s"))
    upright = [
        [(x[j], y[i]), (x[j], y[i + 1])]
        for i, j in np.ndindex(phases.shape)
        if j and phases[i, j] != phases[i, j - 1]
    ]
    level = [
        [(x[j], y[i]), (x[j + 1], y[i])]
        for i, j in np.ndindex(phases.shape)
        if i and phases[i, j] != phases[i - 1, j]
    ]
    style = {"colors": "white", "linewidths": 1.6, "path_effects": OUTLINE}
    ax.add_collection(LineCollection(upright + level, **style))


def _draw_article(ax: Axes) -> None:
    """Draw the article's borders: T_c, and the range in which its text and table put T_f."""
    ax.plot([], [], color="white", lw=1.6, path_effects=OUTLINE, label="phases, this study")
    red = {"color": "#e8590c", "path_effects": OUTLINE}
    ax.plot([1, 48], [0.75, 0.75], ls="--", lw=2.2, label="T_c, the article (3/4)", **red)
    frozen = ((2, 0.5, 0.5), (4, 0.5, 0.5), (6, 0.4, 0.5), (24, 0.2, 0.25), (32, 0.2, 0.25))
    frozen = (*frozen, (40, 0.2, 0.25))
    x, low, high = (np.array(each) for each in zip(*frozen, strict=True))
    spread = np.array([high - low, high - low]) / 2
    mark = {"fmt": "o", "ms": 5, "capsize": 4, "lw": 2.2}
    ax.errorbar(
        x, (low + high) / 2, spread, label="T_f, the article (range)", **mark, color="#e8590c"
    )
    ax.axvline(46, ymax=0.12, ls=":", lw=2.2, label="last frozen ρ, the article (46 %)", **red)


def check_steps() -> None:
    """Print the phases of some cities after 400 and after 4,000 steps."""
    import sim
    from sim.city import City

    same = 0
    for vacancy, tolerance in NEAR_BORDERS:
        words = [f"paper.vacancy={vacancy}", f"paper.tolerance={tolerance}", "paper.steps=4000"]
        config = sim.compose("experiment=gauvin_phase_diagram", *words)
        lived = [pd.DataFrame(City(config, seed).run().series()) for seed in (101, 102)]
        after = [_means(lived, end) for end in (400, 4000)]
        phases = [phase(*means) for means in after]
        same += phases[0] == phases[1]
        values = "; ".join(f"s {s:.2f}, I {contact:.2f}" for s, contact, _ in after)
        print(f"| {vacancy:.0%} | {tolerance} | {phases[0]} | {phases[1]} | {values} |", flush=True)
    print(f"the same in {same} of {len(NEAR_BORDERS)}")


def _means(lived: list[pd.DataFrame], end: int) -> tuple[float, float, float]:
    """Return the means of s, contact and moving over the last steps up to one."""
    cities = [city[(city["month"] > end - LAST) & (city["month"] <= end)] for city in lived]
    found = pd.concat([pd.DataFrame(measures(city)) for city in cities]).mean()
    return float(found["s"]), float(found["contact"]), float(found["moving"])


def main() -> None:
    """Print the verdict and write the table and the picture; or look whether the steps suffice."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--store", type=Path, default=STORE)
    parser.add_argument("--to", type=Path, default=HERE, help="folder of the table and the picture")
    parser.add_argument("--check", action="store_true", help="live some cells ten times as long")
    given = parser.parse_args()
    if given.check:
        check_steps()
        return
    from sim.results import load

    table = cells(*load(given.store))
    print(f"{table['cities'].sum():,} cities in {len(table)} cells: {_phases_of(table)}")
    for what, found, met in verdicts(table):
        print(f"| {what} | {found} | {'met' if met else '**missed**'} |")
    kept = ["vacancy", "tolerance", "s", "fluctuation", "contact", "moving", "unhappy", "phase"]
    rounded = table[kept].round(dict.fromkeys(kept[2:7], 4))
    rounded.to_csv(given.to / "table.csv", index=False)
    picture(table, given.to / "picture.png")


if __name__ == "__main__":
    main()

"""Both engines run every published model, in a small version, to the same hash."""

import csv

import pytest

import sim

MONTHS = 4
SMALL = {  # words that make a model small; others get a board of 12 x 12
    "brandt_2012_ring": ("paper.n=40",),
    "grauwin_2009": (),
    "bradford_2023": ("city.size=[20,20]",),
}
OTHERS = {  # settings that use other switches than the default
    "mauro_2024_relocation": [
        ("paper.policy=maximum_improvement",),
        ("paper.policy=minimum_improvement", "paper.p=0.5"),
        ("paper.policy=similar_neighbourhood",),
        ("paper.policy=different_neighbourhood",),
        ("paper.policy=distance_relevance",),
        ("paper.policy=recently_emptied",),
    ],
    "gambetta_2023_mobility": [("paper.alpha=1", "paper.beta=-2")],
    "gauvin_2009": [("paper.movers=unhappy", "paper.torus=true")],
    "grauwin_2009": [("paper.alpha=0.5",)],
    "schelling_1971_board": [("paper.tau=1/3",)],
    "bruch_mare_2006": [
        ("paper.preference=continuous", "paper.beta=8"),
        ("paper.preference=staircase", "paper.beta=0"),
        ("paper.preference=tent", "paper.beta=8"),
    ],
    "zhang_2004": [("paper.start=checkerboard", "paper.M=-0.6"), ("paper.beta=0",)],
    "hatna_benenson_2012": [("paper.F_B=8/24", "paper.F_G=2/24", "paper.density=0.9")],
    "singh_2009": [("paper.T=4", "paper.start=random")],
    "pancs_vriend_2007": [(f"paper.preference={word}",) for word in ("p50", "p100", "spiked")],
    "sahasranaman_jensen_2018": [("paper.p=0.1", "paper.theta=0.5", "paper.minority=0.3")],
}


def cells(model):
    yield ()
    yield from OTHERS.get(model, [])


CASES = [(model, words) for model in sim.published.models() for words in cells(model)]


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    """A small table of areas with the columns of the Bradford model."""
    path = tmp_path_factory.mktemp("areas") / "areas.csv"
    path.write_text((header := ",".join(["lsoa11", *bradford_groups()])) + "\n")
    rows = [
        [f"E0101056{k}", *[str(20 * (1 + (k + g) % 4)) for g in range(12)]] for k in range(8, 12)
    ]
    with path.open("a", newline="") as handle:
        csv.writer(handle, lineterminator="\n").writerows(rows)
    assert header.count(",") == 12
    return path


def bradford_groups():
    return [
        f"{ethnicity}_{status}"
        for ethnicity in ("white_british", "asian", "black", "other")
        for status in ("low", "mid", "high")
    ]


@pytest.mark.parametrize(("model", "words"), CASES, ids=lambda part: str(part))
def test_the_engines_agree(model, words, request):
    small = SMALL.get(model, ("city.size=[12,12]",))
    if model == "bradford_2023":
        touching = request.getfixturevalue("table").with_name("touching.csv")
        touching.write_text("a,b\nE01010568,E01010569\nE01010569,E010105610\n")
        small += (f"paper.table={request.getfixturevalue('table')}", f"city.contiguity={touching}")
    hashes, happy = [], []
    for engine in ("kernel", "reference"):
        config = sim.compose(f"experiment=published/{model}", *small, *words, f"engine={engine}",
                             f"months={MONTHS}", "metrics.families=[]")  # fmt: skip
        city = sim.City(config, seed=5).run()
        hashes.append(city.state_hash())
        happy.append(city.series()["share_happy"].tolist())
    assert hashes[0] == hashes[1]
    assert happy[0] == happy[1]

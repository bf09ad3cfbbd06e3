"""docs/odd_example.md: one month of a tiny city, step by step, with numbers.

The steps are told by the city in tests/odd, which is written from docs/odd.md alone; the hashes are
the simulator's. The page is not written if the two disagree.
"""

import dataclasses

import sim
from docs.odd_example_search import MARKETS, Lines, Table, Teller, money, scene_section
from docs.odd_hashes import hashes
from docs.odd_open_example import open_city_lines
from tests.odd import draws
from tests.odd.month import City
from tests.odd.start import PRIVATE_RENTAL, PUBLIC

WORDS = (
    "city=singapore", "city.initial=random", "city.size=[8,8]", "city.block=2",
    "city.neighbourhood=2", "city.public.vacancy_owned=0.1", "rules=teaching",
    "preferences=assumed",
    "policy=ethnic_quota",
)  # fmt: skip
SEED = 1


def map_of(city: City) -> Lines:
    """Return a map: group by letter, small in private homes, `r` if let."""
    rows, columns = city.city["size"]
    side, letters = city.city["block"], [name[0] for name in city.city["groups"]]
    lines = ["```text"]
    for row in range(rows):
        if row and row % side == 0:
            lines.append("")
        cells = []
        for c in range(row * columns, (row + 1) * columns):
            who, sector = city.homes["household"][c], city.homes["sector"][c]
            mark = "." if sector < 0 else "-" if sector == PUBLIC else "~"
            if who >= 0:
                letter = letters[city.people["group"][who]]
                mark = letter.upper() if sector == PUBLIC else letter
            gap = "  " if c % columns % side == side - 1 else ""
            cells.append(mark + ("r" if city.homes["rental"][c] else " ") + gap)
        lines.append(" ".join(cells).rstrip())
    return [*lines, "```"]


def draws_section(table: Table) -> Lines:
    """Return the draws to check first."""
    rows = []
    for counter in ((0, 0, 9, 0), (0, 0, 6, 1), (1, 9, 2, 0), (1, 9 >> 2, 1, 0)):
        words = draws.philox(SEED, counter)
        rows.append((str(counter), *(str(word) for word in words)))
    lines = ["## The draws first", "", "Philox4x32-10 with the key (1, 0), that of seed 1:", ""]
    lines += table(("(month, entity, purpose, index)", "w0", "w1", "w2", "w3"), rows)
    word = draws.philox(SEED, (0, 0, 6, 1))[0]
    three = [draws.Draws(SEED).pick(1, 9, draws.CANDIDATE, k, 5) for k in range(4)]
    lines += ["", f"The word {word} is the uniform {word / 2**32:.9f}, the normal "
              f"{draws.normal_quantile((word + 0.5) / 2**32):.6f} and the Gumbel "
              f"{draws.gumbel(word):.6f}. The first picks among 5 of household 9 in month 1 "
              f"(CANDIDATE) are {', '.join(map(str, three))}."]  # fmt: skip
    return lines


def start_section(city: City, table: Table) -> Lines:
    """Return month 0."""
    homes, people = city.homes, city.people
    names = list(city.city["groups"])
    lines = ["## Month 0", "", "A map of the start: first letter of the group, capital in public "
             "homes, small in private ones; `r` is a home to let; `-` a public home that stands "
             "empty, `~` a private one, `.` unbuilt land. Gaps are between blocks; four blocks, two"
             " by two, are a neighbourhood. Cells count row by row from 0.", ""]  # fmt: skip
    lines += [*map_of(city), ""]
    lines += [f"{city.initial_homes} homes, {city.n_initial} households. The homes that stand "
              "empty, in the order of their lists:", ""]  # fmt: skip
    rows = [
        (MARKETS[market], str(c), str(city.block[c]), str(city.neighbourhood[c]),
         str(homes["quality"][c]), money(homes["base_rent"][c]))
        for market, listed in enumerate(city.vacant) for c in listed
    ]  # fmt: skip
    lines += table(("market", "cell", "block", "neighbourhood", "quality", "base rent"), rows)
    lines += ["", "Three households, and the months since they moved, drawn by STAY:", ""]
    columns = (
        "group",
        "income",
        "fifth",
        "standing",
        "market",
        "dwelling",
        "moved",
        "rent",
        "loan",
    )
    rows = []
    for h in (9, 36, 18):
        told = {"group": names[people["group"][h]], "market": MARKETS[people["market"][h]]}
        cells = [told.get(k) or money(people[k][h]) for k in columns]
        rows.append((str(h), *cells))
    lines += table(("id", *columns), rows)
    counts = city.counts()
    rows = []
    for u in range(city.n_neighbourhoods):
        zone = ("neighbourhood", u)
        by_class = [str(counts.get((*zone, b), 0)) for b in range(len(city.classes))]
        rows.append((str(u), *by_class, str(counts.get((*zone, "sold"), 0))))
    lines += ["", "Public homes by owner of record, n, and ever sold, N:", ""]
    return lines + table(("neighbourhood", *city.classes, "N"), rows)


def month_section(city: Teller, before: list[str], table: Table) -> Lines:
    """Return steps 1 to 8 of the month; `before` are the vacancies that moved the levels."""
    limits = city.limits()
    rows = []
    for zone in ("block", "neighbourhood"):
        rows.append((zone, *(f"{limits[zone].get(name, 100):g} %" for name in city.classes)))
    due = city.market["project_rate"] * city.initial_homes / (12 * city.market["project_homes"])
    lines = ["## Month 1", "", "**Steps 1 to 6.** Month 1 is July 2020: the entry of "
             f"{limits['since']} holds.", ""]  # fmt: skip
    lines += table(("limit", *city.classes), rows)
    lines += ["", "Nobody is displaced and nothing was finished last month, so nobody leaves or "
              f"arrives. Projects due: int({city.market['project_rate']:g} x {city.initial_homes} "
              f"x 1 / (12 x {city.market['project_homes']})) = int({due:.6f}) = {int(due)}.",
              "", "**Step 7.** Rent levels, by neighbourhood and sector; vacancy v in ppb:",
              ""]  # fmt: skip
    lines += before
    owner, renter = city.rules["consider_owner"], city.rules["consider_renter"]
    lines += ["", f"**Step 8.** {contracts(city)} Owners wish to look "
              f"if their uniform is below {owner:g} / 12 = {owner / 12:.6f}, renters below "
              f"{renter:g} / 12 = {renter / 12:.6f}. These do, in the order of their turns:",
              ""]  # fmt: skip
    rows = []
    for scene in city.story:
        h = scene["told"].household
        luck = city.draws.shared_uniform(1, h, draws.CONSIDER)
        rows.append((str(h), f"(1, {h >> 2}, 1, 0)", f"w{h & 3}", f"{luck:.6f}",
                     str(city.word(h, draws.ORDER, 0))))  # fmt: skip
    return lines + table(("id", "counter", "word", "uniform", "ORDER word"), rows)


def contracts(city: City) -> str:
    """Return whose contracts are due in the month, and who is in distress."""
    due, people = [], city.people
    for h, c in enumerate(people["dwelling"]):
        months = city.month - people["moved"][h]
        reset = months > 0 and months % city.market["reset_months"] == 0
        if city.market_of(c) == PRIVATE_RENTAL and reset:
            due.append(h)
    what = f"Private contracts that are a multiple of {city.market['reset_months']} months old: "
    strained = sum(strain > 0 for strain in people["strain"])
    return what + f"{', '.join(map(str, due)) or 'none'}; households with strain: {strained}."


def levels_table(city: City, table: Table) -> Lines:
    """Return the table of step 7, for a city whose levels have just moved."""
    rows = []
    for sector, name in enumerate(("public", "private")):
        on = [c for c in city.cells if city.homes["sector"][c] == sector]
        on = [c for c in on if city.market_of(c) != 1]
        for u in range(city.n_neighbourhoods):
            here = [c for c in on if city.neighbourhood[c] == u]
            empty = sum(city.empty(c) for c in here)
            v = f"{empty * 10**9 // len(here):,}" if here else "that of the city"
            level = city.level[u][sector]
            rows.append((str(u), name, str(len(here)), str(empty), v, f"{level - 10**9:,}",
                         f"{level:,}"))  # fmt: skip
        empty = sum(city.empty(c) for c in on)
        rows.append(("city", name, str(len(on)), str(empty), f"{empty * 10**9 // len(on):,}", "",
                     ""))  # fmt: skip
    return table(("neighbourhood", "sector", "homes", "vacant", "v", "change", "level"), rows)


def hash_section(table: Table) -> Lines:
    """Return the hashes, with the quota and without a policy."""
    quota = hashes(WORDS, SEED, City)
    none = hashes((*WORDS[:-1], "policy=none"), SEED, City)
    rows = [
        (str(month), f"`{a}`", f"`{b}`")
        for month, a, b in zip((0, 1, 12), quota, none, strict=True)
    ]
    return ["## The hashes", "", *table(("end of month", "ethnic_quota", "none"), rows)]


def odd_example_page(note: str, table: Table) -> str:
    """Return docs/odd_example.md."""
    config = dataclasses.asdict(sim.compose(*WORDS))
    city = Teller(config, SEED)
    start = start_section(city, table)
    still = City(config, SEED)
    still.move_levels()
    levels = levels_table(still, table)
    city.step()
    words = " ".join(f'"{word}"' if "[" in word else word for word in WORDS)
    lines = [note, "# The model by example: a month of a tiny city", "", "The numbers behind "
             "[the description of the model](odd.md), for one who writes it anew: 8 x 8 cells, "
             "four neighbourhoods of four blocks, the rules for teaching (everybody may look, "
             "often), and the ethnic quota. Whatever is not "
             "named has the value of [parameters.md](parameters.md). Money is in cents.",
             "", "```bash", f"python -m sim run {words} months=12 seed={SEED}", "```", "",
             "prints the last hash of its table. The steps are told by a city of its own, written "
             "from odd.md alone with nothing but Python's standard library: "
             "[tests/odd](../tests/odd/month.py). A test holds it to the simulator, month by month."
             ""]  # fmt: skip
    lines += ["", *draws_section(table), "", *start, "", *month_section(city, levels, table)]
    lines += ["", "**Step 10.** Each looks, and moves at once if it finds better. The burden is "
              "payment / income; utilities by [7.6](odd.md#76-utility)."]  # fmt: skip
    for scene in city.story:
        lines += ["", *scene_section(city, scene, table)]
    return "\n".join([*lines, "", *hash_section(table), "", *open_city_lines(table)]) + "\n"

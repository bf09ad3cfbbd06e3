"""The second part of docs/odd_example.md: a month of a tiny open city, with numbers.

Told by the city in tests/odd, as the first part; not written where the simulator disagrees.
"""

import dataclasses
from typing import Any

import sim
from docs.odd_example_search import MARKETS, Lines, Table, money
from docs.odd_hashes import SHOWN, hashes
from tests.odd import draws
from tests.odd.open_city import OpenCity
from tests.odd.start import ppm

WORDS = (
    "city=singapore", "city.initial=random", "city.size=[8,8]", "city.block=2",
    "city.neighbourhood=2", "city.public.vacancy_owned=0.1", "city.empty_land=0.2",
    "rules=teaching", "preferences=assumed", "market=full", "market.newcomers=0.5",
    "market.formation=0.3", "market.dissolution=0.2", "market.project_homes=3",
    "market.most_projects=1", "market.construction_cost=0.4", "market.construction_months=2",
    "policy=none",
)  # fmt: skip
SEED = 1


class Teller(OpenCity):
    """The city by the page, which notes its month."""

    def __init__(self, config: Any, seed: int) -> None:
        super().__init__(config, seed)
        self.scenes: list[dict[str, Any]] = []
        self.sales: list[tuple[str, ...]] = []

    def search(self, h: int, *args: Any) -> bool:
        scene = {
            "h": h,
            "lives": self.people["dwelling"][h],
            "elsewhere": self.elsewhere(h) if self.weighs else None,
            "prices": {c: self.price_of(c) for m in (0, 2) for c in self.vacant[m]},
        }
        moved = super().search(h, *args)
        self.scenes.append(scene | {"told": self.told[-1], "left": self.people["dwelling"][h] < 0})
        return moved

    def move(self, h: int, best: Any) -> None:
        c, asked = best.cell, self.homes["asking"][best.cell]
        paid = self.price_of(c) if asked else 0
        super().move(h, best)
        if asked:
            at_start = self.price(self.homes["base_rent"][c])
            ratio = min(max(paid * 10**9 // at_start, 1), 10**12)
            row = c, h, at_start, asked, paid, ratio, best.loan
            self.sales.append(tuple(money(number) for number in row))


def start_lines(city: OpenCity, table: Table) -> Lines:
    """Return what stands empty at the start, and its price."""
    rows = [
        (MARKETS[m], str(c), money(city.homes["base_rent"][c]),
         money(city.price(city.homes["base_rent"][c])) if city.homes["asking"][c] else "",
         money(city.homes["asking"][c]) if city.homes["asking"][c] else "")
        for m, listed in enumerate(city.vacant) for c in listed
    ]  # fmt: skip
    markup = f"{city.market['asking_markup']:.0%}"
    text = (f"{city.initial_homes} homes, {city.n_initial} households. What stands empty is put up "
            f"for sale before month 1, {markup} above its price at the start:")  # fmt: skip
    head = "market", "cell", "base rent", "price at the start", "asking"
    return ["### Month 0", "", text, "", *table(head, rows)]


def life_lines(city: OpenCity) -> Lines:
    """Return who ends and who forms: the numbers of LIFE in month 1."""
    e, f = city.market["dissolution"] / 12, city.market["formation"] / 12
    p = e + (1 - e) * f
    words = draws.philox(SEED, (1, 0, draws.LIFE, 0))
    luck = words[0] / 2**32 + words[1] / 2**64
    happens = city.happens(0, p)
    k = len(happens)
    picks = [city.draws.pick(1, 0, draws.LIFE, 2 + n, 64 - k + n + 1) for n in range(k)]
    told = []
    for place in sorted(happens):
        u = city.draws.uniform(1, 0, draws.LIFE, 64 + place)
        here = place < city.n_initial and city.people["dwelling"][place] >= 0
        fate = "nobody" if not here else "ends" if u < e / p else "a new one forms from it"
        told.append(f"{place} ({u:.6f}: {fate})" if here else f"{place} (nobody)")
    return [
        "### Month 1", "",
        f"**Step 5, ends and forms.** e = {e:.6f}, f = {f:.6f}, p = {p:.6f}, e / p = {e / p:.6f}. "
        f"The words {words[0]} and {words[1]} (LIFE, span 0, index 0) are the uniform {luck:.6f}, "
        f"so that k = {k}; the picks among {64 - k + 1} .. 64 are "
        f"{', '.join(map(str, picks))}: {'; '.join(told)}.",
    ]  # fmt: skip


def look_lines(city: Teller, scene: dict[str, Any], table: Table) -> Lines:
    """Return the homes that one household saw, staying and elsewhere."""
    told, rows = scene["told"], []
    for look in [*told.seen, *([told.stay] if told.stay else [])]:
        price, worth = scene["prices"].get(look.cell), ("cannot pay", "", "")
        if look.utility is not None:
            worth = tuple(f"{x:.6f}" for x in (look.utility, look.shock, look.value))
        rows.append((f"{look.cell} (stay)" if look is told.stay else str(look.cell),
                     money(price) if price else "", money(look.loan), money(look.payment),
                     *worth))  # fmt: skip
    if scene["elsewhere"] is not None:
        h = scene["h"]
        luck = draws.gumbel(city.draws.word(1, h, draws.ELSEWHERE, 0))
        rows.append(("elsewhere", "", "", "", f"{scene['elsewhere'] - luck:.6f}", f"{luck:.6f}",
                     f"{scene['elsewhere']:.6f}"))  # fmt: skip
    head = "cell", "price", "loan", "payment", "utility", "shock", "value"
    return table(head, rows)


def scene_lines(city: Teller, scene: dict[str, Any], what: str, table: Table) -> Lines:
    """Return one search: who looks, at what, and what comes of it."""
    told, h = scene["told"], scene["h"]
    people, outcome = city.people, "It stays."
    if told.choice:
        outcome = f"It takes home {told.choice.cell}."
    elif scene["lives"] < 0:
        outcome = "It finds nothing: it does not come."
    elif scene["left"]:
        outcome = f"Elsewhere is worth most: it leaves, and home {scene['lives']} is listed."
    group = list(city.city["groups"])[people["group"][h]]
    text = f"*Household {h}* ({group}, income {money(people['income'][h])}) {what}. {outcome}"
    return ["", text, "", *look_lines(city, scene, table)]


def newcomer_words(city: Teller) -> str:
    """Return how many newcomers are due in month 1, and whom the first one is like."""
    rate, n = ppm(city.market["newcomers"]) * city.n_initial, city.n_initial
    let = sum(city.people["market"][h] % 2 for h in range(n))
    h, o = city.rules["consider_renter"], city.rules["consider_owner"]
    share = let * h / (let * h + (n - let) * o)
    u = city.draws.uniform(0, 0, draws.ARRIVAL, 1)
    like = "a tenant" if u < share else "an owner"
    return (f"{rate} x 1 // (12 x 10^6) = {rate // (12 * 10**6)} of them. The first, n = 0, has "
            f"the id {n} and is like {like}: its uniform (ARRIVAL, "
            f"entity 0, index 1) is {u:.6f}, T h / (T h + O o) = {let * h:g} / "
            f"{let * h + (n - let) * o:g} = {share:.6f}")  # fmt: skip


def supply_lines(city: Teller, table: Table) -> Lines:
    """Return step 6: what developers looked at."""
    market = city.market
    mean = city.price(round(100 * city.city["private"]["rent"]))
    land, work = (ppm(market[key]) * mean // 10**6 for key in ("land_cost", "construction_cost"))
    rows = []
    for block, revenue, cost in city.looked_at:
        needed = cost * (10**6 + ppm(market["developer_return"])) / 10**6
        cells, begun = city.ground(block), "yes" if revenue >= needed else "no"
        rows.append((str(block), ", ".join(map(str, cells)),
                     ", ".join(money(city.base_rent(c, 1)) for c in cells), money(revenue),
                     money(cost), f"{needed:,.0f}", begun))  # fmt: skip
    text = (f"**Step 6.** P = {money(mean)}; a home costs {money(land)} of land and {money(work)} "
            "of construction. Developers look at the free blocks in their order:")  # fmt: skip
    head = "block", "cells", "base rents", "revenue", "cost", "with the return", "begun"
    return ["", text, "", *table(head, rows)]


def rest_lines(city: Teller, table: Table) -> Lines:
    """Return the rent levels at the end of the month, and its sales."""
    anchors = ", ".join(f"{city.at_rest(s, []):,}" for s in (0, 1))
    levels = [(str(u), *map(money, pair)) for u, pair in enumerate(city.level)]
    head = "cell", "buyer", "price at the start", "asking", "paid", "ratio, ppb", "loan"
    return [
        "", f"**Step 7.** Natural vacancy v* (public, private): {anchors} ppb. Levels after it:",
        "", *table(("neighbourhood", "public", "private"), levels),
        "", "The month's sales:", "", *table(head, city.sales),
    ]  # fmt: skip


def open_city_lines(table: Table) -> Lines:
    """Return the section on the open city."""
    city = Teller(dataclasses.asdict(sim.compose(*WORDS)), SEED)
    start, newcomers = start_lines(city, table), newcomer_words(city)
    city.month = 1
    life = life_lines(city)
    city.month = 0
    city.step()
    words = " ".join(f'"{word}"' if "[" in word else word for word in WORDS)
    lines = ["## An open city", "", "The full market ([market.md](market.md)): asking prices, "
             "newcomers, households that form and end, developers, and rents with an anchor; "
             "livelier and smaller than it ships.",
             "", "```bash", f"python -m sim run {words} months=12 seed={SEED}", "```", "",
             "prints the last hash of the page. Told by [tests/odd](../tests/odd/open_city.py), "
             "held to the simulator like the month above.", "", *start, "", *life, "",
             f"**Step 5, newcomers.** {newcomers}."]  # fmt: skip
    new = len(city.came)
    arrived = [s for s in city.scenes if s["lives"] < 0]
    for number, scene in enumerate(arrived):
        lines += scene_lines(city, scene, "comes to look" if number < new else "forms", table)
    lines += [*supply_lines(city, table), *rest_lines(city, table), "", "**Step 10.** The others "
              "look in the order of their turns."]  # fmt: skip
    for scene in city.scenes[len(arrived) :]:
        lines += scene_lines(city, scene, f"lives in {scene['lives']}", table)
    found = zip(SHOWN, hashes(WORDS, SEED, OpenCity), strict=True)
    rows = [(str(month), f"`{each}`") for month, each in found]
    return [*lines, "", *table(("end of month", "state hash"), rows)]

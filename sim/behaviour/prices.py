"""What is asked and paid for a home where sellers ask prices (`market.prices=asking`).

Integer cents; ratios in parts per billion. Sales are remembered as ratios to the price of the same
home at the start, so that it does not matter which homes happened to be sold.
"""

from sim.behaviour.affordability import price
from sim.behaviour.parameters import Parameters
from sim.compiled import rule

HIGHEST_RATIO = 1000000000000  # a thousand times the price at the start; keeps products in 64 bits


@rule
def part_of(amount: int, ratio: int) -> int:
    """Return `amount` times `ratio`, rounded down; exact, whatever the size of the product."""
    billions, rest = amount // 1000000000, amount % 1000000000
    whole, part = ratio // 1000000000, ratio % 1000000000
    return billions * ratio + rest * whole + rest * part // 1000000000


@rule
def ratio_to(paid: int, first: int) -> int:
    """Return a price paid over the price of the same home at the start, 1 ppb to a thousand."""
    whole, rest = paid // first, paid % first
    while first > 4000000000:  # beyond 40 million dollars rounded, so that products stay in 64 bits
        first, rest = first // 2, rest // 2
    ratio = whole * 1000000000 + rest * 1000000000 // first
    if ratio < 1:
        return 1
    return ratio if ratio < HIGHEST_RATIO else HIGHEST_RATIO


@rule
def level_of(block_sum: int, block_sales: int, place_sum: int, place_sales: int) -> int:
    """Return the mean ratio of the last sales in a block, else in its neighbourhood, else one.

    Parameters
    ----------
    block_sum, place_sum : int
        Sum of the ratios that are remembered of a block, of a neighbourhood's sector.
    block_sales, place_sales : int
        How many they are, 0 to 6.
    """
    if block_sales > 0:
        return block_sum // block_sales
    if place_sales > 0:
        return place_sum // place_sales
    return 1000000000


@rule
def reference(base_rent: int, level: int, p: Parameters) -> int:
    """Return what a home is worth by recent sales nearby: its price at the start times their
    level, at least 1 cent."""
    value = part_of(price(base_rent, p), level)
    return value if value > 1 else 1


@rule
def first_asked(value: int, p: Parameters) -> int:
    """Return the price asked when a home is put up for sale: its reference and the mark-up."""
    return value + part_of(value, p.asking_markup)


@rule
def months_unsold(month: int, vacant_since: int) -> int:
    """Return how often the price was cut by a month; prices are asked from month 0 on."""
    return month - (vacant_since if vacant_since > 0 else 0)


@rule
def share_left(months: int, p: Parameters) -> int:
    """Return what is left of the first asking price after so many cuts, parts per billion.

    (1 - decline)^months, by squaring, each product rounded down.
    """
    left, factor = 1000000000, 1000000000 - p.asking_decline
    while months > 0:
        if months % 2 == 1:
            left = left * factor // 1000000000
        factor = factor * factor // 1000000000
        months //= 2
    return left


@rule
def asked(first: int, months: int, rent: int, p: Parameters) -> int:
    """Return the price asked after so many months unsold: each cuts it by a share of itself.

    A seller comes down to a share of what the home is worth let (`asking_floor` of a year's rent
    over the yield), and no further than 1 cent.
    """
    now = part_of(first, share_left(months, p))
    least = part_of(price(rent, p), p.asking_floor)
    if now < least:
        now = least
    return now if now > 1 else 1


@rule
def own_money(full: int, brought: int) -> int:
    """Return how much of the equity that a buyer brings goes into the price."""
    return brought if brought < full else full

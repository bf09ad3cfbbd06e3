"""A household's month before it looks for a home: its contract, its strain, its wish to move."""

from sim.behaviour.parameters import Parameters
from sim.compiled import rule

NO_CAP = 10**18  # an increase that no rent reaches; the lower of two caps binds


@rule
def market_rent(base_rent: int, level: int) -> int:
    """Return the asking rent without caps: the home's base rent at its neighbourhood's level,
    cents."""
    rent = base_rent * level // 1000000000
    return rent if rent > 0 else 1


@rule
def capped_rent(rent: int, last: int, months: int, cap: int) -> int:
    """Return `rent`, or the most that a cap on the yearly increase lets it be.

    `last` is the contract rent of `months` ago (0: never let, so no cap), `cap` the increase a
    year in parts per billion (`NO_CAP`: none), negative where incomes may grow faster than the
    rent. A landlord could have raised every year, so the months add up.
    """
    if cap >= 1000000000000000000 or last <= 0:
        return rent
    most = last + last * cap // 1000000000 * months // 12
    if most < 1:
        most = 1
    return rent if rent < most else most


@rule
def reset_due(months: int, p: Parameters) -> bool:
    """Return whether a tenant's contract rent is renewed this month."""
    return months > 0 and months % p.reset_months == 0


@rule
def strained(rent: int, income: int, p: Parameters) -> bool:
    """Return whether a contract rent is above the displacement burden."""
    return rent * 1000000 > p.displacement_burden * income


@rule
def ending_pays(rent: int, asked: int, last: int, letting_cap: int, p: Parameters) -> bool:
    """Return whether a landlord gets more from a new tenant than from this one's renewed contract.

    `rent` is what the cap lets this tenant pay, `asked` the market's rent, `last` the rent of the
    contract that ends: a new tenant pays what the market asks, within the cap between tenancies.
    """
    return capped_rent(asked, last, p.reset_months, letting_cap) > rent


@rule
def next_strain(strain: int, over: bool, evicted: bool) -> int:
    """Return a renter's strain one month on.

    It counts up while the rent is above the displacement burden (`over`), and down, from -1 in the
    month in which the landlord ends the contract, while one looks for another home.
    """
    if evicted:
        return -1
    if strain < 0:
        return strain - 1
    return strain + 1 if over else 0


@rule
def must_search(strain: int, p: Parameters) -> bool:
    """Return whether a renter must look for another home, without attachment to this one."""
    return strain < 0 or strain >= p.displacement_months


@rule
def longest_search(p: Parameters) -> int:
    """Return how many months one who must search searches before leaving the city, at least one."""
    return p.displacement_search if p.displacement_search > 1 else 1


@rule
def longest_strain(p: Parameters) -> int:
    """Return the strain at the end of a month with which a renter has searched long enough in vain.

    One searches in the months in which strain is `displacement_months` and above; one whose
    contract was ended has searched so long at a strain of -`longest_search`.
    """
    return p.displacement_months + longest_search(p) - 1


@rule
def may_move(market: int, months: int, stay: int, p: Parameters) -> bool:
    """Return whether the minimum occupation period of an owned public flat is over.

    The longer of two holds: that of the rules, and that of a policy in its block, `stay` months.
    """
    least = stay if stay > p.minimum_occupation else p.minimum_occupation
    return market != 0 or months >= least


@rule
def consider_probability(market: int, p: Parameters) -> float:
    """Return the probability of considering a move this month, by tenure."""
    if market == 0 or market == 2:
        return p.consider_owner
    return p.consider_renter


@rule
def stands_for(market: int, p: Parameters) -> float:
    """Return how many households each one that considers a move stands for: one over its chance.

    Weighted so (Horvitz and Thompson 1952, JASA 47:663-685), those who consider represent all who
    may move; else renters, who look around more often, would count more than owners.
    """
    return 1.0 / consider_probability(market, p)

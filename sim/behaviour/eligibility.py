"""May this household take this home? The rules that policies fill with numbers."""

from sim.compiled import rule

NO_LIMIT = 10000


@rule
def open_to(own: int, market: int, all_sectors: bool) -> bool:
    """Return whether a household searches on a market; reserved homes have a lottery of their own.

    `own` is the household's market, -1 as long as it has had no home in the city.
    """
    if all_sectors or own < 0:
        return market < 4
    return market == own


@rule
def market_joined(own: int, market: int) -> int:
    """Return the market that is a household's own once it has taken a home in `market`.

    It is for life; who first lives in a reserved home searches like other private tenants.
    """
    if own >= 0:
        return own
    return 3 if market == 4 else market


@rule
def within_limit(class_count: int, sold: int, limit: int, first_sale: bool) -> bool:
    """Return whether one more home of a class keeps a unit within its limit.

    Parameters
    ----------
    class_count, sold : int
        Homes of the buyer's class, and homes ever sold, in the unit, by owner of record.
    limit : int
        Greatest share in hundredths of a per cent; 10,000 is no limit.
    first_sale : bool
        Whether the home was never sold: then it joins the homes ever sold.
    """
    if limit >= 10000:
        return True
    if first_sale:
        sold += 1
    return 10000 * (class_count + 1) <= limit * sold


@rule
def quota_allows(
    buyer: int,
    seller: int,
    block_count: int,
    block_sold: int,
    block_limit: int,
    neighbourhood_count: int,
    neighbourhood_sold: int,
    neighbourhood_limit: int,
) -> bool:
    """Return whether an ethnic quota allows a sale.

    A sale within a class is always allowed; otherwise the buyer's class must stay within the
    limits of the block and of the neighbourhood (Housing & Development Board, Ethnic Integration
    Policy, from 1 March 1989). `seller` is -1 for a home never sold: it has no seller, so no
    waiver.
    """
    if buyer == seller:
        return True
    first = seller < 0
    if not within_limit(block_count, block_sold, block_limit, first):
        return False
    return within_limit(neighbourhood_count, neighbourhood_sold, neighbourhood_limit, first)


@rule
def residents_quota_allows(
    buyer: int,
    seller: int,
    seller_citizenship: int,
    block_count: int,
    block_residents: int,
    block_sold: int,
    block_limit: int,
    block_residents_limit: int,
    neighbourhood_count: int,
    neighbourhood_residents: int,
    neighbourhood_sold: int,
    neighbourhood_limit: int,
    neighbourhood_residents_limit: int,
) -> bool:
    """Return whether the quotas allow a sale to a household of permanent residents.

    Since 5 March 2010 such a household (in Singapore: all buyers are permanent residents, none of
    them Malaysian) must meet the limits of its class and those of permanent residents, each of
    the block and of the neighbourhood. It is exempt only where the seller is of its class and its
    citizenship (Housing & Development Board, Ethnic Integration Policy and SPR quota): a citizen
    of the same class is no waiver, even for the limits of the class. Without limits on permanent
    residents it buys as any other household.

    Parameters
    ----------
    buyer, seller : int
        Quota classes; `seller` is -1 for a home never sold.
    seller_citizenship : int
        1 if the owner of record is such a household too.
    block_count, block_residents, block_sold, neighbourhood_count, ... : int
        Homes by owner of record: of the buyer's class, of permanent residents, ever sold.
    block_limit, block_residents_limit, ... : int
        Greatest shares in hundredths of a per cent; 10,000 is no limit.
    """
    if block_residents_limit >= 10000 and neighbourhood_residents_limit >= 10000:
        return quota_allows(
            buyer,
            seller,
            block_count,
            block_sold,
            block_limit,
            neighbourhood_count,
            neighbourhood_sold,
            neighbourhood_limit,
        )
    first = seller < 0
    if buyer == seller and seller_citizenship == 1:
        return True
    if not within_limit(block_residents, block_sold, block_residents_limit, first):
        return False
    if not within_limit(
        neighbourhood_residents, neighbourhood_sold, neighbourhood_residents_limit, first
    ):
        return False
    if not within_limit(block_count, block_sold, block_limit, first):
        return False
    return within_limit(neighbourhood_count, neighbourhood_sold, neighbourhood_limit, first)

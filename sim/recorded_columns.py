"""Every column that a run records beside the indices: what it counts, in which unit, and whether it
is a flow, counted over a month, or a stock, counted at its end."""

from sim.indices import INDICES
from sim.indices.papers import MEASURES
from sim.measurement import describe
from sim.measurement.recorded import UNDEFINED

FLOW, STOCK = "flow", "stock"
Words = tuple[str, str, str, str]  # flow or stock, suffixes of the column, unit, meaning

BY_WHO = "in all, by group and by income fifth (`.<group>`, `.fifth<k>`)"
RECORDED: dict[str, Words] = {
    "considered": (FLOW, BY_WHO, "households",
        "searched this month: by wish, or forced by displacement"),
    "moves": (FLOW, BY_WHO, "households", "moved within the city of their own will"),
    "forced_moves": (FLOW, BY_WHO, "households",
        "moved because the rent had been above `market.displacement_burden` for "
        "`market.displacement_months`"),
    "displaced_out": (FLOW, BY_WHO, "households", "left the city: displaced and found nothing"),
    "refusals": (FLOW, BY_WHO, "household-months",
        "the best home seen that one could pay was vetoed by the quota, whether or not one "
        "would have moved there"),
    "refused_moves": (FLOW, BY_WHO, "household-months",
        "of those, where one would have moved there"),
    "refused_utility": (FLOW, BY_WHO, "utility units",
        "sum over prevented moves of the utility of the vetoed home less that of the choice "
        "made; not counted where nothing else could be chosen"),
    "unhoused": (FLOW, BY_WHO, "households",
        "arrivals who found no home and did not enter the city"),
    "arrivals": (FLOW, BY_WHO, "households", "arrivals who found a home"),
    "departed": (FLOW, BY_WHO, "households",
        "left the city of their own will, for living elsewhere; recorded with "
        "`market.arrivals=market` only, as the one below"),
    "stayed_away": (FLOW, BY_WHO, "households",
        "newcomers who looked at the city and did not come: they found nothing that they could "
        "enter and pay, or nothing better than elsewhere"),
    "formed": (FLOW, BY_WHO, "households",
        "new households that found a home (those who did not are `unhoused`); recorded where "
        "`market.formation` is above 0"),
    "dissolved": (FLOW, BY_WHO, "households",
        "ended, and left their home vacant; recorded where `market.dissolution` is above 0"),
    "renters_market": (FLOW, BY_WHO, "households", "tenants of private rental and reserved homes"),
    "renters_burdened_30": (FLOW, BY_WHO, "households",
        "those of them whose rent is above 30 % of income"),
    "renters_burdened_50": (FLOW, BY_WHO, "households",
        "those of them whose rent is above 50 % of income"),
    "utility": (FLOW, BY_WHO, "utility units",
        "weighted sum over deciders of the expected utility of their choice (logsum: ln of the "
        "sum of exp(systematic utility) over what they could choose, staying included)"),
    "deciders": (FLOW, BY_WHO, "households",
        "that those who searched of their own will stand for: one over their chance of "
        "considering a move, each"),
    "taken": (FLOW, "`.<market>`", "homes", "homes that found a household, by the home's market"),
    "sales": (FLOW, "`.<class>`", "flats",
        "public flats sold, by quota class of the seller (first sales have none)"),
    "sales_wait": (FLOW, "`.<class>`", "months",
        "sum of the months that those flats stood for sale"),
    "households": (STOCK, "in all and `.<group>`", "households",
        "in the city at the end of the month"),
    "vacant": (STOCK, "`.<market>`", "homes", "on the vacancy list of the market"),
    "market_homes": (STOCK, "`.public`, `.private`", "homes",
        "on the market, lived in or vacant: without public rental and reserved homes"),
    "market_vacant": (STOCK, "`.public`, `.private`", "homes", "of these, vacant"),
    "median_income": (STOCK, "none", "dollars a month",
        "lower median income of the households in the city"),
    "homes_built": (STOCK, "none", "homes", "built since month 1"),
    "homes_reserved": (STOCK, "none", "homes",
        "of these, reserved by inclusionary zoning when built"),
    "pilot": (STOCK,
        "`.<where>.<part>.<what>`; `<part>`: `inside` the pilot, `touching` (neighbourhoods "
        "that touch it), `elsewhere`",
        "homes, households, dollars a month, shares, indices",
        "`neighbourhoods`, `homes`, `households` (by group), `household_years`, `vacancy` "
        "(share of homes that stand empty), `moved` (households that moved in this month), "
        "`tenants` of private rental homes, their mean contract `rent` and the share "
        "`burdened_30` by over 30 % of income, mean `income`, `rent_level.public` and "
        "`.private` (weighed by homes), `homes_reserved`, and `dissimilarity` and "
        "`information_theory` among the blocks of the part. Recorded where a policy of the run,"
        " or of any run of its sweep, is tried in some places, or `metrics.pilots` names them; "
        "see [pilots.md](pilots.md)"),
    "paid": (STOCK,
        "`.<what>`: `public_rental`, `private_rental`, `reserved`, `instalments`; in all and by"
        " income fifth (`.fifth<k>`)",
        "dollars a month",
        "rents that tenants pay, by the market of their home, and instalments that owners pay, "
        "by the contracts and loans at the end of the month; recorded with `metrics.money=true`"
        " only"),
    "cut_renewals": (FLOW, BY_WHO, "contracts",
        "renewals that a cap on rents cut; recorded with `policy=rent_cap` only, as the five "
        "below"),
    "cut_lettings": (FLOW, BY_WHO, "contracts", "new tenancies that a cap cut"),
    "rent_saved": (FLOW, BY_WHO, "cents a month",
        "asking rent less contract rent when the contract was renewed or made, summed over the "
        "private tenants whose rent a cap cut"),
    "bought_back": (FLOW, BY_WHO, "homes",
        "that the board bought, by their seller; recorded with `policy=ethnic_quota` only, as "
        "the one below"),
    "buy_back_paid": (FLOW, BY_WHO, "cents", "what it paid for them"),
    "kept": (FLOW, BY_WHO, "households",
        "would have looked for another home but for the policy's minimum occupation; recorded "
        "with `policy=minimum_occupation` only"),
    "reserved_lettings": (FLOW, BY_WHO, "homes",
        "reserved homes that found a tenant; recorded with `policy=inclusionary_zoning` only, "
        "as the four below"),
    "reserved_saved": (FLOW, BY_WHO, "cents a month",
        "market rent of the home less the rent, summed over the tenants of reserved homes"),
    "fees_paid": (FLOW, "none", "cents",
        "by projects that begin and pay instead of reserving homes"),
    "fund": (STOCK, "none", "cents", "fees paid and not yet spent"),
    "homes_by_fund": (STOCK, "none", "homes",
        "reserved homes that the fund has begun since month 1"),
    "reserved_dearer": (FLOW, "none", "homes",
        "reserved homes whose rent is above the market's, before rents change in the month"),
    "projects_begun": (FLOW, "none", "projects",
        "begun by developers; recorded with `market.supply=developers` only, as the three below"),
    "projects_unprofitable": (FLOW, "none", "projects",
        "looked at and not begun, because they would not pay"),
    "projects_stopped_by_rules": (FLOW, "none", "projects",
        "of those, the ones that would have paid without the zoning rules"),
    "homes_under_construction": (STOCK, "none", "homes", "begun and not yet finished"),
    "withdrawn": (FLOW, BY_WHO, "homes",
        "homes let on the private market that their landlord sold when the tenant left; by the "
        "tenant who left"),
    "evicted": (FLOW, BY_WHO, "households",
        "private tenants whose contract the landlord ended because a cap cut it"),
    "buildings_given_notice": (FLOW, "none", "buildings",
        "to be pulled down for new ones; recorded with `market.redevelopment_years` only"),
    "infeasible_limits": (STOCK, "none", "classes",
        "quota classes that own a larger share of all public homes than a limit in force lets "
        "them own of any unit; permanent residents under limits of their own count as one more"),
    "at_limit": (STOCK, "`.neighbourhood`, `.block`, `.block.<class>`", "share",
        "of the neighbourhoods and blocks in which a public home has an owner of record, those at "
        "the quota's limit of at least one class (of the class): one more home of the class would "
        "pass it, so that only a seller of the class may sell to it; a block also where its "
        "neighbourhood is at one. 0 in months without a limit; recorded with `policy=ethnic_quota`"
        " and other policies that set limits"),
    "rent_level": (STOCK, "`.public`, `.private`", "ratio, 1 = start",
        "mean rent level of neighbourhoods, weighted by homes on the market"),
}  # fmt: skip
#: Recorded where sellers ask prices only (`market.prices=asking`).
OF_SALES: dict[str, Words] = {
    "price_level": (STOCK, "`.public`, `.private`", "ratio, 1 = start",
        "mean over owned homes of the mean ratio of the last six sales in the block, else in "
        "the neighbourhood"),
    "asking_cut": (STOCK, "`.public`, `.private`", "homes",
        "for sale at less than was first asked"),
    "money_value": (FLOW, "`.public`, `.private`", "dollars",
        "paid for homes this month: loans, equity and savings add up to it"),
    "money_loans": (FLOW, "`.public`, `.private`", "dollars", "of which lent"),
    "money_equity": (FLOW, "`.public`, `.private`", "dollars",
        "of which equity that buyers brought"),
    "money_savings": (FLOW, "`.public`, `.private`", "dollars", "of which the rest"),
    "sold": (FLOW, "`.<class>@<limit>`", "flats",
        "public flats sold, by quota class of the seller and by whose limit binds there: `no`, "
        "that of one class alone, or `several`"),
    "sold_wait": (FLOW, "`.<class>@<limit>`", "months",
        "sum of the months that they stood for sale"),
    "sold_price": (FLOW, "`.<class>@<limit>`", "ratio",
        "sum of their prices, each over that of the same home at the start and over the level "
        "of all public homes the month before"),
}  # fmt: skip
#: Recorded of households that relocate, with `considered`, `moves` and `refusals` from above.
OF_RELOCATION: dict[str, Words] = {
    "disallowed": (FLOW, "in all and `.<group>`", "homes",
        "taken that the household could not afford"),
    "unhappy": (STOCK, "in all and `.<group>`", "households", "not satisfied"),
    "resting": (STOCK, "none", "1 or 0", "whether the city has come to rest"),
    "share_happy": (STOCK, "none", "share", "households that are satisfied"),
}  # fmt: skip

#: Units of what is counted in and around a pilot (`pilot.<where>.<part>.<what>`).
_OF_PILOTS = {
    "neighbourhoods": "neighbourhoods",
    "homes": "homes",
    "households": "households",
    "household_years": "years",
    "vacancy": "share",
    "moved": "households",
    "homes_reserved": "homes",
    "tenants": "households",
    "rent": "dollars a month",
    "burdened_30": "share",
    "income": "dollars a month",
    "rent_level": "ratio, 1 = start",
    "dissimilarity": "index, 0 to 1",
    "information_theory": "index, 0 to 1",
}
_FLOWS_OF_PILOTS = ("moved", "household_years")

_ALL = RECORDED | OF_SALES | OF_RELOCATION


def is_flow(column: str) -> bool:
    """Return whether a column counts what happens in a month, not what is there at its end.

    Parameters
    ----------
    column : str
        As it is recorded: `moves.malay`, `gini.block.all`.
    """
    stem, *rest = column.split(".")
    if stem == "pilot":
        return rest[2] in _FLOWS_OF_PILOTS
    return stem in _ALL and _ALL[stem][0] == FLOW


def unit_of(column: str) -> str:
    """Return the unit of a recorded column; nothing for a column that is not known.

    Parameters
    ----------
    column : str
        As it is recorded: `moves.malay`, `gini.block.all`.
    """
    stem, *rest = column.split(".")
    if stem == "pilot":
        return _OF_PILOTS.get(rest[2], "")
    if column in MEASURES:
        return MEASURES[column].unit
    if stem in _ALL:
        return _ALL[stem][2]
    if stem in INDICES:
        return describe(column).unit
    return {"month": "months", UNDEFINED: "JSON, from a reason to columns"}.get(column, "")

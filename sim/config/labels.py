"""What keys are called in a table or a picture, and their symbols in a formula.

A key that is not here is shown as it is written; words of a group of its own (`<group>`) hold for
every group.
"""

from typing import NamedTuple


class Label(NamedTuple):
    """Words for a key, and its symbol; either may be empty."""

    words: str
    symbol: str = ""


LABELS: dict[str, Label] = {
    "city": Label("City"),
    "preferences": Label("Set of tastes"),
    "rules": Label("Rules of search"),
    "market": Label("Market"),
    "city.size": Label("Size of the city", "R x C"),
    "city.block": Label("Side of a block", "b"),
    "city.neighbourhood": Label("Side of a neighbourhood", "B"),
    "city.empty_land": Label("Empty land", "e"),
    "city.rent_spread": Label("Spread of rents", "σ_r"),
    "city.public_rental_income_ceiling": Label("Ceiling of public rental", "y_1"),
    "city.public.share": Label("Public blocks", "b_p"),
    "city.public.rental": Label("Rental, public", "r_p"),
    "city.public.rent": Label("Mean rent, public", "R_p"),
    "city.private.share": Label("Private blocks", "b_s"),
    "city.private.rental": Label("Rental, private", "r_s"),
    "city.private.rent": Label("Mean rent, private", "R_s"),
    "city.public.vacancy_owned": Label("Vacancy, public owned", "v_po"),
    "city.public.vacancy_rental": Label("Vacancy, public rental", "v_pr"),
    "city.private.vacancy_owned": Label("Vacancy, private owned", "v_so"),
    "city.private.vacancy_rental": Label("Vacancy, private rental", "v_sr"),
    "city.groups.<group>.share": Label("Share of <group>", "s_g"),
    "city.groups.<group>.public_rate": Label("In public homes, <group>", "p_g"),
    "city.groups.<group>.income_ratio": Label("Income ratio, <group>", "m_g"),
    "city.groups.<group>.permanent_residents": Label("Permanent residents, <group>", "c_g"),
    "city.income.median": Label("Median income", "m"),
    "city.income.sigma": Label("Spread of incomes", "σ_y"),
    "city.income.no_work": Label("Without work income", "y_0"),
    "city.burn_in.months": Label("Months of burn-in", "T_0"),
    "city.burn_in.hazard_factor": Label("Hazard while settling", "h_0"),
    "city.burn_in.policy.ethnic_quota.counts": Label("Quota's counts while settling"),
    "months": Label("Months of a run", "T"),
    "preferences.taste": Label("Form of the taste"),
    "preferences.own_group": Label("Taste for own group", "β"),
    "preferences.own_group_of.<group>": Label("Taste for own group, <group>", "β_g"),
    "preferences.threshold": Label("Threshold of the taste", "θ"),
    "preferences.peak": Label("Share liked best", "π"),
    "preferences.appeal_sigma.<group>": Label("Appeal of places, <group>", "σ_g"),
    "preferences.income_similarity": Label("Taste for like incomes", "β_y"),
    "preferences.quality": Label("Taste for quality", "β_q"),
    "preferences.cost": Label("Dislike of cost", "β_c"),
    "preferences.attachment_owner": Label("Attachment, owners", "a_o"),
    "preferences.attachment_renter": Label("Attachment, renters", "a_r"),
    "preferences.shock": Label("Taste shock", "ε"),
    "rules.search": Label("Search"),
    "rules.candidates": Label("Homes seen", "S"),
    "rules.patience": Label("Patience", "P"),
    "rules.consider_owner": Label("Hazard of looking, owners", "h_o"),
    "rules.consider_renter": Label("Hazard of looking, renters", "h_r"),
    "rules.minimum_occupation": Label("Minimum occupation", "M"),
    "market.rent_growth": Label("Rent growth", "g"),
    "market.vacancy_response": Label("Rents' answer to vacancy", "λ"),
    "market.max_monthly_change": Label("Largest change of a rent", "δ"),
    "market.reset_months": Label("Months of a contract", "L"),
    "market.entry_burden": Label("Burden at entry", "q_e"),
    "market.displacement_burden": Label("Burden of distress", "q_d"),
    "market.displacement_months": Label("Months of distress", "d_1"),
    "market.displacement_search": Label("Months of forced search", "d_2"),
    "market.price_yield": Label("Rent over price", "y"),
    "market.loan_to_value": Label("Loan over price", "ℓ"),
    "market.instalment": Label("Instalment over loan", "i"),
    "market.loan_months": Label("Months of a loan", "N"),
    "market.public_rent_share": Label("Public rent over income", "q_p"),
    "market.arrivals": Label("Arrivals"),
    "market.rents": Label("Rents"),
    "market.project_rate": Label("New homes a year", "n"),
    "market.project_homes": Label("Homes in a project", "k"),
    "market.natural_vacancy": Label("Natural vacancy", "v*"),
    "market.asking_markup": Label("Mark-up of asking prices", "u"),
    "market.asking_floor": Label("Floor of asking prices", "f"),
    "market.asking_decline": Label("Fall of asking prices", "w"),
    "market.newcomers": Label("Newcomers", "ν"),
    "market.elsewhere": Label("Worth of elsewhere", "E"),
    "market.formation": Label("Households that form", "φ"),
    "market.dissolution": Label("Households that end", "ω"),
    "market.construction_months": Label("Months of construction", "τ_b"),
    "market.redevelopment_notice": Label("Notice before pulling down", "τ_n"),
    "market.construction_cost": Label("Cost of construction", "c_b"),
    "market.land_cost": Label("Cost of land", "c_l"),
    "market.developer_return": Label("Developers' return", "ρ"),
    "policy.ethnic_quota.counts": Label("Quota's counts"),
    "policy.ethnic_quota.enforcement": Label("Enforcement of the quota", "η"),
}


#: Groups of the configuration, whose values are names of files.
GROUPS = ("city", "preferences", "rules", "market")


def label(key: str) -> Label:
    """Return what a key is called; a key that has no words of its own is its own words."""
    if key in LABELS:
        return LABELS[key]
    parts = key.split(".")
    for place, group in enumerate(parts):
        pattern = ".".join([*parts[:place], "<group>", *parts[place + 1 :]])
        if pattern in LABELS:
            words, symbol = LABELS[pattern]
            return Label(words.replace("<group>", group.capitalize()), symbol)
    return Label(key)

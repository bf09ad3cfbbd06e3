"""Hypothesis strategies: whole configurations, drawn with every switch of the schema in play."""

import dataclasses
from typing import Any

from hypothesis import strategies as st

from sim.config.schema import (
    BurnIn,
    CityConfig,
    Config,
    Group,
    Income,
    MarketConfig,
    MetricsConfig,
    PreferencesConfig,
    RulesConfig,
    Sector,
)
from sim.policies import (
    ethnic_quota,
    inclusionary_zoning,
    minimum_occupation,
    rent_cap,
    rent_growth,
)

LAST_MONTH = 14
"""Months that property tests live; starts and stops of policies are drawn around it."""


def steps(low: float, high: float, parts: int = 20) -> st.SearchStrategy[float]:
    """Return floats from `low` to `high` in equal steps: both ends are drawn often enough."""
    return st.integers(0, parts).map(lambda k: low + (high - low) * k / parts)


SHARES = steps(0.0, 1.0)


@st.composite
def group_tables(draw: st.DrawFn) -> dict[str, Group]:
    """Return one to five groups whose shares sum to one, in one to five quota classes."""
    names = ["ash", "birch", "cedar", "durian", "elm"][: draw(st.integers(1, 5))]
    weights = [draw(st.integers(1, 12)) for _ in names]
    classes = st.sampled_from(["east", "west", "north", "south", "middle"][: len(names)])
    base = draw(st.sampled_from([1.0, 0.9, 0.5, 0.0]))  # 0: no public home in the city
    return {
        name: Group(
            share=weight / sum(weights),
            public_rate=base * draw(st.sampled_from([1.0, 0.9, 0.75, 0.5, 0.2])),
            income_ratio=draw(st.sampled_from([1.0, 0.6, 0.8, 1.5])),
            quota_class=draw(classes),
            permanent_residents=draw(st.sampled_from([0.0, 0.0, 0.1, 0.4, 1.0])),
        )
        for name, weight in zip(names, weights, strict=True)
    }


@st.composite
def sectors(
    draw: st.DrawFn, share: float, no_work: float, entry_burden: float
) -> tuple[Sector, Sector, float]:
    """Return the public and the private stock, and the income ceiling of public rental.

    Rents, rental shares and the ceiling go together, so that few cities are refused because
    tenants can find no home that they can pay.
    """
    vacancies = st.sampled_from([0.07, 0.02, 0.15, 0.3])
    let = [draw(st.sampled_from([0.1, 0.0, 0.35, 0.7, 1.0])) for _ in range(2)]
    if no_work >= 0.5:  # those without work are no private tenants
        let[1] = min(let[1], 0.35)
    dear = let[1] <= 0.1 and entry_burden >= 0.3 and no_work < 0.5
    rents = (1800.0, draw(st.sampled_from([3200.0, 1500.0])) if dear else 500.0)
    public, private = (
        Sector(
            share=part,
            rental=rental,
            vacancy_owned=draw(vacancies),
            vacancy_rental=draw(vacancies),
            rent=rent,
        )
        for part, rental, rent in zip((share, 1.0 - share), let, rents, strict=True)
    )
    ceiling = draw(st.sampled_from([1500.0, 6000.0])) if let[0] <= 0.1 else 1e6
    return public, private, ceiling


@st.composite
def cities(draw: st.DrawFn, entry_burden: float) -> CityConfig:
    """Return a small city of any shape, sectors and people; it starts at random or segregated."""
    no_work = draw(st.sampled_from([0.13, 0.0, 0.5, 0.6]))
    groups = draw(group_tables())
    share = min(1.0, sum(group.share * group.public_rate for group in groups.values()))
    public, private, ceiling = draw(sectors(share, no_work, entry_burden))
    return CityConfig(
        size=[draw(st.integers(7, 26)), draw(st.integers(5, 23))],
        block=draw(st.integers(2, 7)),
        neighbourhood=draw(st.integers(1, 4)),
        start=draw(st.sampled_from(["2020-07", "2009-12"])),
        empty_land=draw(st.sampled_from([0.1, 0.0, 0.3])),
        public=public,
        private=private,
        rent_spread=draw(st.sampled_from([0.25, 0.0, 0.6])),
        groups=groups,
        income=Income(
            median=draw(st.sampled_from([9189.0, 5000.0])),
            sigma=draw(st.sampled_from([0.78, 0.2, 1.2])),
            no_work=no_work,
        ),
        public_rental_income_ceiling=ceiling,
        initial=draw(st.sampled_from(["random", "segregated"])),
        burn_in=BurnIn(months=0, hazard_factor=4.0),
    )


@st.composite
def preferences(draw: st.DrawFn, groups: list[str]) -> PreferencesConfig:
    """Return tastes of every form, weights of either sign."""
    return PreferencesConfig(
        taste=draw(st.sampled_from(["linear", "threshold", "inverted_u"])),
        own_group=draw(steps(-2.0, 8.0)),
        own_group_of={g: draw(steps(-2.0, 8.0)) for g in groups if draw(st.integers(0, 3)) == 0},
        threshold=draw(SHARES),
        peak=draw(steps(0.25, 1.0)),
        appeal_sigma={g: draw(st.sampled_from([0.0, 0.5, 2.0])) for g in groups},
        income_similarity=draw(steps(-1.0, 4.0)),
        quality=draw(steps(-0.5, 1.5)),
        cost=draw(steps(-1.0, 5.0)),
        attachment_owner=draw(steps(-1.0, 4.0)),
        attachment_renter=draw(steps(-1.0, 4.0)),
        shock=draw(st.sampled_from(["fresh", "persistent"])),
    )


@st.composite
def rules(draw: st.DrawFn) -> RulesConfig:
    """Return rules of search; hazards up to one a month."""
    hazards = st.sampled_from([0.6, 3.0, 12.0, 0.01])
    return RulesConfig(
        search=draw(st.sampled_from(["informed", "blind"])),
        candidates=draw(st.integers(1, 12)),
        patience=draw(st.integers(1, 4)),
        consider_owner=draw(hazards),
        consider_renter=draw(hazards),
        sectors_open=draw(st.sampled_from(["own", "all"])),
        minimum_occupation=draw(st.sampled_from([0, 3, 60])),
        torus=draw(st.booleans()),
    )


@st.composite
def markets(draw: st.DrawFn) -> MarketConfig:
    """Return a market in which rents move, contracts end and tenants are displaced; open every
    other time."""
    opened = {
        "arrivals": "market",
        "rents": "natural_vacancy",
        "natural_vacancy": draw(st.sampled_from([None, 0.0, 0.1])),
        "newcomers": draw(st.sampled_from([0.5, 0.0, 3.0])),
        "elsewhere": draw(st.sampled_from([0.0, -100.0, 2.0, 100.0])),
        "formation": draw(st.sampled_from([0.5, 0.0, 3.0])),
        "dissolution": draw(st.sampled_from([0.5, 0.0])),
    }
    return MarketConfig(
        **(opened if draw(st.booleans()) else {}),
        rent_growth=draw(st.sampled_from([0.03, 0.0, -0.1, 0.5])),
        vacancy_response=draw(st.sampled_from([0.3, 0.0, 3.0])),
        max_monthly_change=draw(st.sampled_from([0.02, 0.0, 0.1])),
        reset_months=draw(st.sampled_from([24, 1, 3, 5])),
        entry_burden=draw(st.sampled_from([0.3, 0.15, 0.6, 1.0])),
        displacement_burden=draw(st.sampled_from([0.5, 0.25, 0.31, 0.05])),
        displacement_months=draw(st.integers(1, 4)),
        displacement_search=draw(st.integers(1, 4)),
        price_yield=draw(st.sampled_from([0.05, 0.02, 0.1])),
        loan_to_value=draw(st.sampled_from([0.75, 0.0, 1.0])),
        loan_months=draw(st.sampled_from([300, 6])),
        public_rent_share=draw(st.sampled_from([0.1, 0.0, 0.4])),
        project_rate=draw(st.sampled_from([0.0, 0.05, 0.5, 1.0])),
        project_homes=draw(st.sampled_from([3, 10, 82])),
        prices=draw(st.sampled_from(["rents", "asking"])),
        asking_markup=draw(st.sampled_from([0.03, 0.0, 0.5])),
        asking_decline=draw(st.sampled_from([0.01, 0.0, 0.3])),
        asking_floor=draw(st.sampled_from([0.0, 0.8, 1.2])),
        **draw(st.just({}) | developers()),
    )


@st.composite
def developers(draw: st.DrawFn) -> dict[str, Any]:
    """Return a market in which developers build, if it pays; it often does."""
    return {
        "supply": "developers",
        "construction_months": draw(st.sampled_from([0, 1, 4])),
        "construction_cost": draw(st.sampled_from([0.55, 0.2, 0.0])),
        "land_cost": draw(st.sampled_from([0.30, 0.0])),
        "developer_return": draw(st.sampled_from([0.1, -0.5])),
        "most_projects": draw(st.sampled_from([2, 1, 20, None])),
        "redevelopment_years": draw(st.sampled_from([None, 0.0, 40.0])),
        "redevelopment_notice": draw(st.sampled_from([1, 3])),
    }


@st.composite
def calendars(draw: st.DrawFn) -> dict[str, Any]:
    """Return a start, a stop, places (neighbourhood 0, which every city has, or everywhere) and a
    phase-in."""
    start = draw(st.integers(1, LAST_MONTH - 2))
    stop = draw(st.none() | st.integers(start + 1, LAST_MONTH + 2))
    places = draw(st.sampled_from([None, None, [0], []]))
    phase_in = draw(st.sampled_from([0, 0, 3, LAST_MONTH]))
    return {"start": start, "stop": stop, "places": places, "phase_in": phase_in}


def public_shares(groups: dict[str, Group]) -> dict[str, float]:
    """Return each quota class's share of the households in public homes, per cent."""
    weights: dict[str, float] = {}
    for group in groups.values():
        weight = group.share * group.public_rate
        weights[group.quota_class] = weights.get(group.quota_class, 0.0) + weight
    total = sum(weights.values()) or 1.0
    return {name: 100 * weight / total for name, weight in weights.items()}


@st.composite
def limits(draw: st.DrawFn, shares: dict[str, float]) -> list[dict[str, Any]]:
    """Return one to three dated entries with limits from below a class's share to none at all.

    The later entries take effect in a month of the run, if it starts early enough.
    """
    entries = []
    for since in ["1989-03", "2010-03-05", "2020-09"][: draw(st.integers(1, 3))]:
        levels: dict[str, dict[str, float]] = {
            level: {
                name: min(100.0, share + draw(st.sampled_from([0.0, 2.0, 6.0, -10.0, 25.0, 100.0])))
                for name, share in shares.items()
                if draw(st.integers(0, 5))  # a class without a limit now and then
            }
            for level in ("block", "neighbourhood")
        }
        levels = {
            level: {n: max(x, 0.0) for n, x in part.items()} for level, part in levels.items()
        }
        residents = {
            level: draw(st.sampled_from([0.0, 8.0, 30.0, 60.0, 100.0]))
            for level in levels
            if draw(st.booleans())
        }
        entry = ethnic_quota.Limits(since=since, **levels, permanent_residents=residents)
        entries.append(dataclasses.asdict(entry))
    return entries


@st.composite
def quotas(draw: st.DrawFn, shares: dict[str, float]) -> dict[str, Any]:
    """Return the parameters of an ethnic quota."""
    return dataclasses.asdict(
        ethnic_quota.Parameters(
            **draw(calendars()),
            limits=draw(limits(shares)),
            counts=draw(st.sampled_from(["live", "monthly"])),
            enforcement=draw(st.sampled_from([1.0, 0.995, 0.5, 0.0])),
            rental_block_points=draw(st.sampled_from([0.0, 0.0, 5.0, 30.0])),
            buy_back_years=draw(st.sampled_from([None, 0.0, 0.5, 5.0])),
            buy_back_months=draw(st.sampled_from([0, 1, 3])),
            buy_back_since=draw(st.sampled_from([None, "2020-10-08", "2010-02"])),
        )
    )


@st.composite
def minimum_occupations(draw: st.DrawFn) -> dict[str, Any]:
    """Return the parameters of a minimum occupation period, shorter and longer than the rules'."""
    months = draw(st.sampled_from([6, 0, 60, 120]))
    return dataclasses.asdict(minimum_occupation.Parameters(**draw(calendars()), months=months))


@st.composite
def zonings(draw: st.DrawFn) -> dict[str, Any]:
    """Return the parameters of inclusionary zoning; terms end within the run now and then."""
    return dataclasses.asdict(
        inclusionary_zoning.Parameters(
            **draw(calendars()),
            set_aside=draw(st.sampled_from([0.15, 0.5, 1.0, 0.0])),
            density_bonus=draw(st.sampled_from([0.22, 0.0, 1.0])),
            smallest_project=draw(st.sampled_from([1, 20])),
            income_share=draw(st.sampled_from([0.6, 1.5, 5.0, 0.0])),
            rent_burden=draw(st.sampled_from([0.3, 0.1, 0.0])),
            term_years=draw(st.sampled_from([30.0, 0.25, 0.5])),
            **draw(st.just({}) | ways()),
        )
    )


@st.composite
def ways(draw: st.DrawFn) -> dict[str, Any]:
    """Return the other ways to meet the rule; shares of one half draw projects by key."""
    shares = st.sampled_from([0.0, 0.5, 1.0])
    band = inclusionary_zoning.BandParameters
    several = [band(0.5, 0.3, 0.3), band(0.25, 0.9, 0.2), band(0.25, 5.0, 0.1)]
    return {
        "bands": draw(st.sampled_from([None, several])),
        "fee_per_home": draw(st.sampled_from([0.0, 0.5, 10.0])),
        "fee_below": draw(st.sampled_from([0, 10])),
        "fee_share": draw(shares),
        "off_site_share": draw(shares),
        "off_site_ratio": draw(st.sampled_from([0.0, 0.5])),
        "mandatory": draw(st.booleans()),
        "take_up": draw(shares),
        "term_restarts": draw(st.booleans()),
        "price_pass_through": draw(st.sampled_from([0.0, 0.2])),
        "supply_response": draw(st.sampled_from([0.0, 0.08])),
    }


@st.composite
def growths(draw: st.DrawFn) -> dict[str, Any]:
    """Return the parameters of rent growth, with or without a cap."""
    return dataclasses.asdict(
        rent_growth.Parameters(
            **draw(calendars()),
            growth=draw(st.sampled_from([0.0, 0.2, -0.1])),
            cap=draw(st.sampled_from([None, 0.0, 0.03])),
            vacancy_decontrol=draw(st.booleans()),
        )
    )


@st.composite
def rent_caps(draw: st.DrawFn) -> dict[str, Any]:
    """Return the parameters of a rent cap; buildings come of age within the run now and then."""
    return dataclasses.asdict(
        rent_cap.Parameters(
            **draw(calendars()),
            fixed=draw(st.sampled_from([None, 0.0, 0.03])),
            cpi_share=draw(st.sampled_from([0.0, 0.6])),
            ceiling=draw(st.sampled_from([None, 0.04])),
            income_growth=draw(st.sampled_from([0.0, 0.032, 0.2])),
            exempt_years=draw(st.sampled_from([0.0, 0.25, 1.0])),
            built_before=draw(st.sampled_from([None, "2020-07", "2020-01-01"])),
            vacancy_decontrol=draw(st.booleans()),
            oldest_years=draw(st.sampled_from([0.0, 1.5, 80.0])),
            withdrawal=draw(st.sampled_from([0.0, 0.2, 1.0])),
            eviction=draw(st.sampled_from([0.0, 0.5, 1.0])),
            just_cause=draw(st.booleans()),
        )
    )


@st.composite
def policies(draw: st.DrawFn, shares: dict[str, float]) -> dict[str, Any]:
    """Return any subset of the policies, sorted by name as a composed config has them."""
    drawn = {
        "ethnic_quota": quotas(shares),
        "inclusionary_zoning": zonings(),
        "minimum_occupation": minimum_occupations(),
        "rent_cap": rent_caps(),
        "rent_growth": growths(),
    }
    return {name: draw(parameters) for name, parameters in drawn.items() if draw(st.booleans())}


@st.composite
def configs(draw: st.DrawFn) -> Config:
    """Return a whole configuration of a small city, without measurement; `city.initial` random
    or segregated."""
    market = draw(markets())
    city = draw(cities(market.entry_burden))
    return Config(
        city=city,
        preferences=draw(preferences(list(city.groups))),
        rules=draw(rules()),
        market=market,
        policy=draw(policies(public_shares(city.groups))),
        metrics=MetricsConfig(families=[]),
        months=LAST_MONTH,
    )


SEEDS = st.sampled_from([1, 7, 2**32 + 5, 2**63 - 1]) | st.integers(0, 2**63 - 1)

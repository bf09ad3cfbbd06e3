"""Do the switches of relocation go together? One line for the first that does not."""

import math
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sim.config.choices import MARKET_SEARCHES, SEARCHES
from sim.config.convert import refused
from sim.config.errors import ConfigError, unknown
from sim.config.fractions import fraction
from sim.config.models import MARKET_KEYS, RELOCATION, RELOCATION_KEYS
from sim.config.schema import Config

POLICIES = ("ethnic_quota",)  # those that say something about relocation
OF_THE_MARKET = {"rental_block_points": 0.0, "buy_back_years": None}  # of those, and at rest
STARTS = ("random", "segregated", "checkerboard")
OF_AREAS = ("random", "even", "from_table")
LARGEST_COUNT = 2**31 - 1  # of weighted households around a home
UNHAPPY_MOVE = ("unhappy", "unhappy_pairs")


def check_model(config: Config) -> None:
    """Refuse what the model of the run does not know."""
    relocating = config.rules.model == RELOCATION
    searches = SEARCHES if relocating else MARKET_SEARCHES
    if config.rules.search not in searches:
        raise ConfigError(
            "rules.search",
            f"{config.rules.search!r} is not for rules.model={config.rules.model}; give one of "
            + ", ".join(searches),
        )
    for key, value, default in _of_the_other_model(config, relocating):
        if value != default:
            raise ConfigError(
                key, f"{value!r} means nothing where rules.model={config.rules.model}; leave it out"
            )
    if relocating:
        _check_numbers(config)
        _check_city(config)
        _check_switches(config)
        _check_policies(config)
    elif config.city.initial in ("checkerboard", "even"):
        raise refused(
            "city.initial", config.city.initial, "another start: it needs rules.model=relocation"
        )


def _of_the_other_model(config: Config, relocating: bool) -> Iterator[tuple[str, Any, Any]]:
    """Yield each key that only the other model reads, with its value and its default."""
    defaults = Config()
    others = MARKET_KEYS | {"market": tuple(vars(config.market))} if relocating else RELOCATION_KEYS
    for part, keys in others.items():
        for key in keys:
            given, default = getattr(config, part), getattr(defaults, part)
            yield f"{part}.{key}", getattr(given, key), getattr(default, key)


def _check_numbers(config: Config) -> None:
    """Refuse exact numbers that are none, or out of range."""
    want, groups = config.preferences, list(config.city.groups)
    wanted = {"preferences.wanted": want.wanted}
    wanted |= {f"preferences.wanted_of.{name}": text for name, text in want.wanted_of.items()}
    most_wanted = 1_000 if want.satisfaction == "like_count" else 1
    for key, text, most in (
        *((key, text, most_wanted) for key, text in wanted.items()),
        ("preferences.contiguity_weight", want.contiguity_weight, 1),
        ("rules.afford", config.rules.afford, 1),
    ):
        try:
            number = fraction(text)
        except ValueError:
            raise refused(key, text, "a number, for example 0.3 or 1/3") from None
        if number > most:
            raise refused(key, text, f"a number from 0 to {most}")
    for key, text in wanted.items():
        if want.satisfaction == "like_count" and fraction(text).denominator != 1:
            raise refused(key, text, "a whole number of neighbours")
        if want.score == "share_of_wanted" and fraction(text) == 0:
            raise refused(key, text, "a share above 0")
    parts, cells = fraction(want.contiguity_weight).denominator, math.prod(config.city.size)
    if want.neighbourhood == "contiguous_zones" and parts * cells > LARGEST_COUNT:
        most = LARGEST_COUNT // cells
        raise refused(
            "preferences.contiguity_weight",
            want.contiguity_weight,
            f"a fraction with at most {most} below the line, for example 17/100",
        )
    if len(want.score_threshold) != 2:
        raise refused("preferences.score_threshold", want.score_threshold, "two whole numbers")
    for key, names in (
        ("beta_ethnicity_of", want.beta_ethnicity_of),
        ("wanted_of", want.wanted_of),
    ):
        for name in names:
            if name not in groups:
                raise unknown(f"preferences.{key}.{name}", name, groups, "group")


def _check_city(config: Config) -> None:
    """Refuse a city in which nobody lives, or nobody could move, or with half a table."""
    city, rules = config.city, config.rules
    areas = city.zones == "areas"
    starts = OF_AREAS if areas else STARTS
    if city.initial not in starts:
        raise refused("city.initial", city.initial, f"one of {', '.join(starts)}")
    for key in ("areas", "contiguity", "incomes"):
        path = getattr(city, key)
        if path is not None and not (Path(path).is_file() and os.access(path, os.R_OK)):
            raise refused(f"city.{key}", path, "a file that exists and can be read")
    if areas != (city.areas is not None):
        raise refused("city.areas", city.areas, "a CSV file, with zones=areas and only then")
    for name, group in city.groups.items():
        if group.permanent_residents > 0:
            raise refused(
                f"city.groups.{name}.permanent_residents",
                group.permanent_residents,
                "0 where households relocate: they have no citizenship",
            )
    cells = city.size[0] * city.size[1]
    paired = rules.movers in ("pairs", "unhappy_pairs")
    none_empty = city.vacancy == 0 or (city.numbers == "exact" and city.vacancy * cells < 1)
    if none_empty and not paired:
        raise ConfigError(
            "city.vacancy",
            f"{city.vacancy:g} leaves no home empty, so nobody can move; give at least "
            f"{1 / cells:.2g}, or let households change places (rules.movers=unhappy_pairs)",
        )
    if (1 - city.vacancy) * cells < 1:
        raise refused("city.vacancy", city.vacancy, "a smaller share: nobody lives here")


def _check_switches(config: Config) -> None:
    """Refuse switches that contradict each other."""
    want, rules, size = config.preferences, config.rules, config.city.size
    zonal = want.neighbourhood in ("zone", "contiguous_zones")
    span = 2 * want.radius + 1
    sides = [side for side in size if side > 1]
    if not zonal and rules.torus and min(sides, default=span) < span:
        raise refused(
            "city.size", size, f"sides of at least {span} cells, or preferences.radius below"
        )
    if not zonal and not sides:
        raise refused("city.size", size, "more than one cell")
    contradictions = (
        ("rules.activation", rules.activation, "drawn, where rules.movers are pairs",
         rules.movers in ("pairs", "unhappy_pairs") and rules.activation != "drawn"),
        ("rules.movers", rules.movers, "all or pairs, where one is drawn at a time in zones",
         zonal and rules.activation == "drawn" and rules.movers in UNHAPPY_MOVE
         and want.score != "ethnicity_and_status"),
        ("preferences.sees_neighbours", want.sees_neighbours,
         "now, or score=ethnicity_and_status and sees_itself=as_it_lives",
         want.sees_neighbours == "at_start"
         and (want.score, want.sees_itself) != ("ethnicity_and_status", "as_it_lives")),
        ("rules.happy_moves", rules.happy_moves, "0, where one is drawn at a time",
         rules.happy_moves > 0 and rules.activation == "drawn"),
        ("rules.collective", rules.collective,
         "0, or neighbourhood=zone, sees_itself=as_if_moved and acceptance=logit",
         rules.collective > 0 and (want.neighbourhood, want.sees_itself, rules.acceptance)
         != ("zone", "as_if_moved", "logit")),
        ("rules.temperature", rules.temperature, "a number above 0, where search=logit_choice",
         rules.search == "logit_choice" and rules.temperature <= 0),
        ("rules.shortlist", rules.shortlist, "0, where search=logit_choice",
         rules.search == "logit_choice" and rules.shortlist != 0),
        ("rules.shortlist", rules.shortlist, "1, where search=nearest",
         rules.search == "nearest" and rules.shortlist != 1),
        ("rules.acceptance", rules.acceptance, "another: the neighbours' incomes need a grid",
         rules.acceptance == "affordable" and zonal),
        ("rules.tied_homes", rules.tied_homes, "false, where city.zones is not areas",
         rules.tied_homes and config.city.zones != "areas"),
    )  # fmt: skip
    for key, value, allowed, wrong in contradictions:
        if wrong:
            raise refused(key, value, allowed)


def _check_policies(config: Config) -> None:
    for name in config.policy:
        if name not in POLICIES:
            raise ConfigError(
                "policy",
                f"{name} acts on a housing market; where households relocate, give "
                + " or ".join([*POLICIES, "none"]),
            )
        for key, default in OF_THE_MARKET.items():
            given = config.policy[name].get(key, default)
            if given != default:
                raise ConfigError(
                    f"policy.{name}.{key}",
                    f"{given!r} means nothing where households relocate; leave it out",
                )

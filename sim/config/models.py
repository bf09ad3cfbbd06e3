"""Which keys only the housing market reads, and which only a city in which households relocate."""

from collections.abc import Mapping
from typing import Any

from sim.config.errors import ConfigError
from sim.config.schema import MarketSearch, Relocation, Satisfaction, UtilityPreferences

RELOCATION = "relocation"
PRESETS = "city=board preferences=satisfaction rules=relocation"

MARKET_KEYS: dict[str, tuple[str, ...]] = {
    "city": (
        "empty_land",
        "public",
        "private",
        "rent_spread",
        "public_rental_income_ceiling",
        "table",
        "burn_in",
    ),
    "preferences": tuple(vars(UtilityPreferences())),
    "rules": tuple(vars(MarketSearch())),
}
RELOCATION_KEYS: dict[str, tuple[str, ...]] = {
    "city": (
        "vacancy",
        "numbers",
        "zones",
        "areas",
        "people_per_household",
        "contiguity",
        "incomes",
    ),
    "preferences": tuple(vars(Satisfaction())),
    "rules": tuple(vars(Relocation())),
}


def refuse_mixture(data: Mapping[str, Any]) -> None:
    """Refuse a composed configuration that names keys of the model which it does not run.

    Raises
    ------
    ConfigError
        For the first such key, at whatever value: it would be silently ignored.
    """
    rules = data.get("rules")
    model = rules.get("model") if isinstance(rules, Mapping) else None
    others = MARKET_KEYS if model == RELOCATION else RELOCATION_KEYS
    for part, keys in others.items():
        given = data.get(part)
        for key in keys:
            if isinstance(given, Mapping) and key in given:
                raise of_the_other_model(f"{part}.{key}", relocating=model == RELOCATION)


def of_the_other_model(path: str, *, relocating: bool) -> ConfigError:
    """Return the refusal of a key that means nothing in the model of the run."""
    if relocating:
        return ConfigError(
            path, f"is for the housing market; where households relocate, choose {PRESETS}"
        )
    return ConfigError(
        path,
        f"is for cities in which households relocate; choose {PRESETS}, or a published model:"
        " experiment=published/<name>",
    )


def model_of(path: str) -> str | None:
    """Return the model that a dotted key belongs to alone: `housing_market`, `relocation`, None."""
    part, _, rest = path.partition(".")
    key = rest.partition(".")[0]
    for model, keys in (("housing_market", MARKET_KEYS), (RELOCATION, RELOCATION_KEYS)):
        if key in keys.get(part, ()):
            return model
    return None

"""Which parts of the market go together."""

from sim.config.convert import refused
from sim.config.errors import ConfigError
from sim.config.schema import MarketConfig


def check_market(market: MarketConfig) -> None:
    """Refuse laws of rents and of arrivals that do not go together, and numbers of a law that is
    not on."""
    closed = market.arrivals == "replace"
    if closed and market.rents == "natural_vacancy":
        raise ConfigError(
            "market.rents",
            "natural_vacancy goes with market.arrivals=market only: where households are replaced"
            " one for one a city never fills; give relative, or market.arrivals=market",
        )
    if not closed and market.rents == "relative":
        raise ConfigError(
            "market.rents",
            "relative goes with market.arrivals=replace only: rents must answer to how full an open"
            " city is; give natural_vacancy, or market.arrivals=replace",
        )
    for key in ("formation", "dissolution"):
        if closed and getattr(market, key) > 0.0:
            raise refused(f"market.{key}", getattr(market, key), "0 unless market.arrivals=market")
    for key, law, wanted in (
        ("natural_vacancy", "rents", "natural_vacancy"),
        ("redevelopment_years", "supply", "developers"),
    ):
        given = getattr(market, key)
        if given is not None and getattr(market, law) != wanted:
            raise refused(f"market.{key}", given, f"null unless market.{law}={wanted}")

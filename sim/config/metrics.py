"""What may be measured: families, levels, radii, pilots and the measures of published models."""

from sim.config.convert import refused
from sim.config.errors import ConfigError, unknown
from sim.config.models import RELOCATION
from sim.config.schema import Config, MetricsConfig


def check_metrics(config: Config) -> None:
    """Refuse what cannot be measured, or not in this model."""
    from sim.measurement import FAMILIES, LEVELS

    for name in config.metrics.families:
        if name not in FAMILIES:
            raise unknown("metrics.families", name, FAMILIES, "family of indices")
    for name in config.metrics.levels:
        if name not in LEVELS:
            raise unknown("metrics.levels", name, LEVELS, "level of zones")
    _check_radii(config.metrics)
    _check_market_metrics(config)
    from sim.indices.papers import MEASURES

    for name in config.metrics.of_papers:
        if name not in MEASURES:
            raise unknown("metrics.of_papers", name, MEASURES, "measure")
        if config.rules.model != RELOCATION:
            raise ConfigError(
                "metrics.of_papers", f"{name} is measured where rules.model=relocation only"
            )


def _check_market_metrics(config: Config) -> None:
    """Refuse what is only recorded of a housing market where households relocate, and a pilot of no
    places."""
    from sim.policies.trials import ALLOWED, read

    for key in ("pilots", "money", "accounts"):
        if getattr(config.metrics, key) and config.rules.model == RELOCATION:
            raise ConfigError(f"metrics.{key}", "is there where rules.model=housing_market only")
    for word in config.metrics.pilots:
        if read(word) is None:
            raise refused("metrics.pilots", word, ALLOWED)


def _check_radii(metrics: MetricsConfig) -> None:
    """Refuse radii and levels that leave nothing of an index that is asked for by its name."""
    from sim.indices import INDICES
    from sim.measurement import FAMILIES

    for key in ("radii", "levels", "families"):
        given = getattr(metrics, key)
        twice = [each for each in given if given.count(each) > 1]
        if twice:
            raise ConfigError(f"metrics.{key}", f"{twice[0]} is given twice; give it once")
    for name in metrics.families:
        indices = [INDICES[index] for index in FAMILIES[name]]
        alone = len(indices) == 1 or name == "all"
        around = any(index.from_surroundings for index in indices)
        least = 2 if name == "macro_micro_ratio" else int(alone and around)
        if len(metrics.radii) < least:
            raise refused(
                "metrics.radii",
                metrics.radii,
                f"{least} or more where metrics.families holds {name}, in cells, as [2, 5, 10]",
            )
        if not metrics.levels and all(index.data != "grid" for index in indices):
            raise refused("metrics.levels", [], f"one or more where metrics.families holds {name}")

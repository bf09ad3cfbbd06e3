"""What a configuration may say, and the checks that come before the first month."""

from sim.config.errors import ConfigError
from sim.config.schema import Config

__all__ = ["Config", "ConfigError"]

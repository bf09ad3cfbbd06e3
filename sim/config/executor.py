"""Checks what carries the runs out."""

import re

from sim.config.convert import refused
from sim.config.errors import ConfigError
from sim.config.schema import ExecutorConfig

_ADDRESS = re.compile(r"[a-z]+://\S+")


def check_executor(executor: ExecutorConfig) -> None:
    """Raise `ConfigError` for an address that is none, or that nothing would use."""
    address = executor.address
    if address is None:
        return
    if not _ADDRESS.fullmatch(address):
        raise refused("executor.address", address, "a scheduler's, for example tcp://head:8786")
    if executor.name != "dask":
        raise ConfigError(
            "executor.address", f"{address!r} is for executor=dask, not executor={executor.name}"
        )
    if executor.workers is not None:
        raise ConfigError(
            "executor.workers",
            f"{executor.workers} is for workers on this machine; those of {address} are started"
            " there",
        )

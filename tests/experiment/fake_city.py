"""A city that does nothing but count, and fails or dies when its configuration says so.

It stands in for `sim.city` and for `sim.burn_in`, so that sweeps are tested in milliseconds. What
it does is told by `config.city.name`: `fail-<seed>`, `die-<seed>`, `die-once-<file>`, `slow`, and
`rest-<month>`, in which it comes to rest.
"""

import hashlib
import os
import signal
import time
from pathlib import Path

import numpy as np

from sim.experiment.address import address


class Start:
    def __init__(self, months):
        self.months, self.drift = months, months / 1e6

    def save(self, path):
        np.savez(path, months=self.months)

    @classmethod
    def load(cls, path):
        return cls(int(np.load(path)["months"]))


def key(config, seed):
    return hashlib.sha256(f"{seed} {sorted(config.city.burn_in.policy)}".encode()).hexdigest()[:16]


def burned_in(config, seed, report=lambda months: None):
    if config.city.name == f"fail-burn-in-{seed}":
        raise RuntimeError("no settling here")
    for _ in range(config.city.burn_in.months):
        report(1)
    return Start(config.city.burn_in.months)


class City:
    running = True

    def __init__(self, config, seed, start=None):
        if config.city.initial == "burned_in":
            assert start is not None
        self.config, self.seed, self.month, self.rows = config, seed, 0, [0.0]
        if log := os.environ.get("FAKE_CITY_LOG"):  # a line for each run that is begun
            with Path(log).open("a") as file:
                file.write(f"{address(config)}\n")

    def step(self):
        name = self.config.city.name
        self.month += 1
        if name == f"fail-{self.seed}":
            raise RuntimeError("the roof fell in")
        if name == f"die-{self.seed}":
            os.kill(os.getpid(), signal.SIGKILL)
        if name.startswith("die-once-"):
            mark = Path(name.removeprefix("die-once-"))
            if not mark.exists():
                mark.write_text("died")
                os.kill(os.getpid(), signal.SIGKILL)
        if name == "slow":
            time.sleep(0.02)
        self.running = name != f"rest-{self.month}"
        self.rows.append(self.month * (1.0 + self.config.market.rent_growth))

    def live(self, months):
        self.step()
        return 1

    def run(self):
        while self.running and self.month < self.config.months:
            self.step()

    def series(self):
        values = np.array(self.rows)
        undefined = np.where(values > 1, values, np.nan)
        return {"month": np.arange(len(values)), "moves": values, "gini.block.all": undefined}

    def state_hash(self):
        growth = self.config.market.rent_growth
        text = f"{self.seed} {self.month} {sorted(self.config.policy)} {growth}"
        return hashlib.sha256(text.encode()).hexdigest()

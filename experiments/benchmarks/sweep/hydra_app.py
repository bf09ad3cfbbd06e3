"""A plain Hydra app that lives one city a job: what a sweep costs with Hydra's own sweeper.

python experiments/benchmarks/sweep/hydra_app.py -m hydra/sweeper=basic seed=1,2,3
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

import hydra
from omegaconf import DictConfig

from sim.city import City
from sim.config.folder import config_folder
from sim.config.validate import validate
from sim.experiment.compose import plain


def live(composed: DictConfig) -> None:
    """Live one city, as a user's own Hydra app would."""
    config = validate(plain(composed))
    City(config, config.seed).run()


if __name__ == "__main__":
    os.environ["HYDRA_FULL_ERROR"] = "1"
    hydra.main(version_base="1.3", config_path=str(config_folder()), config_name="config")(live)()

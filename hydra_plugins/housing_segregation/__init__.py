"""Where Hydra finds the simulator's sweeper: it accepts only classes defined here."""

from sim.experiment import sweeper


class SimulatorSweeper(sweeper.SimulatorSweeper):
    """See `sim.experiment.sweeper`."""

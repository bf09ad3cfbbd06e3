"""Where runs are carried out: in this process, in processes beside it, or on a Dask cluster."""

from sim.config.schema import ExecutorConfig
from sim.experiment.executors.base import Advanced, Event, Executor, Finished, Lost, Tell
from sim.experiment.worker import Simulator

__all__ = ["Advanced", "Event", "Executor", "Finished", "Lost", "Tell", "executor_for"]


def executor_for(settings: ExecutorConfig, simulator: Simulator, tasks: int) -> Executor:
    """Return the executor that the configuration names, not yet started.

    Parameters
    ----------
    settings : ExecutorConfig
        The key `executor`.
    simulator : Simulator
        Where workers find the city.
    tasks : int
        How many there are: more workers would have nothing to do.
    """
    from sim.experiment.executors.in_process import InProcess
    from sim.experiment.executors.processes import Processes, default_workers

    if settings.name == "in_process" or settings.workers == 0:
        return InProcess(simulator)
    if settings.name == "dask":
        from sim.experiment.executors.dask import Dask

        return Dask(settings, simulator, tasks)
    count = min(settings.workers or default_workers(), tasks)
    return Processes(count, simulator)

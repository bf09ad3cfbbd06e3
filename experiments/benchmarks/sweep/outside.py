"""How much CPU time a command spends outside the cities that it lives.

The cities of a sweep take twenty times as long as the sweep itself, so that the difference of two
commands, one of which lives them without a sweep, is their noise. Here the clock is read where a
city begins and where its records are asked for. Looking whether to report between two months is
within that time (a hundredth of a millisecond a run); reading the clock each month would cost more.
"""

import time
from typing import Any

from sim.city import City


class Outside:
    """Counts the CPU seconds of this process, but for those from a city's begin to its records."""

    def __init__(self) -> None:
        self._inside, self._began = 0.0, time.process_time()
        begin, records = City.__init__, City.series
        born = self._began

        def beginning(city: City, *given: Any, **named: Any) -> None:
            nonlocal born
            born = time.process_time()
            begin(city, *given, **named)

        def ending(city: City) -> dict[str, Any]:
            series = records(city)
            self._inside += time.process_time() - born
            return series

        City.__init__, City.series = beginning, ending  # type: ignore[method-assign]

    def seconds(self) -> float:
        """Return the CPU seconds since the beginning, threads included."""
        return time.process_time() - self._began - self._inside

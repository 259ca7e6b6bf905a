"""Reads meters beside the work that they measure."""

import threading
import time
from types import TracebackType
from typing import Callable, Optional, Type

from limphome.resources.power.energy import Energy
from limphome.resources.power.meters import Meters


class EnergyWatch:
    """Use with ``with``; a thread reads all meters every ``period_s``, so that power is followed and no counter laps.

    Args:
        clock: steady [s].
    """

    def __init__(self, meters: Meters, period_s: float = 0.05, clock: Callable[[], float] = time.monotonic) -> None:
        self._meters, self._period_s, self._clock = meters, period_s, clock
        self._lock, self._end = threading.Lock(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="energy watch", daemon=True)

    def __enter__(self) -> "EnergyWatch":
        self.read()
        self._thread.start()
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self._end.set()
        self._thread.join()

    def read(self) -> Energy:
        """Energy since the start, read now."""
        with self._lock:
            return self._meters.update(self._clock())

    def _run(self) -> None:
        while not self._end.wait(self._period_s):
            self.read()

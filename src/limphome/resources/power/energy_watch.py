"""Reads meters beside the work that they measure."""

import threading
import time
from types import TracebackType
from typing import Callable, Optional, Type

from limphome.core import LimphomeError
from limphome.resources.power.energy import Energy
from limphome.resources.power.meters import Meters


class EnergyWatch:
    """Use with ``with``; a thread reads all meters now and then, so that power is followed and no counter laps.

    Args:
        period_s: how often; without it as often as the meters want.
        clock: steady [s].
    """

    def __init__(self, meters: Meters, period_s: Optional[float] = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._meters, self._clock = meters, clock
        self._period_s = meters.period_s if period_s is None else period_s
        self._lock, self._end = threading.Lock(), threading.Event()
        self._error: Optional[LimphomeError] = None
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
        """Energy since the start, read now; LimphomeError when a meter has gone."""
        with self._lock:
            if self._error is not None:
                raise self._error
            return self._meters.update(self._clock())

    def _run(self) -> None:
        while self._error is None and not self._end.wait(self._period_s):
            try:
                self.read()
            except LimphomeError as error:  # told to whoever reads next: energy would be missing
                self._error = error

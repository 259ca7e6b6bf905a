"""A timer of a stepped node."""

import math
from typing import Callable


class SteppedTimer:
    """Looks like a timer of rclpy, and goes by simulated time; counted from its start, so that it does not drift.

    Args:
        period_s: between two calls; the first comes at once, as in the lockstep loop.
        call: what is called.
        clock: simulated time.
    """

    def __init__(self, period_s: float, call: Callable[[], None], clock: Callable[[], float]) -> None:
        self._period_s, self._call, self._clock = period_s, call, clock
        self._start_s, self._count = clock(), 0
        self._is_canceled = False

    def cancel(self) -> None:
        """Call no more."""
        self._is_canceled = True

    def reset(self) -> None:
        """Begin anew, one period from now."""
        self._start_s, self._count, self._is_canceled = self._clock(), 1, False

    def is_canceled(self) -> bool:
        """True after :meth:`cancel`."""
        return self._is_canceled

    def skip(self, now_s: float) -> None:
        """Leave out what lies before; the next call is at a multiple of the period, as if it had run all along."""
        self._count = max(self._count, math.floor((now_s - self._start_s) / self._period_s + 1e-9) + 1)

    def call_when_due(self, now_s: float) -> None:
        """Call if the time has come."""
        if not self._is_canceled and now_s + 1e-9 >= self._start_s + self._count * self._period_s:
            self._count += 1
            self._call()

"""A timer of the lockstep loop."""

from typing import Callable


class Periodic:
    """Calls ``action(now_s)`` once per period of simulated time, first at time zero."""

    def __init__(self, period_s: float, action: Callable[[float], None]) -> None:
        self._period_s, self._action = period_s, action
        self._count = 0

    def call_when_due(self, now_s: float) -> None:
        """Call the action if its time has come; counted from zero, so that it does not drift."""
        if now_s + 1e-9 >= self._count * self._period_s:
            self._count += 1
            self._action(now_s)

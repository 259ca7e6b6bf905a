"""Does the robot's clock run?"""

from typing import Optional

from limphome.core import Verdict
from limphome.safety.reactions import judge

BACK_S = 0.05
"""A step back that is a jump and no rounding."""


class Clock:
    """Compares the robot's clock (``/clock`` in simulation) with the steady one.

    Stamps and ages stand on the robot's clock; deadlines never do. A clock that stops makes every
    old message look fresh, one that jumps back makes the future look present. One that creeps back
    or trembles counts as standing still: only what it never said before is progress.
    """

    def __init__(self, stopped_s: float = 0.2, hold_s: float = 0.3) -> None:
        self._stopped_s, self._hold_s = stopped_s, hold_s
        self._highest_s: Optional[float] = None
        self._moved_s = self._seen_s = 0.0
        self._jumped_s = float("-inf")

    def observe(self, now_s: float, ros_s: float) -> None:
        """Take one reading of both clocks."""
        self._seen_s = now_s
        if self._highest_s is not None and ros_s < self._highest_s - BACK_S:
            self._jumped_s, self._highest_s = now_s, None
        if self._highest_s is None or ros_s > self._highest_s + 1e-9:
            self._highest_s, self._moved_s = ros_s, now_s

    def problem(self, now_s: float) -> str:
        """What is wrong with the clock, or an empty text."""
        still_s = self._seen_s - self._moved_s  # up to the last reading: silence alone is no stopped clock
        if still_s > self._stopped_s + 1e-9:
            return f"the robot's clock has stood still for {still_s:.2f} s"
        if now_s - self._jumped_s < self._hold_s:
            return "the robot's clock jumped back"
        return ""

    def verdict(self, now_s: float) -> Verdict:
        """Stopped, jumped back, or well."""
        return judge("clock", "supervisor", now_s, self.problem(now_s))

"""On and off: how severe a fault is that knows no degrees."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DutyCycle:
    """On for the first part of every period, off for the rest; begins with on.

    Attributes:
        share: part of the period that it is on, 0 to 1; 1 is on without a gap.
        period_s: 2 s is long against every stale limit of the robot, so that half of it is noticed.
    """

    share: float
    period_s: float = 2.0

    def is_on(self, age_s: float) -> bool:
        """True while on, ``age_s`` after the begin."""
        return self.share >= 1.0 or (age_s % self.period_s) < self.share * self.period_s

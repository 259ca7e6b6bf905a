"""A speed that somebody asks the base to drive."""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Command:
    """Forward speed and turning rate in ``base_link`` (REP-103).

    Attributes:
        stamp_s: when it was computed [s].
        v_mps: forward speed. w_radps: turning rate, anticlockwise positive.
    """

    stamp_s: float
    v_mps: float
    w_radps: float

    @property
    def is_finite(self) -> bool:
        """False if a speed is NaN or infinite."""
        return math.isfinite(self.v_mps) and math.isfinite(self.w_radps)

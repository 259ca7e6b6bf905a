"""The mode that the supervisor has put the robot in."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Tuple


class Mode(IntEnum):
    """What the robot may do. The order is the priority: the highest demand wins."""

    NOMINAL = 0
    LIMP_HOME = 1
    SAFE_STOP = 2


@dataclass(frozen=True)
class SafetyState:
    """The supervisor's decision, repeated at 10 Hz; its silence means SAFE_STOP.

    Attributes:
        stamp_s: when it was decided [s].
        mode: what the robot may do.
        reasons: why, one ``monitor: text`` each, most restrictive first; empty in NOMINAL.
    """

    stamp_s: float
    mode: Mode
    reasons: Tuple[str, ...] = ()

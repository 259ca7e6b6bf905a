"""What the inertial unit measures."""

from dataclasses import dataclass
from typing import Tuple


@dataclass(frozen=True)
class Imu:
    """One inertial measurement in ``base_link`` axes (REP-103).

    Attributes:
        stamp_s: time of the measurement [s].
        angular_velocity_radps: about x, y, z.
        acceleration_mps2: along x, y, z, gravity included (+9.81 on z at rest).
    """

    stamp_s: float
    angular_velocity_radps: Tuple[float, float, float]
    acceleration_mps2: Tuple[float, float, float]

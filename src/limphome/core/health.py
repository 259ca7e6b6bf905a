"""What a component says of itself."""

from dataclasses import dataclass
from typing import Mapping


@dataclass(frozen=True)
class Health:
    """One row of telemetry: named numbers that one component reports about itself.

    On ROS it is a status on ``/diagnostics`` with the numbers as key-values. Diagnosis reads
    nothing else. A number that could not be measured is left out, never filled in.

    Attributes:
        stamp_s: when it was measured [s].
        component: who reports (camera, lidar, odometry, imu, perception, pilot, gate, base).
        metrics: name -> value; a name carries its unit (``latency_s``).
    """

    stamp_s: float
    component: str
    metrics: Mapping[str, float]

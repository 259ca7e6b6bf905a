"""One turn of a planar lidar."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np


@lru_cache(maxsize=8)
def _angles(count: int, first_rad: float, step_rad: float) -> np.ndarray:
    angles = first_rad + step_rad * np.arange(count)
    angles -= 2 * np.pi * np.round(angles / (2 * np.pi))  # a lidar that counts from 0 to 360 deg looks back at 180
    angles.flags.writeable = False
    return angles


@lru_cache(maxsize=8)
def _directions(count: int, first_rad: float, step_rad: float) -> np.ndarray:
    angles = _angles(count, first_rad, step_rad)
    directions = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    directions.flags.writeable = False
    return directions


@dataclass(frozen=True, eq=False)
class Scan:
    """One planar lidar scan (REP-117: +inf no return, -inf too close, nan invalid).

    Attributes:
        stamp_s: time of the scan [s].
        ranges_m: float32, shape (n,).
        angle_min_rad: bearing of the first beam, anticlockwise from straight ahead (REP-103).
        angle_increment_rad: step from beam to beam.
        range_min_m, range_max_m: what the sensor can measure.
    """

    stamp_s: float
    ranges_m: np.ndarray
    angle_min_rad: float = -np.pi
    angle_increment_rad: float = 2 * np.pi / 360
    range_min_m: float = 0.1
    range_max_m: float = 12.0
    frame_id: str = "lidar"

    @property
    def angles_rad(self) -> np.ndarray:
        """Bearing of every beam [rad], from -pi to pi, shape (n,), read-only."""
        return _angles(len(self.ranges_m), self.angle_min_rad, self.angle_increment_rad)

    @property
    def directions(self) -> np.ndarray:
        """Unit vector of every beam, shape (n, 2), read-only."""
        return _directions(len(self.ranges_m), self.angle_min_rad, self.angle_increment_rad)

"""A map from what the lidar met."""

from typing import Set, Tuple

import numpy as np

from limphome.core import Scan

_CELL_M = 0.05
_PERIOD_S = 0.5


class Surroundings:
    """Collects lidar hits on a grid, so that a drive of any length stays small."""

    def __init__(self) -> None:
        self._cells: Set[Tuple[int, int]] = set()
        self._next_s = 0.0

    def add(self, scan: Scan, x_m: float, y_m: float, yaw_rad: float) -> None:
        """Take a scan made at a pose; at most one in half a second."""
        if scan.stamp_s < self._next_s:
            return
        self._next_s = scan.stamp_s + _PERIOD_S
        hit = np.isfinite(scan.ranges_m) & (scan.ranges_m < scan.range_max_m)
        bearing = scan.angles_rad[hit] + yaw_rad
        points = np.stack([x_m + scan.ranges_m[hit] * np.cos(bearing), y_m + scan.ranges_m[hit] * np.sin(bearing)], axis=1)
        self._cells.update(map(tuple, np.round(points / _CELL_M).astype(int).tolist()))

    def points_m(self) -> np.ndarray:
        """Centres of the cells that were hit, shape (k, 2)."""
        return np.array(sorted(self._cells), float).reshape(-1, 2) * _CELL_M

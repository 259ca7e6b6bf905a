"""Distance to the nearest obstacle, for any place around the robot at once."""

from typing import Tuple

import cv2
import numpy as np

_CELL_M = 0.06
_HALF = 80  # cells from the middle to the edge: 4.8 m


class ClearanceMap:
    """A grid around a place in ``odom`` that holds the distance to the nearest of some points.

    Args:
        points_m: obstacles, shape (n, 2), in ``odom``.
        centre_m: middle of the grid, shape (2,). Outside of it everything counts as free.
    """

    FREE_M = 5.0

    def __init__(self, points_m: np.ndarray, centre_m: np.ndarray) -> None:
        self._corner_m = np.asarray(centre_m) - _HALF * _CELL_M
        grid = np.ones((2 * _HALF, 2 * _HALF), np.uint8)
        cells, inside = self._cells(np.asarray(points_m).reshape(-1, 2))
        grid[cells[inside, 1], cells[inside, 0]] = 0
        self._distance_m = np.full(grid.shape, self.FREE_M, np.float32)
        if inside.any():
            self._distance_m = cv2.distanceTransform(grid, cv2.DIST_L2, 5) * np.float32(_CELL_M)

    def at(self, points_m: np.ndarray) -> np.ndarray:
        """Distance [m] at places of shape (..., 2) in ``odom``; same shape without the last axis. Good to a cell, 0.06 m."""
        cells, inside = self._cells(points_m)
        cells = np.where(inside[..., None], cells, 0)
        return np.where(inside, self._distance_m[cells[..., 1], cells[..., 0]], self.FREE_M)

    def _cells(self, points_m: np.ndarray) -> Tuple[np.ndarray, np.ndarray]:
        cells = np.floor((points_m - self._corner_m) / _CELL_M).astype(int)
        inside = np.asarray(np.logical_and(cells >= 0, cells < 2 * _HALF).all(axis=-1))
        return cells, inside

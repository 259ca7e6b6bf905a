"""Distance to the nearest obstacle, for any place around the robot at once."""

import cv2
import numpy as np

_CELL_M = 0.06
_HALF = 80  # cells from the middle to the edge: 4.8 m
_SIDE = 2 * _HALF + 2  # with one cell more at each edge, for whatever lies outside


class ClearanceMap:
    """A grid around a place in ``odom`` that holds the distance to the nearest of some points.

    Args:
        points_m: obstacles, shape (n, 2), in ``odom``.
        centre_m: middle of the grid, shape (2,). Outside of it everything counts as free.
    """

    FREE_M = 5.0

    def __init__(self, points_m: np.ndarray, centre_m: np.ndarray) -> None:
        self._corner_m = np.asarray(centre_m) - _HALF * _CELL_M
        grid = np.ones((_SIDE, _SIDE), np.uint8)
        grid.ravel()[self._cells(np.asarray(points_m).reshape(-1, 2))] = 0
        inner = grid[1:-1, 1:-1]
        self._distance_m = np.full(grid.shape, self.FREE_M, np.float32)
        if not inner.all():
            self._distance_m[1:-1, 1:-1] = cv2.distanceTransform(inner, cv2.DIST_L2, 5) * np.float32(_CELL_M)

    def at(self, points_m: np.ndarray) -> np.ndarray:
        """Distance [m] at places of shape (..., 2) in ``odom``; same shape without the last axis. Good to a cell, 0.06 m."""
        return self._distance_m.ravel()[self._cells(points_m)]

    def _cells(self, points_m: np.ndarray) -> np.ndarray:
        """Number of the cell that each point (..., 2) lies in, row by row; all that lies outside is in the cells of the edge."""
        column, row = (
            np.clip(np.floor((points_m[..., axis] - self._corner_m[axis]) / _CELL_M), -1, 2 * _HALF) for axis in range(2)
        )
        return ((row + 1) * _SIDE + (column + 1)).astype(int)

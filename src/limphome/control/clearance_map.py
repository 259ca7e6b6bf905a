"""Distance to the nearest obstacle, for any place around the robot at once."""

import math
from typing import Tuple

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
        reach_m: how far away an obstacle matters; distances beyond may come out larger than they are.
    """

    FREE_M = 5.0

    def __init__(self, points_m: np.ndarray, centre_m: np.ndarray, reach_m: float = FREE_M) -> None:
        self._corner_m = (np.asarray(centre_m) - _HALF * _CELL_M).tolist()
        self._reach = math.ceil(reach_m / _CELL_M) + 1
        self._free = np.ones((_SIDE, _SIDE), np.uint8)
        row, column = self._cells(np.asarray(points_m).reshape(-1, 2))
        self._free[row, column] = 0
        self._free[[0, -1]] = self._free[:, [0, -1]] = 1

    def at(self, points_m: np.ndarray) -> np.ndarray:
        """Distance [m], at most FREE_M, at places of shape (..., 2) in ``odom``; same shape without the last axis.

        Good to a cell, 0.06 m.
        """
        row, column = self._cells(points_m)
        rows, columns = self._within_reach(row), self._within_reach(column)
        distance = self._distances(rows, columns)
        cell = (row - rows.start) * distance.shape[1] + (column - columns.start)
        return np.minimum(distance.ravel().take(cell) * np.float32(_CELL_M), np.float32(self.FREE_M))

    def _distances(self, rows: slice, columns: slice) -> np.ndarray:
        """In cells, for a part of the grid: the transform takes most of the time, and a path needs less than half of it."""
        distance = cv2.distanceTransform(self._free[rows, columns], cv2.DIST_L2, 5)
        edges = rows.start == 0, rows.stop == _SIDE, columns.start == 0, columns.stop == _SIDE
        for is_edge, line in zip(edges, (distance[0], distance[-1], distance[:, 0], distance[:, -1])):
            if is_edge:
                line[:] = np.inf
        return distance

    def _cells(self, points_m: np.ndarray) -> Tuple[np.ndarray, np.ndarray]:
        """Row and column of the cell that each point (..., 2) lies in; all that lies outside is in the cells of the edge."""
        x, y = (np.floor((points_m[..., axis] - self._corner_m[axis]) / _CELL_M) + 1 for axis in range(2))
        return tuple(np.minimum(np.maximum(cells, 0), _SIDE - 1).astype(np.intp) for cells in (y, x))

    def _within_reach(self, cells: np.ndarray) -> slice:
        return slice(max(int(cells.min()) - self._reach, 0), min(int(cells.max()) + self._reach + 1, _SIDE))

"""What the lidar knows of the robot's surroundings, as points."""

from collections import deque
from typing import Deque, Tuple

import numpy as np

from limphome.core import Odometry, Scan
from limphome.safety.bearings import at_bearings
from limphome.safety.corridor import Corridor


class ObstaclePoints:
    """Points of the newest scan, and of the scans just before where beams are missing now.

    How ranges count (REP-117):

    - finite: an obstacle there;
    - +inf: nothing within reach, free - unless one of the last scans had an obstacle in that
      direction, which is then kept for ``memory_s`` (beams drop out one by one; the thing stays);
    - -inf, or nearer than the body's edge: an obstacle that touches the body there;
    - NaN: unknown. With a good beam within two beams on both sides the nearer of them counts;
      without, it is an obstacle that touches the body.

    Points are kept in ``odom``, so that they stay in place while the robot moves.

    Args:
        corridor: knows the body.
        lidar_x_m: the lidar's place ahead of ``base_link``.
        memory_s: how long a missing beam is filled from earlier scans.
    """

    def __init__(self, corridor: Corridor, lidar_x_m: float, memory_s: float) -> None:
        self._corridor, self._lidar_x_m, self._memory_s = corridor, lidar_x_m, memory_s
        # (arrival, bearings, points in odom, beam had a range)
        self._scans: Deque[Tuple[float, np.ndarray, np.ndarray, np.ndarray]] = deque()
        self._points = np.zeros((0, 2))
        self._angles, self._edge_m = np.zeros(0), np.zeros(0)

    def observe(self, scan: Scan, pose: Odometry, now_s: float) -> None:
        """Take a scan, seen from ``pose``."""
        ranges = np.maximum(_filled(scan.ranges_m), self._edge_of(scan.angles_rad))
        known = np.isfinite(ranges)
        points = np.where(known, ranges, 0.0)[:, None] * scan.directions
        points[:, 0] += self._lidar_x_m
        self._scans.append((now_s, scan.angles_rad, _to_odom(points, pose), known))
        while now_s - self._scans[0][0] > self._memory_s:
            self._scans.popleft()
        self._points = self._gathered()

    def in_base(self, pose: Odometry) -> np.ndarray:
        """Obstacles in ``base_link`` as the robot stands now, shape (n, 2)."""
        return self.to_base(self._points, pose)

    def _edge_of(self, angles_rad: np.ndarray) -> np.ndarray:
        """The body's edge along the beams; they are the same from scan to scan."""
        if angles_rad is not self._angles:
            self._angles, self._edge_m = angles_rad, self._corridor.edge_m(angles_rad, self._lidar_x_m)
        return self._edge_m

    def _gathered(self) -> np.ndarray:
        """Points of the newest scan, filled from the older ones, in ``odom``."""
        _, angles_rad, points, known = self._scans[-1]
        found = [points[known]]
        missing = ~known
        for _, older_rad, older, older_known in list(self._scans)[-2::-1]:
            if not missing.any():
                break
            found.append(older[older_known & at_bearings(missing, angles_rad, older_rad)])
            missing &= ~at_bearings(older_known, older_rad, angles_rad)
        return np.concatenate(found)

    @staticmethod
    def to_base(points_m: np.ndarray, pose: Odometry) -> np.ndarray:
        """Points in ``odom``, shape (n, 2), as the robot at ``pose`` sees them."""
        return (points_m - (pose.x_m, pose.y_m)) @ _rotation(pose.yaw_rad)


def _filled(ranges_m: np.ndarray) -> np.ndarray:
    """Ranges with NaN as a neighbour's range, or as -inf."""
    ranges = np.asarray(ranges_m, float)
    unknown = np.isnan(ranges)
    return np.where(unknown, _between_neighbours(ranges), ranges) if unknown.any() else ranges


def _between_neighbours(ranges: np.ndarray) -> np.ndarray:
    """The nearer of the closest good beams at left and right, at most two beams away; -inf if one side has none."""
    before, after = np.full_like(ranges, np.nan), np.full_like(ranges, np.nan)
    for shift in (2, 1):
        before = np.where(np.isnan(np.roll(ranges, shift)), before, np.roll(ranges, shift))
        after = np.where(np.isnan(np.roll(ranges, -shift)), after, np.roll(ranges, -shift))
    nearer = np.minimum(before, after)
    return np.where(np.isnan(nearer), -np.inf, nearer)


def _to_odom(points: np.ndarray, pose: Odometry) -> np.ndarray:
    return points @ _rotation(pose.yaw_rad).T + (pose.x_m, pose.y_m)


def _rotation(yaw_rad: float) -> np.ndarray:
    cos, sin = np.cos(yaw_rad), np.sin(yaw_rad)
    return np.array([[cos, -sin], [sin, cos]])

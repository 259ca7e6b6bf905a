"""What the lidar knows of the robot's surroundings, as points."""

from collections import deque
from typing import Deque, Tuple

import numpy as np

from limphome.core import Odometry, Scan
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
        self._scans: Deque[Tuple[float, np.ndarray]] = deque()  # (arrival, points in odom)
        self._points = np.zeros((0, 2))
        self._angles, self._edge_m = np.zeros(0), np.zeros(0)

    def observe(self, scan: Scan, pose: Odometry, now_s: float) -> None:
        """Take a scan, seen from ``pose``."""
        ranges = np.maximum(_filled(scan.ranges_m, _is_whole_turn(scan)), self._edge_of(scan.angles_rad))
        known = np.isfinite(ranges)
        points = np.where(known, ranges, 0.0)[:, None] * scan.directions
        points[:, 0] += self._lidar_x_m
        self._scans.append((now_s, _to_odom(points[known], pose)))
        while now_s - self._scans[0][0] > self._memory_s:
            self._scans.popleft()
        self._points = self._gathered(scan, pose, ~known)

    def in_base(self, pose: Odometry) -> np.ndarray:
        """Obstacles in ``base_link`` as the robot stands now, shape (n, 2)."""
        return self.to_base(self._points, pose)

    def _edge_of(self, angles_rad: np.ndarray) -> np.ndarray:
        """The body's edge along the beams; they are the same from scan to scan."""
        if angles_rad is not self._angles:
            self._angles, self._edge_m = angles_rad, self._corridor.edge_m(angles_rad, self._lidar_x_m)
        return self._edge_m

    def _gathered(self, scan: Scan, pose: Odometry, missing: np.ndarray) -> np.ndarray:
        """Points of the newest scan, and where its beams are missing those of the older ones, in ``odom``."""
        found = [self._scans[-1][1]]
        for _, points in list(self._scans)[-2::-1]:
            if not missing.any():
                break
            beams = self._beams_towards(points, scan, pose)
            found.append(points[missing.take(beams, mode="clip") & (beams < len(missing))])
            missing[beams[beams < len(missing)]] = False
        return np.concatenate(found)

    def _beams_towards(self, points_m: np.ndarray, scan: Scan, pose: Odometry) -> np.ndarray:
        """Which beam of a scan from ``pose`` looks towards each point in ``odom``; no beam of it: their number, or more."""
        seen = self.to_base(points_m, pose)
        bearings = np.arctan2(seen[:, 1], seen[:, 0] - self._lidar_x_m)
        beams = np.rint((bearings - scan.angle_min_rad) % (2 * np.pi) / scan.angle_increment_rad).astype(int)
        return beams % len(scan.ranges_m) if _is_whole_turn(scan) else beams

    @staticmethod
    def to_base(points_m: np.ndarray, pose: Odometry) -> np.ndarray:
        """Points in ``odom``, shape (n, 2), as the robot at ``pose`` sees them."""
        return (points_m - (pose.x_m, pose.y_m)) @ _rotation(pose.yaw_rad)


def _is_whole_turn(scan: Scan) -> bool:
    return len(scan.ranges_m) * scan.angle_increment_rad > 2 * np.pi - 1.5 * scan.angle_increment_rad


def _filled(ranges_m: np.ndarray, whole_turn: bool) -> np.ndarray:
    """Ranges with NaN as a neighbour's range, or as -inf."""
    ranges = np.asarray(ranges_m, float)
    unknown = np.isnan(ranges)
    return np.where(unknown, _between_neighbours(ranges, whole_turn), ranges) if unknown.any() else ranges


def _between_neighbours(ranges: np.ndarray, whole_turn: bool) -> np.ndarray:
    """The nearer of the closest good beams at left and right, at most two beams away; -inf if one side has none.

    Beyond the end of a scan that is no whole turn there is no beam: what lies inside decides.
    """
    around = np.pad(ranges, 2, mode="wrap") if whole_turn else np.pad(ranges, 2, constant_values=np.inf)
    before = np.where(np.isnan(around[1:-3]), around[:-4], around[1:-3])
    after = np.where(np.isnan(around[3:-1]), around[4:], around[3:-1])
    nearer = np.minimum(before, after)
    return np.where(np.isnan(nearer), -np.inf, nearer)


def _to_odom(points: np.ndarray, pose: Odometry) -> np.ndarray:
    return points @ _rotation(pose.yaw_rad).T + (pose.x_m, pose.y_m)


def _rotation(yaw_rad: float) -> np.ndarray:
    cos, sin = np.cos(yaw_rad), np.sin(yaw_rad)
    return np.array([[cos, -sin], [sin, cos]])

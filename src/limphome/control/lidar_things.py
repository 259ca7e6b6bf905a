"""What stands around, from one lidar scan: points, and groups of them that belong to one thing."""

from dataclasses import dataclass

import numpy as np

from limphome.core import Scan

_HULL_M = (0.26, 0.21)  # points inside are the robot's own parts


@dataclass(frozen=True, eq=False)
class LidarThings:
    """Groups of neighbouring returns, in ``base_link``.

    Attributes:
        points_m: shape (n, 2), every return, in order of the bearing.
        group: shape (n,), number of the group that each point belongs to.
        centres_m: shape (g, 2), middle of each group. widths_m: shape (g,), its extent.
    """

    points_m: np.ndarray
    group: np.ndarray
    centres_m: np.ndarray
    widths_m: np.ndarray


def scan_points(scan: Scan, lidar_x_m: float) -> np.ndarray:
    """Returns of a scan in ``base_link``, shape (n, 2); -inf (REP-117: too near to measure) counts as the least range."""
    ranges = np.where(np.isneginf(scan.ranges_m), scan.range_min_m, scan.ranges_m).astype(float)
    good = np.isfinite(ranges) & (ranges > 0) & (ranges <= scan.range_max_m)
    angles = scan.angles_rad[good]
    points = ranges[good, None] * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    points[:, 0] += lidar_x_m
    return points[(np.abs(points) > _HULL_M).any(axis=1)]


def group_points(points_m: np.ndarray, gap_m: float = 0.3) -> LidarThings:
    """Split the returns wherever two neighbours lie further apart than ``gap_m``: legs of one person stay together."""
    if len(points_m) == 0:
        return LidarThings(points_m, np.zeros(0, int), np.zeros((0, 2)), np.zeros(0))
    near = np.linalg.norm(points_m - np.roll(points_m, 1, axis=0), axis=1) < gap_m
    group = np.cumsum(~near) - (0 if near[0] else 1)
    count = group[-1] + 1
    if near[0] and count > 1:  # the first and the last beam hit the same thing
        group = group % (count - 1)
        count -= 1
    sums = np.stack([np.bincount(group, points_m[:, axis], count) for axis in range(2)], axis=1)
    low, high = np.full((count, 2), np.inf), np.full((count, 2), -np.inf)
    np.minimum.at(low, group, points_m)
    np.maximum.at(high, group, points_m)
    size = np.bincount(group, minlength=count)[:, None]
    return LidarThings(points_m, group, sums / size, np.linalg.norm(high - low, axis=1))

"""What stands around, from one lidar scan: points, and groups of them that belong to one thing."""

from dataclasses import dataclass

import numpy as np

from limphome.core import Scan

_NEXT_BEAM_RAD = np.deg2rad(2.5)
_HULL_SPARE_M = 0.01  # the robot's own parts are seen with the lidar's noise


@dataclass(frozen=True, eq=False)
class LidarThings:
    """Groups of neighbouring returns, in ``base_link``.

    Attributes:
        points_m: shape (n, 2), every return, in order of the bearing, beginning at the first group.
        group: shape (n,), number of the group that each point belongs to.
        centres_m: shape (g, 2), middle of each group. widths_m: shape (g,), its extent.
        island: shape (g,), True where both neighbours in bearing are further away: the group stands by itself.
            A wall seen at a flat angle falls apart into groups too, which move as the robot moves, but is no island.
    """

    points_m: np.ndarray
    group: np.ndarray
    centres_m: np.ndarray
    widths_m: np.ndarray
    island: np.ndarray


def scan_points(scan: Scan, lidar_x_m: float, half_length_m: float = 0.25, half_width_m: float = 0.2) -> np.ndarray:
    """Returns of a scan in ``base_link``, shape (n, 2); -inf (REP-117: too near to measure) counts as the least range.

    Those inside the hull are the robot's own parts and left out.
    """
    ranges = np.where(scan.ranges_m == -np.inf, scan.range_min_m, scan.ranges_m).astype(float)
    good = np.isfinite(ranges) & (ranges > 0) & (ranges <= scan.range_max_m)
    points = ranges[good, None] * scan.directions[good]
    points[:, 0] += lidar_x_m
    ahead, aside = np.abs(points).T
    return points[(ahead > half_length_m + _HULL_SPARE_M) | (aside > half_width_m + _HULL_SPARE_M)]


def group_points(points_m: np.ndarray, lidar_x_m: float, gap_m: float = 0.3) -> LidarThings:
    """Split the returns wherever two neighbours lie further apart than ``gap_m``: legs of one person stay together."""
    if len(points_m) == 0:
        return LidarThings(points_m, np.zeros(0, int), np.zeros((0, 2)), np.zeros(0), np.zeros(0, bool))
    starts = np.flatnonzero(np.hypot(*(points_m - _turned(points_m, -1)).T) >= gap_m)
    if len(starts) == 0:
        starts = np.zeros(1, int)
    turned = _turned(points_m, starts[0])  # the first and the last beam may hit the same thing
    starts = starts - starts[0]
    size = np.append(starts[1:], len(turned)) - starts
    low, high = np.minimum.reduceat(turned, starts), np.maximum.reduceat(turned, starts)
    distance = np.hypot(turned[:, 0] - lidar_x_m, turned[:, 1])
    first, last = starts, starts + size - 1
    behind = np.minimum(
        _seen_behind(turned, distance, lidar_x_m, first, first - 1),
        _seen_behind(turned, distance, lidar_x_m, last, (last + 1) % len(turned)),
    )
    island = behind > np.minimum.reduceat(distance, starts)
    group = np.repeat(np.arange(len(starts)), size)
    return LidarThings(turned, group, np.add.reduceat(turned, starts) / size[:, None], np.hypot(*(high - low).T), island)


def _turned(points: np.ndarray, first: int) -> np.ndarray:
    """The points in the same order, beginning at another one."""
    return np.concatenate([points[first:], points[:first]])


def _seen_behind(points: np.ndarray, distance: np.ndarray, lidar_x_m: float, edge: np.ndarray, beyond: np.ndarray) -> np.ndarray:
    """How far one sees past the edges of the groups: to the next return, or without end where beams came back empty."""
    here, there = (np.arctan2(points[at, 1], points[at, 0] - lidar_x_m) for at in (edge, beyond))
    turn = np.abs((there - here + np.pi) % (2 * np.pi) - np.pi)
    return np.where(turn > _NEXT_BEAM_RAD, np.inf, distance[beyond])

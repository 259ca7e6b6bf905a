"""Narrow things that stand free in a lidar scan, and which of them walk."""

import math
from dataclasses import dataclass
from typing import List, Tuple

import numpy as np

from limphome.core import Odometry, Scan


def lone_things(scan: Scan, range_m: float, width_m: float) -> Tuple[Tuple[float, float], ...]:
    """(bearing, range) of things narrower than ``width_m`` and nearer than ``range_m``, 0.7 m before what is beside them."""
    ranges = np.minimum(np.where(np.isnan(scan.ranges_m), np.inf, scan.ranges_m), scan.range_max_m)
    breaks = np.flatnonzero(np.abs(np.diff(ranges)) > 0.3)
    found = []
    for first, last in zip(breaks[:-1] + 1, breaks[1:]):
        middle = float(np.median(ranges[first : last + 1]))
        width = middle * scan.angle_increment_rad * (last - first + 1)
        free = min(ranges[first - 1], ranges[last + 1]) - middle > 0.7
        if last > first and middle < range_m and width < width_m and free:
            found.append((float(scan.angles_rad[first] + scan.angles_rad[last]) / 2, middle))
    return tuple(found)


@dataclass
class _Track:
    """One thing over time: places in ``odom`` [m] with their times, oldest first."""

    places: List[Tuple[float, float, float]]
    unseen: int = 0


class Walkers:
    """Follows lone things from scan to scan; those that move are persons, whatever the camera says.

    Args:
        lidar_x_m: the lidar's place ahead of ``base_link``.
        moved_m: way within ``window_s`` that counts as walking.
    """

    def __init__(self, lidar_x_m: float = 0.2, moved_m: float = 0.4, window_s: float = 0.8) -> None:
        self._lidar_x_m, self._moved_m, self._window_s = lidar_x_m, moved_m, window_s
        self._tracks: List[_Track] = []

    def observe(self, things: Tuple[Tuple[float, float], ...], pose: Odometry, has_box: Tuple[bool, ...]) -> int:
        """Take the things of one scan; ``has_box`` says which of them the camera has too.

        Returns:
            For how many calls in a row a walking thing has had no box, of the worst one; -1 if nothing walks.
        """
        kept = []
        for (bearing, range_m), boxed in zip(things, has_box):
            track = self._follow(*_in_odom(bearing, range_m, self._lidar_x_m, pose), pose.stamp_s)
            track.unseen = 0 if boxed else track.unseen + 1
            kept.append(track)
        self._tracks = kept
        return max((track.unseen for track in kept if self._walks(track)), default=-1)

    def _follow(self, x_m: float, y_m: float, now_s: float) -> _Track:
        near = [track for track in self._tracks if math.hypot(x_m - track.places[-1][1], y_m - track.places[-1][2]) < 0.35]
        track = min(near, key=lambda one: math.hypot(x_m - one.places[-1][1], y_m - one.places[-1][2])) if near else _Track([])
        if near:
            self._tracks.remove(track)
        track.places = [place for place in track.places if now_s - place[0] <= self._window_s] + [(now_s, x_m, y_m)]
        return track

    def _walks(self, track: _Track) -> bool:
        (began_s, x0, y0), (now_s, x1, y1) = track.places[0], track.places[-1]
        return now_s - began_s > 0.6 * self._window_s and math.hypot(x1 - x0, y1 - y0) > self._moved_m


def _in_odom(bearing_rad: float, range_m: float, lidar_x_m: float, pose: Odometry) -> Tuple[float, float]:
    x, y = lidar_x_m + range_m * math.cos(bearing_rad), range_m * math.sin(bearing_rad)
    cos, sin = math.cos(pose.yaw_rad), math.sin(pose.yaw_rad)
    return pose.x_m + cos * x - sin * y, pose.y_m + sin * x + cos * y

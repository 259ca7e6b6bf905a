"""Narrow things that stand free in a lidar scan, and which of them walk."""

import math
from dataclasses import dataclass
from typing import List, Tuple

import numpy as np

from limphome.core import Odometry, Scan

_APART_M = 0.7


def lone_things(scan: Scan, range_m: float, width_m: float) -> Tuple[Tuple[float, float], ...]:
    """(bearing, range) of things narrower than ``width_m`` and nearer than ``range_m``, 0.7 m before what is beside them.

    What is less apart is one thing: of two legs one stands before the other in every step.
    """
    clipped = np.fmin(np.maximum(scan.ranges_m, 0.0), scan.range_max_m)  # NaN counts as the sensor's reach
    breaks = np.flatnonzero(np.abs(clipped[1:] - clipped[:-1]) > _APART_M).tolist()
    ranges = clipped.tolist()
    found = []
    for first, last in zip(breaks[:-1], breaks[1:]):  # the thing's beams are first + 1 to last
        range_at = ranges[(first + 1 + last) // 2]
        width = range_at * scan.angle_increment_rad * (last - first)
        free = min(ranges[first], ranges[last + 1]) - range_at > _APART_M
        if last > first + 1 and range_at < range_m and width < width_m and free:
            bearing = scan.angle_min_rad + scan.angle_increment_rad * (first + 1 + last) / 2
            found.append((math.remainder(bearing, 2 * math.pi), range_at))
    return tuple(found)


_HIDDEN_S = 0.25
_SAME_M, _PIECE_M = 0.35, 0.15  # of a thing from scan to scan; of the middle of a person from that of its half


@dataclass(eq=False)
class Track:
    """One thing over time.

    Attributes:
        places: (time, x, y) in ``odom``, oldest first, no longer ago than the window.
        unseen: calls in a row without a box of the camera.
    """

    places: List[Tuple[float, float, float]]
    unseen: int = 0

    @property
    def place_m(self) -> Tuple[float, float]:
        """Where it is."""
        return self.places[-1][1:]

    @property
    def velocity_mps(self) -> Tuple[float, float]:
        """Mean velocity over the window; zero for a single place."""
        (began_s, x0, y0), (now_s, x1, y1) = self.places[0], self.places[-1]
        passed_s = max(now_s - began_s, 1e-6)
        return (x1 - x0) / passed_s, (y1 - y0) / passed_s


class Walkers:
    """Follows lone things from scan to scan; those that move are persons, whatever the camera says.

    Args:
        lidar_x_m: the lidar's place ahead of ``base_link``.
        window_s: how long a thing's way is remembered.
        moved_m: way within that window that counts as walking; must be seen for more than half of it.
    """

    def __init__(self, lidar_x_m: float, window_s: float = 0.8, moved_m: float = 0.4) -> None:
        self._lidar_x_m, self._window_s, self._moved_m = lidar_x_m, window_s, moved_m
        self._tracks: List[Track] = []

    def observe(self, things: Tuple[Tuple[float, float], ...], pose: Odometry, boxed: Tuple[bool, ...] = ()) -> Tuple[Track, ...]:
        """Take the lone things of one scan, and which of them the camera has a box for; returns those that walk."""
        before, kept = list(self._tracks), []
        for index, (bearing, range_m) in enumerate(things):
            track = self._follow(*_in_odom(bearing, range_m, self._lidar_x_m, pose), pose.stamp_s)
            track.unseen = 0 if boxed and boxed[index] else track.unseen + 1
            kept.append(track)
        # A thing that is not seen for some scans, hidden or beside another, goes on where it comes out.
        hidden = [one for one in before if one not in kept and 0.0 <= pose.stamp_s - one.places[-1][0] <= _HIDDEN_S]
        self._tracks = kept + hidden
        return tuple(track for track in kept if self._walks(track))

    def _follow(self, x_m: float, y_m: float, now_s: float) -> Track:
        distances_m = [_distance(track, x_m, y_m) for track in self._tracks]
        nearest_m = min(distances_m, default=math.inf)
        if nearest_m > _SAME_M:
            return Track([(now_s, x_m, y_m)])
        # A lost beam cuts a person in two for a scan: of the tracks of both pieces the older one goes on.
        likely = [i for i, away_m in enumerate(distances_m) if away_m <= min(nearest_m + _PIECE_M, _SAME_M)]
        track = self._tracks.pop(min(likely, key=lambda i: (self._tracks[i].places[0][0], distances_m[i])))
        # Places of the future are of a clock that jumped back.
        track.places = [place for place in track.places if 0.0 <= now_s - place[0] <= self._window_s] + [(now_s, x_m, y_m)]
        return track

    def _walks(self, track: Track) -> bool:
        (began_s, x0, y0), (now_s, _, _) = track.places[0], track.places[-1]
        return now_s - began_s > 0.6 * self._window_s and _distance(track, x0, y0) > self._moved_m


def _distance(track: Track, x_m: float, y_m: float) -> float:
    _, track_x_m, track_y_m = track.places[-1]
    return math.hypot(track_x_m - x_m, track_y_m - y_m)


def _in_odom(bearing_rad: float, range_m: float, lidar_x_m: float, pose: Odometry) -> Tuple[float, float]:
    x, y = lidar_x_m + range_m * math.cos(bearing_rad), range_m * math.sin(bearing_rad)
    cos, sin = math.cos(pose.yaw_rad), math.sin(pose.yaw_rad)
    return pose.x_m + cos * x - sin * y, pose.y_m + sin * x + cos * y

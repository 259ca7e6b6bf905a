"""Follows things through scans, to know which of them are persons and which of them walk."""

import math
from dataclasses import dataclass
from typing import Iterable, List, Optional, Sequence, Tuple

import numpy as np

from limphome.control.geometry import lengths

_GATE_M = 0.45  # 1.4 m/s for a tenth of a second, and the noise of a group's middle
_GAIN, _SPEED_GAIN = 0.5, 0.15  # alpha-beta filter at 20 Hz: speed settles within 0.3 s
_KEEP_S = 0.6  # a thing that is hidden goes on being believed for so long
_WALKS_MPS = 0.3
_SEEN_TWICE, _MOST_VOTES = 2, 10
Place = Tuple[float, float]


@dataclass
class Track:
    """One thing. Position and speed are in ``odom``, as two numbers: arrays of two take ten times as long."""

    position_m: Place
    velocity_mps: Place
    born_m: Place
    seen_s: float
    scans: int = 1
    person_votes: int = 0
    has_walked: bool = False

    @property
    def is_person(self) -> bool:
        """The camera called it a person more than once."""
        return self.person_votes >= _SEEN_TWICE

    @property
    def is_minded(self) -> bool:
        """A person, or something that has moved on by itself, whatever it is and even if it halts."""
        return self.is_person or self.has_walked


class Tracker:
    """Nearest-neighbour tracks of groups of lidar returns that are small enough to be a person."""

    MAX_WIDTH_M = 0.9

    def __init__(self) -> None:
        self.tracks: List[Track] = []

    def update(self, centres_m: np.ndarray, now_s: float) -> List[int]:
        """Take the middles (g, 2) of one scan's small groups, in ``odom``; returns the index of the track of each."""
        self.tracks = [track for track in self.tracks if 0 <= now_s - track.seen_s < _KEEP_S]
        free = set(range(len(self.tracks)))
        centres = [_place(centre) for centre in centres_m.tolist()]
        owner = [-1] * len(centres)
        for index, group in self._pairs(centres_m, now_s):
            if index in free and owner[group] < 0:
                free.discard(index)
                owner[group] = index
                _follow(self.tracks[index], centres[group], now_s)
        for group, centre in enumerate(centres):
            if owner[group] < 0:
                owner[group] = len(self.tracks)
                self.tracks.append(Track(centre, (0.0, 0.0), centre, now_s))
        return owner

    def vote(self, persons_m: Sequence[np.ndarray], others_m: Sequence[np.ndarray], now_s: float) -> None:
        """The camera sees persons and other things at these places (``odom``).

        A person at a place without a track gets one: it stands so close to a thing that the lidar cannot part the two.
        """
        for place in map(_place, persons_m):
            track = self._at(place)
            if track is None:
                track = Track(place, (0.0, 0.0), place, now_s)
                self.tracks.append(track)
            elif now_s > track.seen_s:
                track.position_m, track.seen_s = place, now_s
            track.person_votes = min(track.person_votes + 1, _MOST_VOTES)
        for place in map(_place, others_m):
            track = self._at(place)
            if track is not None:
                track.person_votes = max(track.person_votes - 1, 0)

    def _at(self, place_m: Place) -> Optional[Track]:
        nearest = min(self.tracks, key=lambda track: math.dist(track.position_m, place_m), default=None)
        return nearest if nearest is not None and math.dist(nearest.position_m, place_m) < 0.6 else None

    def _pairs(self, centres_m: np.ndarray, now_s: float) -> List[List[int]]:
        """(track, group) that may be the same thing, the nearest first."""
        if not self.tracks or len(centres_m) == 0:
            return []
        expected = np.array([_expected(track, now_s - track.seen_s) for track in self.tracks])
        distance = lengths(expected[:, None] - centres_m[None])
        near = np.argwhere(distance < _GATE_M)
        order = np.argsort(distance[near[:, 0], near[:, 1]])
        return near[order].tolist()


def _place(point_m: Iterable[float]) -> Place:
    x, y = point_m
    return float(x), float(y)


def _expected(track: Track, dt: float) -> Place:
    (x, y), (vx, vy) = track.position_m, track.velocity_mps
    return x + vx * dt, y + vy * dt


def _follow(track: Track, centre_m: Place, now_s: float) -> None:
    dt = now_s - track.seen_s
    x, y = _expected(track, dt)
    error_x, error_y = centre_m[0] - x, centre_m[1] - y
    track.position_m = x + _GAIN * error_x, y + _GAIN * error_y
    if dt > 1e-3:
        vx, vy = track.velocity_mps
        track.velocity_mps = vx + _SPEED_GAIN * error_x / dt, vy + _SPEED_GAIN * error_y / dt
    track.seen_s = now_s
    track.scans += 1
    if not track.has_walked and track.scans >= 8:
        track.has_walked = math.hypot(*track.velocity_mps) > _WALKS_MPS and math.dist(track.position_m, track.born_m) > 0.35

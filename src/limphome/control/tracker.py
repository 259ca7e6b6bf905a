"""Follows things through scans, to know which of them are persons and which of them walk."""

import math
from dataclasses import dataclass
from typing import List, Optional, Sequence, Tuple

import numpy as np

_GATE_M = 0.45  # 1.4 m/s for a tenth of a second, and the noise of a group's middle
_GAIN, _SPEED_GAIN = 0.5, 0.15  # alpha-beta filter at 20 Hz: speed settles within 0.3 s
_KEEP_S = 0.6  # a thing that is hidden goes on being believed for so long
_WALKS_MPS = 0.3
_SEEN_TWICE, _MOST_VOTES = 2, 10


@dataclass
class Track:
    """One thing. Position and speed are in ``odom``."""

    position_m: np.ndarray
    velocity_mps: np.ndarray
    born_m: np.ndarray
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
        owner = [-1] * len(centres_m)
        for index, group, _ in self._pairs(centres_m, now_s):
            if index in free and owner[group] < 0:
                free.discard(index)
                owner[group] = index
                _follow(self.tracks[index], centres_m[group], now_s)
        for group, centre in enumerate(centres_m):
            if owner[group] < 0:
                owner[group] = len(self.tracks)
                self.tracks.append(Track(centre.copy(), np.zeros(2), centre.copy(), now_s))
        return owner

    def vote(self, persons_m: Sequence[np.ndarray], others_m: Sequence[np.ndarray], now_s: float) -> None:
        """The camera sees persons and other things at these places (``odom``).

        A person at a place without a track gets one: it stands so close to a thing that the lidar cannot part the two.
        """
        for place in persons_m:
            track = self._at(place)
            if track is None:
                track = Track(place.copy(), np.zeros(2), place.copy(), now_s)
                self.tracks.append(track)
            elif now_s > track.seen_s:
                track.position_m, track.seen_s = place.copy(), now_s
            track.person_votes = min(track.person_votes + 1, _MOST_VOTES)
        for place in others_m:
            track = self._at(place)
            if track is not None:
                track.person_votes = max(track.person_votes - 1, 0)

    def _at(self, place_m: np.ndarray) -> Optional[Track]:
        if not self.tracks:
            return None
        distance = [math.dist(track.position_m, place_m) for track in self.tracks]
        best = int(np.argmin(distance))
        return self.tracks[best] if distance[best] < 0.6 else None

    def _pairs(self, centres_m: np.ndarray, now_s: float) -> List[Tuple[int, int, float]]:
        if not self.tracks or len(centres_m) == 0:
            return []
        expected = np.array([track.position_m + track.velocity_mps * (now_s - track.seen_s) for track in self.tracks])
        distance = np.linalg.norm(expected[:, None] - centres_m[None], axis=2)
        near = np.argwhere(distance < _GATE_M)
        order = np.argsort(distance[near[:, 0], near[:, 1]])
        return [(int(i), int(j), float(distance[i, j])) for i, j in near[order]]


def _follow(track: Track, centre_m: np.ndarray, now_s: float) -> None:
    dt = now_s - track.seen_s
    expected = track.position_m + track.velocity_mps * dt
    error = centre_m - expected
    track.position_m = expected + _GAIN * error
    if dt > 1e-3:
        track.velocity_mps = track.velocity_mps + _SPEED_GAIN * error / dt
    track.seen_s = now_s
    track.scans += 1
    if not track.has_walked and track.scans >= 8:
        track.has_walked = math.hypot(*track.velocity_mps) > _WALKS_MPS and math.dist(track.position_m, track.born_m) > 0.35

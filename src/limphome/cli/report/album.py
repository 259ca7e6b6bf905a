"""Keeps the camera pictures of the moments that matter."""

from collections import deque
from typing import Deque, List, Optional, Tuple

from limphome.cli.report.drive_log import Snapshot
from limphome.core import Detections, Frame

_REMEMBER = 20
"""Frames to look back on for the one that a detection was made in: 2 s at 10 Hz."""
_SETTLE_S = 0.8
"""A picture is taken this long after its moment, so that it shows what the moment brought."""
_STALE_S = 0.5


class Album:
    """Watches frames and detections go by; takes a picture when told to."""

    def __init__(self) -> None:
        self._frames: Deque[Frame] = deque(maxlen=_REMEMBER)
        self._detections: Optional[Detections] = None
        self._wanted: List[Tuple[float, str]] = []
        self._fullest: Optional[Snapshot] = None
        self._taken: List[Snapshot] = []

    def add_frame(self, frame: Frame) -> None:
        """The camera's newest frame, as the network gets it."""
        self._frames.append(frame)
        while self._wanted and frame.stamp_s >= self._wanted[0][0] + _SETTLE_S:
            moment_s, caption = self._wanted.pop(0)
            self._take(moment_s, caption)

    def add_detections(self, detections: Detections, calm: bool) -> None:
        """What the network saw; ``calm`` frames compete for the picture of the nominal drive."""
        self._detections = detections
        frame = self._frame_of(detections)
        persons = len(detections.of_class("person"))
        if calm and frame is not None and (self._fullest is None or _rank(detections) > _rank(self._fullest.detections)):
            caption = f"NOMINAL: {persons} person{'' if persons == 1 else 's'} in sight"
            self._fullest = Snapshot(detections.stamp_s, caption, frame, detections)

    def want(self, time_s: float, caption: str) -> None:
        """Take a picture soon after ``time_s``; moments close to each other share one."""
        if self._wanted and time_s - self._wanted[-1][0] < _SETTLE_S:
            first_s, before = self._wanted.pop()
            self._wanted.append((first_s, f"{before}; {caption}"))
        else:
            self._wanted.append((time_s, caption))

    def pictures(self) -> Tuple[Snapshot, ...]:
        """All that were taken, by time; moments still open get the last frame."""
        for moment_s, caption in self._wanted:
            self._take(moment_s, caption)
        self._wanted.clear()
        everything = [*self._taken, *([self._fullest] if self._fullest else [])]
        return tuple(sorted(everything, key=lambda picture: picture.time_s))

    def _take(self, moment_s: float, caption: str) -> None:
        if not self._frames:
            return
        newest, seen = self._frames[-1], self._detections
        fresh = seen if seen is not None and newest.stamp_s - seen.stamp_s < _STALE_S else None
        frame = (self._frame_of(fresh) if fresh else None) or newest
        self._taken.append(Snapshot(moment_s, caption, frame, fresh))

    def _frame_of(self, detections: Detections) -> Optional[Frame]:
        return next((frame for frame in reversed(self._frames) if abs(frame.stamp_s - detections.stamp_s) < 1e-3), None)


def _rank(detections: Optional[Detections]) -> Tuple[int, int]:
    return (len(detections.of_class("person")), len(detections)) if detections is not None else (-1, -1)

"""Moments in which the machine let nobody run: over DDS at real time they look like faults, and are none."""

import time
from threading import Event, Thread
from typing import NamedTuple

PERIOD_S = 0.005
TROUBLE_S = 0.08
"""Odometry comes every 0.02 s and is stale after 0.1 s."""


class Pause(NamedTuple):
    """One of them: how long, and how long before the end of the watch."""

    length_s: float
    before_end_s: float


class Pauses:
    """A thread that wants to run every 5 ms, and notes when it could not."""

    def __init__(self) -> None:
        self._over, self._seen = Event(), [(time.monotonic(), 0.0)]
        self._thread = Thread(target=self._watch, daemon=True)
        self._thread.start()

    def end(self) -> None:
        """What comes from now on does not count."""
        self._over.set()
        self._thread.join()

    def longest(self, within_s: float) -> Pause:
        """End, and give the longest pause of the last ``within_s``."""
        self.end()
        end_s = self._seen[-1][0]
        late_s, at_s = max((late_s, at_s) for at_s, late_s in self._seen if at_s >= end_s - within_s)
        return Pause(late_s, end_s - at_s)

    def _watch(self) -> None:
        while not self._over.is_set():
            time.sleep(PERIOD_S)
            now_s = time.monotonic()
            self._seen.append((now_s, now_s - self._seen[-1][0] - PERIOD_S))

"""Ends what takes too long: one sleeping thread watches over all networks of a process."""

import math
import os
import threading
import time
from typing import Callable, Set

PATIENT_S = 30.0
"""How long an inference may take where nobody says otherwise: first ones of large networks are slow [s]."""


class TimeLimit:
    """``with`` it around work. While that takes longer than ``limit_s``, the steps are called one after the other, each when
    another ``limit_s`` has gone by. None is called once the work is over.

    Args:
        steps: called from another thread; each must be quick.

    Attributes:
        limit_s: may be changed between two pieces of work [s].
        expired: True when the last piece of work took longer.
    """

    def __init__(self, limit_s: float, *steps: Callable[[], None]) -> None:
        self.limit_s, self.expired = limit_s, False
        self.due_s = math.inf
        self._steps, self._taken = steps, 0

    def __enter__(self) -> "TimeLimit":
        self.expired, self._taken = False, 0
        self.due_s = time.monotonic() + self.limit_s
        _WATCH.add(self)
        return self

    def __exit__(self, *_: object) -> None:
        _WATCH.remove(self)

    def step(self) -> None:
        """Take the next step; for the thread that watches."""
        self.expired = True
        self._steps[self._taken]()
        self._taken += 1
        self.due_s = time.monotonic() + self.limit_s if self._taken < len(self._steps) else math.inf


class _Watch:
    """The thread. It never sleeps longer than the shortest limit: what begins meanwhile is due later, so nobody wakes it."""

    def __init__(self) -> None:
        self.begin_anew()

    def begin_anew(self) -> None:
        """Without a thread, as in a process that was just forked."""
        self._changed = threading.Condition(threading.Lock())
        self._running: Set[TimeLimit] = set()
        self._nap_s = math.inf

    def add(self, work: TimeLimit) -> None:
        """It begins."""
        with self._changed:
            self._running.add(work)
            if work.limit_s < self._nap_s:
                self._shorten(work.limit_s)

    def remove(self, work: TimeLimit) -> None:
        """It is over; no step of it is being taken, and none will be."""
        with self._changed:
            self._running.discard(work)

    def _shorten(self, nap_s: float) -> None:
        if math.isinf(self._nap_s):
            threading.Thread(target=self._watch, name="time limit", daemon=True).start()
        self._nap_s = nap_s
        self._changed.notify()

    def _watch(self) -> None:
        with self._changed:
            while True:
                for work in [work for work in self._running if work.due_s <= time.monotonic()]:
                    work.step()
                next_s = min((work.due_s for work in self._running), default=math.inf)
                self._changed.wait(max(0.0, min(self._nap_s, next_s - time.monotonic())))


_WATCH = _Watch()
os.register_at_fork(after_in_child=_WATCH.begin_anew)

"""Tells how far an engine is: some runtimes build one for minutes."""

import threading
import time
from contextlib import contextmanager
from typing import Callable, Iterator, Optional

BEAT_S = 5.0
SELDOM_S = 10.0
Progress = Callable[[str, int, int], None]
"""Called from any thread with (step, done, total); total is 0 where it is not known."""


def nobody(step: str, done: int, total: int) -> None:
    """Not heard."""


class Seldom:
    """A :data:`Progress` in lines of text, the first at once, then at most one in ``period_s`` [s].

    Args:
        tell: gets each line; one thread at a time calls it.
    """

    def __init__(
        self, tell: Callable[[str], None], period_s: float = SELDOM_S, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._tell, self._period_s, self._clock = tell, period_s, clock
        self._told_s: Optional[float] = None
        self._lock = threading.Lock()  # TensorRT's monitor speaks from several threads

    def __call__(self, step: str, done: int, total: int) -> None:
        """One step of the building."""
        with self._lock:
            now_s = self._clock()
            if self._told_s is None or now_s >= self._told_s + self._period_s:
                self._told_s = now_s
                self._tell(step + (f": {done} of {total}" if total else f": {done}" if done else ""))


@contextmanager
def beats(progress: Progress, what: str, period_s: float = BEAT_S) -> Iterator[None]:
    """Tells at once, and then the seconds that went by while the body runs: for what says nothing by itself."""
    done = threading.Event()
    progress(what, 0, 0)

    def beat() -> None:
        count = 0
        while not done.wait(period_s):
            count += 1
            progress(f"{what}, seconds so far", int(count * period_s), 0)

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()

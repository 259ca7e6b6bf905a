"""Messages on their way from stage to stage, in simulated time."""

import heapq
import itertools
from typing import Any, Iterator, List, Tuple


class Bus:
    """Holds messages until they arrive; equal times keep the order of sending."""

    def __init__(self) -> None:
        self._on_the_way: List[Tuple[float, int, str, Any]] = []
        self._order = itertools.count()

    def send(self, topic: str, message: Any, arrives_s: float) -> None:
        """Put ``message`` on its way; it arrives on ``topic`` at ``arrives_s``."""
        heapq.heappush(self._on_the_way, (arrives_s, next(self._order), topic, message))

    def due(self, now_s: float) -> Iterator[Tuple[float, str, Any]]:
        """(arrival time, topic, message) of all that arrives up to ``now_s``, also of what is sent meanwhile."""
        while self._on_the_way and self._on_the_way[0][0] <= now_s + 1e-9:
            arrives_s, _, topic, message = heapq.heappop(self._on_the_way)
            yield arrives_s, topic, message

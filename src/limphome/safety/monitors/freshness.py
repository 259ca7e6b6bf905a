"""Is the newest message of a topic young enough to act on?"""

from typing import Callable

from limphome.core import Verdict
from limphome.safety.reactions import judge
from limphome.safety.stream import Stream


class Freshness:
    """Wants a message whose age, counted from its stamp, stays within the limit.

    Args:
        monitor, component: names of the verdict.
        stream: arrivals of the topic.
        limit_s: oldest age allowed.
        future_s: how far a stamp may lie ahead of the robot's clock.
        rests: tells whether its source may be silent now, because its last message says all.
    """

    def __init__(
        self,
        monitor: str,
        component: str,
        stream: Stream,
        limit_s: float,
        future_s: float = 0.1,
        rests: Callable[[], bool] = lambda: False,
    ) -> None:
        self._names, self._stream, self._limit_s, self._future_s = (monitor, component), stream, limit_s, future_s
        self._rests = rests

    def verdict(self, now_s: float) -> Verdict:
        """Stale, from the future, never seen, or well."""
        return judge(*self._names, now_s, self._reason(now_s))

    def _reason(self, now_s: float) -> str:
        if not self._stream.seen:
            return "nothing received yet"
        age_s = self._stream.age_s(now_s)
        if not age_s <= self._limit_s + 1e-9 and not self._rests():
            return f"{age_s:.2f} s old, at most {self._limit_s:g}"
        if self._stream.last_age_s < -self._future_s:
            return f"stamped {-self._stream.last_age_s:.2f} s in the future"
        return ""

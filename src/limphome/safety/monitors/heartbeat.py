"""Does a node still speak of itself?"""

from limphome.core import Verdict
from limphome.safety.reactions import judge
from limphome.safety.stream import Stream


class Heartbeat:
    """Wants a Health message of a component at least every ``limit_s``."""

    def __init__(self, monitor: str, component: str, stream: Stream, limit_s: float) -> None:
        self._names, self._stream, self._limit_s = (monitor, component), stream, limit_s

    def verdict(self, now_s: float) -> Verdict:
        """Silent, or well."""
        silence_s = self._stream.silence_s(now_s)
        text = f"no sign of life for {silence_s:.1f} s, at most {self._limit_s:g}" if silence_s > self._limit_s else ""
        return judge(*self._names, now_s, text)

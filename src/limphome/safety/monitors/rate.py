"""Do messages come as often as they must?"""

from limphome.core import Verdict
from limphome.safety.hysteresis import Hysteresis
from limphome.safety.reactions import judge
from limphome.safety.stream import Stream


class Rate:
    """Wants at least ``lowest_hz`` over the last second; unknown in the first second.

    Total silence is the freshness monitor's: it is faster.
    """

    def __init__(self, monitor: str, component: str, stream: Stream, lowest_hz: float) -> None:
        self._names, self._stream, self._lowest_hz = (monitor, component), stream, lowest_hz
        self._slow = Hysteresis(enter=lowest_hz, leave=lowest_hz + min(0.1 * lowest_hz, 1.0), count=1, low=True)

    def verdict(self, now_s: float) -> Verdict:
        """Too slow, or well."""
        rate_hz = self._stream.rate_hz(now_s)
        slow = rate_hz is not None and self._slow.update(rate_hz)
        return judge(*self._names, now_s, f"{self._slow.told('.1f')} Hz, at least {self._lowest_hz:g}" if slow else "")

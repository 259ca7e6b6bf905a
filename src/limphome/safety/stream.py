"""When messages of one topic came, and how old they were."""

from collections import deque
from typing import Deque, Dict, Optional, Tuple

WINDOW_S = 1.0


class Stream:
    """Arrivals on one topic within the last second; shared by monitors and telemetry.

    Times are the steady clock's [s]; ages are what the message's stamp said at arrival [s].
    """

    def __init__(self, window_s: float = WINDOW_S) -> None:
        self.window_s = window_s
        self._arrivals: Deque[Tuple[float, float, float]] = deque()  # (arrival, age, interval before it)
        self._first_s: Optional[float] = None
        self._last_s: Optional[float] = None
        self._last_age_s = 0.0
        self._restarted_s: Optional[float] = None
        self._awaited = True

    def observe(self, now_s: float, age_s: float) -> None:
        """Note one arrival."""
        interval_s = 0.0 if self._last_s is None else self._pause_s(now_s)
        self._first_s = now_s if self._awaited else self._first_s
        self._awaited = False
        self._last_s, self._last_age_s = now_s, age_s
        self._arrivals.append((now_s, age_s, interval_s))
        self._forget(now_s)

    def restart(self, now_s: float) -> None:
        """Its source was started anew: the outage is no gap in its rhythm, and the rate is unknown for a window again.

        How old the newest message is stays as it was. The window begins once more with the first message that comes:
        one that came late does not make those after it rare.
        """
        self._restarted_s = self._first_s = now_s
        self._awaited = True
        self._arrivals.clear()

    @property
    def seen(self) -> bool:
        """True once anything came."""
        return self._last_s is not None

    @property
    def last_age_s(self) -> float:
        """Age of the newest message when it came."""
        return self._last_age_s

    def silence_s(self, now_s: float) -> float:
        """Time since the newest arrival; infinite before the first."""
        return float("inf") if self._last_s is None else now_s - self._last_s

    def age_s(self, now_s: float) -> float:
        """Age of the newest message now; infinite before the first.

        A stamp a little ahead of the clock makes a message no younger than one that has just come.
        """
        return max(self._last_age_s, 0.0) + self.silence_s(now_s)

    def rate_hz(self, now_s: float) -> Optional[float]:
        """Arrivals per second over the window; None until one whole window was watched."""
        if self._first_s is None or now_s - self._first_s < self.window_s:
            return None
        self._forget(now_s)
        return len(self._arrivals) / self.window_s

    def interval_max_s(self, now_s: float) -> float:
        """Longest gap that ended within the window, or the present silence if that is longer."""
        return self._longest_and_shortest_s(now_s)[0]

    def interval_min_s(self, now_s: float) -> float:
        """Shortest gap between two arrivals of the window, else the longest: messages lost at random leave it as it was."""
        return self._longest_and_shortest_s(now_s)[1]

    def metrics(self, now_s: float) -> Dict[str, float]:
        """Telemetry: rate, longest and shortest gap, mean age at arrival; what is unknown is left out."""
        if self._last_s is None:
            return {}
        found = dict(zip(("interval_max_s", "interval_min_s"), self._longest_and_shortest_s(now_s)))
        rate = self.rate_hz(now_s)
        if rate is None and self._restarted_s is not None:
            rate = self._rate_so_far_hz()  # telemetry knows silence too: a number that stays out would be a finding
        if rate is not None:
            found["rate_hz"] = rate
        if self._arrivals:
            found["age_s"] = sum([age for _, age, _ in self._arrivals]) / len(self._arrivals)
        return found

    def _longest_and_shortest_s(self, now_s: float) -> Tuple[float, float]:
        self._forget(now_s)
        intervals = [interval for _, _, interval in self._arrivals]
        longest = max([self._pause_s(now_s), *intervals])
        return longest, min(intervals[1:], default=longest)

    def _pause_s(self, now_s: float) -> float:
        """Silence so far, an outage before a restart not counted."""
        silence_s = self.silence_s(now_s)
        return silence_s if self._restarted_s is None else min(silence_s, now_s - self._restarted_s)

    def _rate_so_far_hz(self) -> Optional[float]:
        """From the intervals since the restart; None before there is one."""
        if len(self._arrivals) < 2:
            return None
        return (len(self._arrivals) - 1) / (self._arrivals[-1][0] - self._arrivals[0][0])

    def _forget(self, now_s: float) -> None:
        # A hair of tolerance, so that arrivals exactly one window apart do not come and go with rounding.
        while self._arrivals and now_s - self._arrivals[0][0] > self.window_s - 1e-6:
            self._arrivals.popleft()

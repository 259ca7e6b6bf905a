"""How often a node that died is started again."""

from collections import deque
from dataclasses import dataclass
from typing import Deque

from limphome.resources import option


@dataclass(frozen=True)
class RestartPolicy:
    """A node that dies again and again is not started for ever: the robot stops and stays stopped."""

    max_restarts: int = option(3, "restarts of one node inside the window; one more death latches the stop", 0, 100)
    window_s: float = option(60.0, "restarts older than this are forgotten [s]", 1.0, 3600.0)
    delay_s: float = option(0.2, "pause before a restart [s]", 0.0, 60.0)


class RestartCount:
    """Counts the restarts of one node."""

    def __init__(self, policy: RestartPolicy) -> None:
        self._policy = policy
        self._at_s: Deque[float] = deque()
        self.total = 0

    def may_restart(self, now_s: float) -> bool:
        """True, and counted, while the window has room."""
        while self._at_s and now_s - self._at_s[0] > self._policy.window_s:
            self._at_s.popleft()
        if len(self._at_s) >= self._policy.max_restarts:
            return False
        self._at_s.append(now_s)
        self.total += 1
        return True

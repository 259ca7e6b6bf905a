"""The supervisor's memory of one monitor."""

from collections import deque
from typing import Deque, Optional

from limphome.core import Mode, Verdict
from limphome.safety.reactions import AGAIN, Clear, Reaction


class Finding:
    """Debounce, hysteresis and clearing of one monitor's demand.

    A finding is confirmed when the monitor has demanded something for ``confirm_s`` on end, and
    over when it has demanded nothing for the recovery time and its clear condition is met. Each
    time it comes back within a minute the recovery time doubles, up to 16 times: a fault that
    flickers keeps the robot slow instead of jerking it. One that may come back only so often is
    then latched.
    """

    def __init__(self, reaction: Reaction, memory_s: float = 60.0) -> None:
        self._reaction, self._memory_s = reaction, memory_s
        self._bad_since_s: Optional[float] = None
        self._last_bad_s = float("-inf")
        self._begun: Deque[float] = deque(maxlen=5)
        self._verdict: Optional[Verdict] = None
        self._demand = Mode.NOMINAL
        self._too_often = False

    @property
    def demand(self) -> Mode:
        """The mode asked for now."""
        return self._demand

    @property
    def reason(self) -> str:
        """``monitor: text`` while it demands something."""
        if self._verdict is None or not self._demand:
            return ""
        return f"{self._verdict.monitor}: {self._verdict.reason}{AGAIN if self._too_often else ''}"

    @property
    def latched(self) -> bool:
        """True while it demands something and does not end by itself."""
        return bool(self._demand) and (self._reaction.clear is not Clear.HEALS or self._too_often)

    def update(self, verdict: Verdict, now_s: float) -> None:
        """Take the monitor's newest verdict."""
        if verdict.ok:
            self._bad_since_s = None
            if not self.latched and self._is_well(now_s):
                self._demand = Mode.NOMINAL
            return
        self._bad_since_s = now_s if self._bad_since_s is None else self._bad_since_s
        self._last_bad_s = now_s
        if now_s - self._bad_since_s >= self._reaction.confirm_s:
            if not self._demand:
                self._begun.append(now_s)
                self._too_often = 0 < self._reaction.heals_times < self._times(now_s)
            self._verdict, self._demand = verdict, max(self._demand, verdict.demand)

    def holds(self, now_s: float) -> bool:
        """True while it is latched and no operator may end it: not well for long enough, or only a restart ends it."""
        return self.latched and (self._reaction.clear is Clear.RESTART or not self._is_well(now_s))

    def release(self, now_s: float) -> None:
        """The operator has looked: it ends if it is latched and nothing holds it."""
        if self.latched and not self.holds(now_s):
            self._demand = Mode.NOMINAL

    def recovery_s(self, now_s: float) -> float:
        """How long all must be well."""
        return self._reaction.recover_s * 2.0 ** max(self._times(now_s) - 1, 0)

    def _times(self, now_s: float) -> int:
        """How often it came within its memory."""
        return sum(1 for begun_s in self._begun if now_s - begun_s < self._memory_s)

    def _is_well(self, now_s: float) -> bool:
        return self._bad_since_s is None and now_s - self._last_bad_s >= self.recovery_s(now_s)

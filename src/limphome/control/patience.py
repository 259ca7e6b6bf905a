"""How long the robot has stood, and what that allows."""

from typing import Optional

_LOOK_ABOUT_S = 1.0
_SQUEEZE_S = 4.0


class Patience:
    """First it waits, then it looks about for a way out, then it squeezes through and calls itself blocked.

    Args:
        patience_s: standing so long counts as blocked.
    """

    def __init__(self, patience_s: float) -> None:
        self._patience_s = patience_s
        self._moved_s: Optional[float] = None
        self._squeeze_from_s: Optional[float] = None

    def note(self, moves: bool, now_s: float) -> None:
        """Tell whether the robot drives now, or has no reason to."""
        if self._moved_s is None or moves or now_s < self._moved_s:
            self._moved_s = now_s
        if self.is_blocked(now_s):
            self._squeeze_from_s = now_s

    def looks_about(self, now_s: float) -> bool:
        """True when it has stood long enough to turn towards another way."""
        return self._standing_s(now_s) > _LOOK_ABOUT_S

    def is_blocked(self, now_s: float) -> bool:
        """True when patience is at its end."""
        return self._standing_s(now_s) > self._patience_s

    def squeezes(self, now_s: float) -> bool:
        """True from then on until it has driven for some seconds: the least clearances are enough."""
        return self._squeeze_from_s is not None and 0 <= now_s - self._squeeze_from_s < _SQUEEZE_S

    def _standing_s(self, now_s: float) -> float:
        return 0.0 if self._moved_s is None else now_s - self._moved_s

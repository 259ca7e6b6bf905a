"""When departures from normal become an incident, and when it is over."""

from dataclasses import dataclass
from typing import Optional, Tuple

from limphome.core import Cause


@dataclass(frozen=True)
class Incident:
    """A confirmed departure from normal.

    Attributes:
        onset_s: when the first metric departed. confirmed_s: when it had lasted long enough.
        causes: the ranking at the moment of confirmation.
        cleared_s: when all was normal again; None while it lasts.
    """

    onset_s: float
    confirmed_s: float
    causes: Tuple[Cause, ...]
    cleared_s: Optional[float] = None


class Debounce:
    """Counts the ticks that depart and forgets them slowly, so that a fault that comes and goes is confirmed too."""

    def __init__(self, confirm_ticks: int, clear_ticks: int, forget_ticks: int) -> None:
        self.confirm_ticks, self.clear_ticks = confirm_ticks, clear_ticks
        self._forgotten = confirm_ticks / max(forget_ticks, 1)  # a tick
        self._pressure = 0.0
        self._calm = 0

    def update(self, departs: bool) -> None:
        """One tick."""
        self._pressure = min(self._pressure + 1.0, self.confirm_ticks) if departs else max(self._pressure - self._forgotten, 0.0)
        self._calm = 0 if departs else self._calm + 1

    def forget(self) -> None:
        """What was counted belonged to an incident that is over."""
        self._pressure = 0.0

    @property
    def confirmed(self) -> bool:
        """True while departures of ``confirm_ticks`` together are not forgotten."""
        return self._pressure >= self.confirm_ticks

    @property
    def cleared(self) -> bool:
        """True once nothing has departed for ``clear_ticks``."""
        return self._calm >= self.clear_ticks

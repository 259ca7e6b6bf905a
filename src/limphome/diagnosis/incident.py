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
    """Counts ticks: up while something departs, down at half speed while nothing does."""

    def __init__(self, confirm_ticks: int, clear_ticks: int) -> None:
        self.confirm_ticks, self.clear_ticks = confirm_ticks, clear_ticks
        self._pressure = 0.0
        self._calm = 0

    def update(self, departs: bool) -> None:
        """One tick."""
        self._pressure = min(self._pressure + 1.0, self.confirm_ticks) if departs else max(self._pressure - 0.5, 0.0)
        self._calm = 0 if departs else self._calm + 1

    @property
    def confirmed(self) -> bool:
        """True while the departure has lasted for ``confirm_ticks``."""
        return self._pressure >= self.confirm_ticks

    @property
    def cleared(self) -> bool:
        """True once nothing has departed for ``clear_ticks``."""
        return self._calm >= self.clear_ticks

"""What every energy meter has in common."""

from dataclasses import dataclass
from typing import Dict, Mapping, Optional, Protocol


@dataclass(frozen=True)
class Energy:
    """Energy since a meter was first read.

    Attributes:
        total_j: of all that the meter covers, nothing counted twice [J].
        rails_j: name of a supply rail or a zone -> [J]; some may be parts of others.
    """

    total_j: float
    rails_j: Mapping[str, float]


class EnergyMeter(Protocol):
    """Reads one kind of meter.

    Attributes:
        name: of the kind. covers: what is in the total.
        period_s: how often it is worth reading: power often, counters seldom.
    """

    name: str
    covers: str
    period_s: float

    def update(self, now_s: float) -> Energy:
        """Energy since the first call of this; to be called again and again, every few seconds at the most.

        Args:
            now_s: time on a steady clock [s].
        """


class PowerIntegral:
    """Energy from readings of power: the mean of two neighbours holds between them."""

    def __init__(self) -> None:
        self._joules: Dict[str, float] = {}
        self._last: Optional[Mapping[str, float]] = None
        self._last_s = 0.0

    def add(self, now_s: float, watts: Mapping[str, float]) -> Dict[str, float]:
        """Take one reading of every rail [W]; gives the energy of each since the first reading [J]."""
        before = watts if self._last is None else self._last
        passed_s = 0.0 if self._last is None else now_s - self._last_s
        for name, value in watts.items():
            self._joules[name] = self._joules.get(name, 0.0) + passed_s * (value + before.get(name, value)) / 2
        self._last, self._last_s = dict(watts), now_s
        return dict(self._joules)

"""What one monitor concludes, now."""

from dataclasses import dataclass

from limphome.core.safety_state import Mode


@dataclass(frozen=True)
class Verdict:
    """One monitor's present judgement on one component.

    Attributes:
        stamp_s: when it was judged [s].
        monitor: name of the monitor (``camera_frozen``).
        component: what it watches (``camera``).
        demand: the mode it asks for; NOMINAL means nothing is wrong.
        reason: what was measured and what was allowed, for a person to read; empty when all is well.
    """

    stamp_s: float
    monitor: str
    component: str
    demand: Mode = Mode.NOMINAL
    reason: str = ""

    @property
    def ok(self) -> bool:
        """True when the monitor demands nothing."""
        return self.demand == Mode.NOMINAL

"""When what the robot tells of itself can be judged by what is normal while driving."""

from typing import Tuple

from limphome.core import Health
from limphome.safety.gate import EMERGENCY_STOP

_HEARD = ("scan_age_s", "odometry_age_s", "safety_state_age_s", "command_age_s")
"""Ages in the gate's numbers, each there from the first message on."""


class OnDuty:
    """Follows the gate: a robot that was never complete, or that somebody holds by its emergency stop, drives like no other.

    Attributes:
        is_held: the gate stands for the emergency stop.
    """

    def __init__(self) -> None:
        self._missing: Tuple[str, ...] = _HEARD
        self.is_held = False

    @property
    def absence(self) -> str:
        """Why nothing can be judged; empty on duty."""
        if self.is_held:
            return EMERGENCY_STOP
        return "the gate never heard " + ", ".join(name[: -len("_age_s")] for name in self._missing) if self._missing else ""

    def observe(self, health: Health) -> None:
        """One row of telemetry."""
        if health.component == "gate":
            self._missing = tuple(name for name in self._missing if name not in health.metrics)

    def hear_gate(self, reason: str) -> None:
        """The gate's reason to stand or to limit, empty for none."""
        self.is_held = reason.startswith(EMERGENCY_STOP)

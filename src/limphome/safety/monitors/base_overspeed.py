"""Does the base slow down when it is told to?"""

from dataclasses import dataclass
from typing import Optional

from limphome.core import Command, Odometry, Verdict
from limphome.resources import option
from limphome.safety.reactions import judge


@dataclass(frozen=True)
class BaseOverspeedConfig:
    """Options of the overspeed monitor."""

    overspeed_mps: float = option(0.1, "speed above what a braking base still has [m/s]", 0.01, 2.0)
    overspeed_after_s: float = option(0.1, "how long it must last [s]", 0.0, 2.0)
    overspeed_lag_s: float = option(0.2, "delay of a healthy base in braking [s]", 0.0, 2.0)
    overspeed_braking_mps2: float = option(0.9, "braking of a healthy base on a command; 1.0 is comfortable [m/s^2]", 0.1, 10.0)


class BaseOverspeed:
    """Trips when the robot is faster than a base that obeys could be.

    Motors that have lost their torque cannot brake either: commands do not help then, only the
    independent brake does, which SAFE_STOP engages. What a healthy base may still have is the
    largest command of the last ``overspeed_lag_s``, or a ramp down from what it had before.
    """

    def __init__(self, config: BaseOverspeedConfig) -> None:
        self._config = config
        self._command: Optional[Command] = None
        self._obeyed_s = 0.0
        self._allowed_mps = self._measured_mps = 0.0
        self._seen_s: Optional[float] = None
        self._over_s = 0.0

    def observe_command(self, command: Command, now_s: float) -> None:
        """Take what the gate let through."""
        if not command.is_finite:
            return
        if abs(command.v_mps) >= self._allowed_mps:
            self._obeyed_s = now_s
        self._command = command

    def observe_odometry(self, odometry: Odometry, now_s: float) -> None:
        """Compare one measurement with what may be left."""
        step_s = 0.0 if self._seen_s is None else min(max(now_s - self._seen_s, 0.0), 0.1)
        self._seen_s, self._measured_mps = now_s, abs(odometry.v_mps)
        if self._command is None:
            return
        asked = abs(self._command.v_mps)
        slows = now_s - self._obeyed_s > self._config.overspeed_lag_s
        ramp = self._config.overspeed_braking_mps2 * step_s if slows else 0.0
        self._allowed_mps = max(asked, self._allowed_mps - ramp)
        over = self._measured_mps > self._allowed_mps + self._config.overspeed_mps
        self._over_s = self._over_s + step_s if over else 0.0

    def verdict(self, now_s: float) -> Verdict:
        """Too fast, or well."""
        text = f"{self._measured_mps:.2f} m/s, at most {self._allowed_mps + self._config.overspeed_mps:.2f} by the commands"
        return judge("base_overspeed", "base", now_s, text if self._over_s > self._config.overspeed_after_s else "")

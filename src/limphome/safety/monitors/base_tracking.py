"""Does the base do what it is told?"""

import math
from dataclasses import dataclass
from typing import Dict, Optional

from limphome.core import Command, Odometry, Verdict
from limphome.resources import option
from limphome.safety.reactions import judge

_LASTS_S = 0.3
_TURN_LASTS_S = 2.0  # a base that turns round slowly is well


@dataclass(frozen=True)
class BaseTrackingConfig:
    """Options of the command-tracking monitor."""

    base_acceleration_mps2: float = option(0.7, "slowest ramp of a healthy base [m/s^2]", 0.1, 10.0)
    base_lag_s: float = option(0.25, "longest lag of a healthy base [s]", 0.0, 2.0)
    tracking_error_mps: float = option(0.08, "smoothed shortfall of speed that trips [m/s]", 0.01, 2.0)
    tracking_error_radps: float = option(0.3, "the same of the turning rate [rad/s] (0.18)", 0.01, 5.0)
    tracking_error_fraction: float = option(0.2, "both as a fraction of what is asked for", 0.0, 1.0)


class BaseTracking:
    """Trips when the measured speed or turning rate leaves what a healthy base could be doing with the same commands.

    A healthy base is somewhere between the command itself and a slow follower of it (a ramp of
    ``base_acceleration_mps2`` after a lag of ``base_lag_s``); how far outside of that the
    measurement lies is smoothed over half a second.
    """

    def __init__(self, config: BaseTrackingConfig) -> None:
        self._config = config
        self._command: Optional[Command] = None
        self._expected = Command(0.0, 0.0, 0.0)
        self._odometry_s: Optional[float] = None
        self._speed_error = self._turn_error = self._asked = self._asked_turn = 0.0
        self._weak_s = self._astray_s = 0.0

    def observe_command(self, command: Command) -> None:
        """Keep what the gate let through."""
        self._command = command

    def observe_odometry(self, odometry: Odometry, now_s: float) -> None:
        """Compare one measurement with what was asked for."""
        step_s = 0.0 if self._odometry_s is None else min(max(now_s - self._odometry_s, 0.0), 0.1)
        self._odometry_s = now_s
        moving = odometry.v_mps + odometry.w_radps
        if self._command is None or not (self._command.is_finite and math.isfinite(moving)):
            return
        self._expected = self._follow(self._command, step_s)
        weight = step_s / (0.5 + step_s)
        speed_error = _outside(odometry.v_mps, self._command.v_mps, self._expected.v_mps)
        turn_error = _outside(odometry.w_radps, self._command.w_radps, self._expected.w_radps)
        self._speed_error += weight * (speed_error - self._speed_error)
        self._turn_error += weight * (turn_error - self._turn_error)
        self._asked += weight * (self._expected.v_mps - self._asked)
        self._asked_turn += weight * (self._expected.w_radps - self._asked_turn)
        self._count(step_s)

    def _count(self, step_s: float) -> None:
        """For how long it has been too far outside, of late."""
        limits, share = self._config, self._config.tracking_error_fraction
        weak = abs(self._speed_error) > max(limits.tracking_error_mps, share * abs(self._asked))
        astray = abs(self._turn_error) > max(limits.tracking_error_radps, share * abs(self._asked_turn))
        self._weak_s = self._weak_s + step_s if weak else max(0.0, self._weak_s - step_s)
        self._astray_s = self._astray_s + step_s if astray else max(0.0, self._astray_s - step_s)

    def _follow(self, command: Command, step_s: float) -> Command:
        """One step of the healthy base."""
        pull = step_s / (self._config.base_lag_s + step_s) if step_s else 0.0
        ramp = self._config.base_acceleration_mps2 * step_s
        change = min(max(pull * (command.v_mps - self._expected.v_mps), -ramp), ramp)
        turn = pull * (command.w_radps - self._expected.w_radps)
        return Command(command.stamp_s, self._expected.v_mps + change, self._expected.w_radps + turn)

    def metrics(self) -> Dict[str, float]:
        """Telemetry of the component ``base``: how far outside, smoothed; positive when faster than asked."""
        if self._odometry_s is None or self._command is None:
            return {}
        found = {"speed_error": self._speed_error, "turn_error": self._turn_error}
        if abs(self._asked) > 0.1:
            found["speed_ratio"] = (self._asked + self._speed_error) / self._asked
        return found

    def verdict(self, now_s: float) -> Verdict:
        """Slower (or faster) than asked, or well."""
        limits, text = self._config, ""
        if self._weak_s > _LASTS_S:
            text = f"speed is {self._speed_error:+.2f} m/s off the command, at most {limits.tracking_error_mps:g}"
        elif self._astray_s > _TURN_LASTS_S:
            text = f"turning rate is {self._turn_error:+.2f} rad/s off the command, at most {limits.tracking_error_radps:g}"
        return judge("base_tracking", "base", now_s, text)


def _outside(measured: float, one: float, other: float) -> float:
    """How far a value lies above the larger (positive) or below the smaller (negative) of two."""
    low, high = min(one, other), max(one, other)
    return measured - min(max(measured, low), high)

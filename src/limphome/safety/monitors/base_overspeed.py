"""Does the base slow down when it is told to?"""

from dataclasses import dataclass
from typing import Iterator, Optional, Tuple

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
    overturn_radps: float = option(0.5, "turning rate above what a base that stops turning still has [rad/s]", 0.01, 10.0)
    overturn_braking_radps2: float = option(2.0, "how fast a healthy base stops turning on a command [rad/s^2]", 0.1, 50.0)


class BaseOverspeed:
    """Trips when the robot drives or turns faster, either way, than a base that obeys could be.

    Motors that have lost their torque cannot brake either, and roll back on a slope: commands do not help then, only the
    independent brake does, which SAFE_STOP engages. What a healthy base may still have is the
    largest command of the last ``overspeed_lag_s`` in that direction, or a ramp down from what it had before.

    Time goes by the stamps of the odometry where these are slower than the steady clock: a simulator at half of real time
    brakes half as fast as that clock would have it. Stamps that stand still are for other monitors to tell.
    """

    def __init__(self, config: BaseOverspeedConfig) -> None:
        lag_s = config.overspeed_lag_s
        drive = (config.overspeed_mps, config.overspeed_braking_mps2, "m/s")
        turn = (config.overturn_radps, config.overturn_braking_radps2, "rad/s")
        self._after_s = config.overspeed_after_s
        self._drives = [_Direction(sign, lag_s, *drive) for sign in (1, -1)]
        self._turns = [_Direction(sign, lag_s, *turn) for sign in (1, -1)]
        self._commanded = False
        self._seen_s: Optional[Tuple[float, float]] = None
        self._time_s = 0.0

    def observe_command(self, command: Command, now_s: float) -> None:
        """Take what the gate let through."""
        if not command.is_finite:
            return
        self._commanded = True
        for way in self._drives:
            way.ask(command.v_mps, self._time_s)
        for way in self._turns:
            way.ask(command.w_radps, self._time_s)

    def observe_odometry(self, odometry: Odometry, now_s: float) -> None:
        """Compare one measurement with what may be left."""
        step_s = self._step_s(odometry.stamp_s, now_s)
        self._time_s += step_s
        if not self._commanded:
            return
        for way in self._drives:
            way.measure(odometry.v_mps, self._time_s, step_s)
        for way in self._turns:
            way.measure(odometry.w_radps, self._time_s, step_s)

    def _step_s(self, stamp_s: float, now_s: float) -> float:
        """Since the last measurement, not more than a tenth of a second."""
        before, self._seen_s = self._seen_s, (stamp_s, now_s)
        if before is None:
            return 0.0
        return min(max(min(stamp_s - before[0], now_s - before[1]), 0.0), 0.1)

    def verdict(self, now_s: float) -> Verdict:
        """Too fast, or well."""
        return judge("base_overspeed", "base", now_s, next(self._over(), ""))

    def _over(self) -> Iterator[str]:
        return (way.text for way in (*self._drives, *self._turns) if way.over_s > self._after_s)


class _Direction:
    """Ahead or back, left or right: what may be left of the commands that way, and for how long there was more."""

    def __init__(self, sign: int, lag_s: float, margin: float, braking: float, unit: str) -> None:
        self._sign, self._lag_s, self._margin, self._braking, self._unit = sign, lag_s, margin, braking, unit
        self._asked = self._allowed = self._measured = self._obeyed_s = 0.0
        self.over_s = 0.0

    def ask(self, value: float, now_s: float) -> None:
        self._asked = max(self._sign * value, 0.0)
        if self._asked >= self._allowed:
            self._obeyed_s = now_s

    def measure(self, value: float, now_s: float, step_s: float) -> None:
        self._measured = self._sign * value
        ramp = self._braking * step_s if now_s - self._obeyed_s > self._lag_s else 0.0
        self._allowed = max(self._asked, self._allowed - ramp)
        self.over_s = self.over_s + step_s if self._measured > self._allowed + self._margin else 0.0

    @property
    def text(self) -> str:
        """How fast, and what the commands leave."""
        most = self._allowed + self._margin
        return f"{self._sign * self._measured:.2f} {self._unit}, at most {self._sign * most:.2f} by the commands"

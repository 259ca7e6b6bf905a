"""Do the wheels turn when they are driven?"""

from dataclasses import dataclass
from typing import Optional

from limphome.core import Command, Odometry, Verdict
from limphome.resources import option
from limphome.safety.reactions import judge

_OBEYED_S = 0.25
"""A base stops by itself so long after the last command: it then stands because none came."""


@dataclass(frozen=True)
class BaseStuckConfig:
    """Options of the stuck-base monitor."""

    stuck_after_s: float = option(2.0, "standing for so long against a command counts as stuck [s]", 0.2, 60.0)
    stuck_command_mps: float = option(0.1, "commands below this do not count [m/s]", 0.0, 2.0)
    stuck_command_radps: float = option(0.3, "the same for turning [rad/s]", 0.0, 5.0)


class BaseStuck:
    """Trips when the base stands for ``stuck_after_s`` although it is told to drive or to turn."""

    def __init__(self, config: BaseStuckConfig) -> None:
        self._config = config
        self._command: Optional[Command] = None
        self._command_s = 0.0
        self._stands_since_s: Optional[float] = None

    def observe_command(self, command: Command, now_s: float) -> None:
        """Keep what the gate let through."""
        self._command, self._command_s = command, now_s

    def observe_odometry(self, odometry: Odometry, now_s: float) -> None:
        """Look whether the robot moves."""
        driven = self._command is not None and abs(self._command.v_mps) > self._config.stuck_command_mps
        turned = self._command is not None and abs(self._command.w_radps) > self._config.stuck_command_radps
        turns = not driven and abs(odometry.w_radps) >= 0.02
        stands = (driven or turned) and now_s - self._command_s <= _OBEYED_S and abs(odometry.v_mps) < 0.02 and not turns
        if not stands:
            self._stands_since_s = None
        elif self._stands_since_s is None:
            self._stands_since_s = now_s

    def verdict(self, now_s: float) -> Verdict:
        """Stuck, or well."""
        stood_s = 0.0 if self._stands_since_s is None else now_s - self._stands_since_s
        text = f"stands for {stood_s:.1f} s against its command" if stood_s > self._config.stuck_after_s else ""
        return judge("base_stuck", "base", now_s, text)

"""What the gate allows."""

import math
from dataclasses import dataclass
from typing import Tuple

from limphome.resources import option
from limphome.safety.corridor import CorridorConfig
from limphome.safety.stopping import stopping_distance_m

_WALKER_MPS = 1.4  # docs/numbers.md
_LEAST_WITHIN_M = 5.0
_AHEAD_STEP_S = 0.25


@dataclass(frozen=True)
class GateConfig(CorridorConfig):
    """Options of the gate; docs/numbers.md and docs/safety.md give the reasons."""

    nominal_mps: float = option(0.8, "highest speed in NOMINAL [m/s]", 0.0, 5.0)
    limp_home_mps: float = option(0.3, "highest speed in LIMP_HOME, and near things [m/s]", 0.0, 5.0)
    reverse_mps: float = option(0.3, "highest speed backwards [m/s]", 0.0, 5.0)
    unseen_mps: float = option(0.0, "highest speed towards where no beam of the lidar looks [m/s]", 0.0, 5.0)
    turn_radps: float = option(1.0, "highest turning rate [rad/s]", 0.0, 5.0)
    acceleration_mps2: float = option(0.8, "how fast speed may grow; falling is never held back [m/s^2]", 0.01, 10.0)
    turn_acceleration_radps2: float = option(3.0, "how fast the turning rate may grow [rad/s^2]", 0.01, 50.0)
    braking_mps2: float = option(1.5, "braking that the base guarantees [m/s^2]", 0.1, 20.0)
    reaction_s: float = option(0.6, "longest time from a thing appearing to the brake biting [s]", 0.0, 5.0)
    turn_reaction_s: float = option(0.3, "the same when turning in place [s]", 0.0, 5.0)
    scan_stale_s: float = option(0.15, "oldest scan to drive on [s]", 0.01, 10.0)
    odometry_stale_s: float = option(0.1, "oldest odometry to drive on [s]", 0.01, 10.0)
    command_stale_s: float = option(0.25, "oldest nominal command to pass on [s]", 0.01, 10.0)
    state_silent_s: float = option(0.2, "longest silence of the supervisor [s]", 0.01, 10.0)
    emergency_stop_silent_s: float = option(
        0.0, "longest silence of the emergency-stop input [s]; 0: it may be silent, only a press stops", 0.0, 10.0
    )
    waits_for_hold: bool = option(False, "stand until safety/hold has said whether the robot has to stay stopped")
    clock_stopped_s: float = option(0.2, "how long the robot's clock may stand still [s]", 0.01, 10.0)
    future_s: float = option(0.1, "how far a stamp may lie ahead of the robot's clock [s]", 0.0, 10.0)
    lidar_x_m: float = option(0.2, "the lidar's place ahead of base_link [m]", -5.0, 5.0)
    memory_s: float = option(0.25, "how long a beam that is missing now is filled from earlier scans [s]", 0.0, 2.0)

    @property
    def looks_ahead_s(self) -> Tuple[float, ...]:
        """When walkers are looked for, until the robot has slowed down (0.8 to 0.3 m/s: 0.6 s and 0.33 s of braking)."""
        slows_s = self.reaction_s + max(self.nominal_mps - self.limp_home_mps, 0.0) / self.braking_mps2
        return tuple(_AHEAD_STEP_S * (step + 1) for step in range(max(math.ceil(slows_s / _AHEAD_STEP_S - 1e-9), 1)))

    @property
    def walkers_within_m(self) -> float:
        """Persons farther away than this cannot come near while the robot slows down."""
        way_m = stopping_distance_m(self.nominal_mps, self.reaction_s, self.braking_mps2)
        walked_m = _WALKER_MPS * (self.reaction_s + self.nominal_mps / self.braking_mps2)
        return max(_LEAST_WITHIN_M, way_m + walked_m + self.clearance_fast_m)

"""What the gate allows."""

from dataclasses import dataclass

from limphome.resources import option
from limphome.safety.corridor import CorridorConfig


@dataclass(frozen=True)
class GateConfig(CorridorConfig):
    """Options of the gate; docs/numbers.md and docs/safety.md give the reasons."""

    nominal_mps: float = option(0.8, "highest speed in NOMINAL [m/s]", 0.0, 5.0)
    limp_home_mps: float = option(0.3, "highest speed in LIMP_HOME, and near things [m/s]", 0.0, 5.0)
    reverse_mps: float = option(0.3, "highest speed backwards [m/s]", 0.0, 5.0)
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
    clock_stopped_s: float = option(0.2, "how long the robot's clock may stand still [s]", 0.01, 10.0)
    future_s: float = option(0.1, "how far a stamp may lie ahead of the robot's clock [s]", 0.0, 10.0)
    lidar_x_m: float = option(0.2, "the lidar's place ahead of base_link [m]", -5.0, 5.0)
    memory_s: float = option(0.25, "how long a beam that is missing now is filled from earlier scans [s]", 0.0, 2.0)

"""Options of the pilot."""

from dataclasses import dataclass

from limphome.core import LimphomeError
from limphome.resources import option


@dataclass(frozen=True)
class PilotConfig:
    """Speeds, clearances and patience of the pilot; ``docs/numbers.md`` has the reasons of the shared ones."""

    cruise_speed_mps: float = option(0.8, "speed where nothing is in the way [m/s]", 0.05, 1.5)
    mission_speed_mps: float = option(
        1.5, "never faster than this: what a scenario gives as speed of the mission [m/s]", 0.05, 1.5
    )
    slow_speed_mps: float = option(0.3, "speed close to things and persons [m/s]", 0.05, 0.5)
    lidar_only_speed_mps: float = option(0.4, "speed while there are no fresh detections [m/s]", 0.0, 1.5)
    turn_rate_radps: float = option(1.0, "fastest turn [rad/s]", 0.1, 2.0)
    acceleration_mps2: float = option(0.6, "how fast it speeds up [m/s2]", 0.1, 2.0)
    deceleration_mps2: float = option(1.0, "comfortable braking [m/s2]", 0.2, 1.5)
    lookahead_m: float = option(0.45, "pure pursuit: aim point ahead when standing [m]", 0.2, 2.0)
    lookahead_s: float = option(0.5, "pure pursuit: further ahead by this much driving [s]", 0.0, 2.0)
    goal_tolerance_m: float = option(
        0.25, "arrived when this near by odometry, which drifts: half of the 0.5 m asked for [m]", 0.05, 0.5
    )
    half_length_m: float = option(0.25, "body ahead of and behind the axle: returns inside are its own parts [m]", 0.01, 5.0)
    half_width_m: float = option(0.20, "body to either side [m]", 0.01, 5.0)
    hull_radius_m: float = option(
        0.27, "of the disc that is kept clear of persons: between half the width and half the diagonal [m]", 0.01, 5.0
    )
    thing_clearance_m: float = option(0.25, "least distance of the hull from things [m]", 0.15, 1.0)
    thing_comfort_m: float = option(0.65, "distance from things at which it need not slow [m]", 0.2, 2.0)
    person_clearance_m: float = option(
        0.65, "least distance of the hull from a person while faster than slow_speed_mps [m]", 0.5, 2.0
    )
    person_slow_clearance_m: float = option(0.25, "the same while not faster [m]", 0.2, 1.0)
    person_comfort_m: float = option(1.1, "distance from a person that it would like to keep [m]", 0.5, 3.0)
    side_reach_m: float = option(2.4, "how far off the route a detour may lead [m]", 0.0, 5.0)
    patience_s: float = option(4.0, "waits this long before it reports that it is blocked [s]", 0.0, 60.0)
    lidar_x_m: float = option(0.20, "lidar ahead of the axle [m]", -1.0, 1.0)
    scan_stale_s: float = option(0.15, "an older scan stops the robot [s]", 0.05, 1.0)
    odometry_stale_s: float = option(0.1, "older odometry stops the robot [s]", 0.02, 1.0)
    detections_stale_s: float = option(0.35, "older detections are not used [s]", 0.05, 2.0)

    def __post_init__(self) -> None:
        if self.thing_comfort_m <= self.thing_clearance_m:  # it slows down from the one to the other
            given = f"'thing_comfort_m: {self.thing_comfort_m:g}'"
            raise LimphomeError(given, "pilot", f"more than thing_clearance_m, {self.thing_clearance_m:g}")

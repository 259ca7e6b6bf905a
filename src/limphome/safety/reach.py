"""How far a lidar sees, and how fast the robot may be for that: farther off a thing gives no echo, as free space."""

from limphome.core import Scan
from limphome.safety.gate_config import GateConfig
from limphome.safety.stopping import speed_for_distance_mps


def reach_m(scan: Scan) -> float:
    """How far a lidar sees, as its scans say [m]; 0 where they say nothing that can be."""
    return scan.range_max_m if scan.range_max_m > scan.range_min_m else 0.0


def reach_mps(config: GateConfig, reach_m: float, ahead: bool) -> float:
    """Highest speed ahead, or back, for a lidar that sees so far [m/s].

    Both have to fit into it: standing before a thing at its end, and being slow in the room that is kept at full speed.
    """
    seen_m = reach_m + (config.lidar_x_m - config.front_m if ahead else -config.lidar_x_m - config.rear_m)
    stands = speed_for_distance_mps(seen_m - config.clearance_ahead_m, 0.0, config.reaction_s, config.braking_mps2)
    slow_mps = min(config.limp_home_mps, stands)
    slows = speed_for_distance_mps(seen_m - config.clearance_fast_m, slow_mps, config.reaction_s, config.braking_mps2)
    return min(stands, slows)

"""Where a lidar looks at all."""

import math

from limphome.core import Scan

COARSEST_RAD = math.radians(3.0)
"""Between two beams: at 2.5 m a leg of 13 cm fits through."""
HALF_WIDTH_RAD = math.radians(30.0)
"""To either side of the way: the body's corners are within, from half a metre on."""


def looks_along(scan: Scan, bearing_rad: float) -> bool:
    """Whether beams of a scan look where the robot would drive: 0 is ahead, pi behind."""
    first, step = scan.angle_min_rad, scan.angle_increment_rad
    last = first + step * (len(scan.ranges_m) - 1)
    if step > COARSEST_RAD:
        return False
    if 2 * math.pi - (last - first) <= COARSEST_RAD:  # a whole turn, but for a beam or two that the driver leaves out
        return True
    turns = (bearing_rad + 2 * math.pi * turn for turn in (-1, 0, 1))
    return any(first <= turn - HALF_WIDTH_RAD and turn + HALF_WIDTH_RAD <= last for turn in turns)

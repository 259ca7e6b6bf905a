"""Scan to sensor_msgs/LaserScan and back."""

import array
import math
from typing import Tuple

import numpy as np
from sensor_msgs.msg import LaserScan

from limphome.core import LimphomeError, Scan
from limphome.nodes.convert.stamp import check_finite, from_stamp, to_stamp

_SPARE_BEAMS = 2  # a turn that lacks no more is a whole one; what lacks counts as unknown


def from_scan(scan: Scan) -> LaserScan:
    """The message of ``scan``."""
    count = len(scan.ranges_m)
    message = LaserScan(
        angle_min=float(scan.angle_min_rad),
        angle_max=float(scan.angle_min_rad + scan.angle_increment_rad * (count - 1)),
        angle_increment=float(scan.angle_increment_rad),
        range_min=float(scan.range_min_m),
        range_max=float(scan.range_max_m),
        ranges=array.array("f", np.ascontiguousarray(scan.ranges_m, np.float32).tobytes()),
    )
    message.header.stamp = to_stamp(scan.stamp_s)
    message.header.frame_id = scan.frame_id
    return message


def to_scan(message: LaserScan, yaw_rad: float = 0.0, upside_down: bool = False) -> Scan:
    """The scan of a message; NaN and infinite ranges pass (REP-117), ``range_max`` and above becomes +inf.

    A scan without beams is refused.

    Args:
        yaw_rad: how far the lidar's zero is turned from straight ahead, anticlockwise seen from above.
        upside_down: it hangs, so its beams run the other way round.
    """
    step_rad = message.angle_increment
    if len(message.ranges) == 0 or not 0 < abs(step_rad) < 1:
        what = f"{len(message.ranges)} beams, angle_increment {step_rad}"
        raise LimphomeError(what, "LaserScan", "at least one beam, an increment other than 0, below 1 rad")
    check_finite("LaserScan", message.angle_min, message.range_min, message.range_max)
    ranges = _without_far(np.frombuffer(message.ranges, np.float32), message.range_min, message.range_max)
    turn = -1.0 if upside_down else 1.0
    ranges, first_rad, step_rad = _in_order(ranges, yaw_rad + turn * message.angle_min, turn * step_rad)
    frame = message.header.frame_id
    return Scan(from_stamp(message.header.stamp), ranges, first_rad, step_rad, message.range_min, message.range_max, frame)


def _without_far(ranges: np.ndarray, least_m: float, most_m: float) -> np.ndarray:
    """Drivers say ``range_max``, or 65.533 and the like, for "no return"; by the message's definition that is no measurement.

    With a ``range_max`` that is none nothing is dropped: every beam would be free. The gate does not drive with such a scan.
    """
    far = (ranges >= np.float32(most_m)) & (ranges < np.inf)
    return np.where(far, np.float32(np.inf), ranges) if most_m > least_m and far.any() else ranges


def _in_order(ranges: np.ndarray, first_rad: float, step_rad: float) -> Tuple[np.ndarray, float, float]:
    """Beams anticlockwise; a whole turn once only, beginning behind, so that nothing ahead is cut in two."""
    if step_rad < 0:
        ranges, first_rad, step_rad = ranges[::-1], first_rad + step_rad * (len(ranges) - 1), -step_rad
    turn = round(2 * math.pi / step_rad)
    begins_behind = -math.pi - step_rad / 2 <= first_rad <= -math.pi + step_rad
    if len(ranges) < turn - _SPARE_BEAMS or (len(ranges) <= turn + 1 and begins_behind):
        return ranges, first_rad, step_rad
    ranges = np.append(ranges[:turn], np.full(max(turn - len(ranges), 0), np.nan, np.float32))
    behind = math.ceil((-math.pi - first_rad) / step_rad - 1e-6) % turn
    first_rad += step_rad * behind
    return np.roll(ranges, -behind), first_rad - 2 * math.pi * round((first_rad + math.pi) / (2 * math.pi)), step_rad

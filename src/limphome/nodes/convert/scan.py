"""Scan to sensor_msgs/LaserScan and back."""

import array

import numpy as np
from sensor_msgs.msg import LaserScan

from limphome.core import LimphomeError, Scan
from limphome.nodes.convert.stamp import check_finite, from_stamp, to_stamp


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


def to_scan(message: LaserScan) -> Scan:
    """The scan of a message; NaN and infinite ranges pass (REP-117), a scan without beams does not."""
    if len(message.ranges) == 0 or message.angle_increment == 0:
        what = f"{len(message.ranges)} beams, angle_increment {message.angle_increment}"
        raise LimphomeError(what, "LaserScan", "at least one beam, an increment other than 0")
    check_finite("LaserScan", message.angle_min, message.angle_increment, message.range_min, message.range_max)
    return Scan(
        from_stamp(message.header.stamp),
        np.frombuffer(message.ranges, np.float32),
        message.angle_min,
        message.angle_increment,
        message.range_min,
        message.range_max,
        message.header.frame_id,
    )

"""How the lidar is turned on the robot, as parameters of the nodes that read its scans."""

import math
from dataclasses import dataclass

from sensor_msgs.msg import LaserScan

from limphome.core import Scan
from limphome.nodes.convert.scan import to_scan
from limphome.resources import option

LIDAR = "lidar."


@dataclass(frozen=True)
class LidarOptions:
    """The same in gate, safety monitor and pilot. How far ahead it sits is ``lidar_x_m`` of each."""

    yaw_deg: float = option(0.0, "the lidar's zero, anticlockwise from straight ahead, seen from above [deg]", -180.0, 180.0)
    upside_down: bool = option(False, "the lidar hangs: its beams run the other way round")

    def scan(self, message: LaserScan) -> Scan:
        """The scan as a level lidar that looks straight ahead would have it."""
        return to_scan(message, math.radians(self.yaw_deg), self.upside_down)

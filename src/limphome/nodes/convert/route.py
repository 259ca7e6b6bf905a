"""Route to nav_msgs/Path and back."""

import numpy as np
from geometry_msgs.msg import PoseStamped
from nav_msgs.msg import Path

from limphome.core import LimphomeError, Route


def from_route(route: Route) -> Path:
    """Waypoints in ``odom``."""
    message = Path()
    message.header.frame_id = "odom"
    for x, y in route.points_m.tolist():
        pose = PoseStamped(header=message.header)
        pose.pose.position.x, pose.pose.position.y, pose.pose.orientation.w = x, y, 1.0
        message.poses.append(pose)
    return message


def to_route(message: Path) -> Route:
    """Refuses another frame than ``odom``: there is no other localisation."""
    if message.header.frame_id != "odom":
        raise LimphomeError(f"frame '{message.header.frame_id}'", "Path", "odom")
    return Route(np.array([[pose.pose.position.x, pose.pose.position.y] for pose in message.poses], float).reshape(-1, 2))

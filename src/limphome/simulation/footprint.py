"""The rover's outline on the floor."""

import math

HALF_LENGTH_M, HALF_WIDTH_M = 0.25, 0.20


def distance_to_footprint(x_m: float, y_m: float, robot_x_m: float, robot_y_m: float, robot_yaw_rad: float) -> float:
    """Distance of a point on the floor from the rover's rectangle; 0 inside it [m]."""
    dx, dy = x_m - robot_x_m, y_m - robot_y_m
    cos, sin = math.cos(robot_yaw_rad), math.sin(robot_yaw_rad)
    ahead, aside = cos * dx + sin * dy, -sin * dx + cos * dy
    return math.hypot(max(abs(ahead) - HALF_LENGTH_M, 0.0), max(abs(aside) - HALF_WIDTH_M, 0.0))

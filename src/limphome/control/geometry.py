"""Plane geometry: frames and angles."""

import math

import numpy as np

from limphome.core import Odometry


def to_odom(points_m: np.ndarray, pose: Odometry) -> np.ndarray:
    """Points (n, 2) from ``base_link`` to ``odom``."""
    cos, sin = math.cos(pose.yaw_rad), math.sin(pose.yaw_rad)
    x, y = points_m[:, 0], points_m[:, 1]
    return np.stack([pose.x_m + cos * x - sin * y, pose.y_m + sin * x + cos * y], axis=1)


def to_base(points_m: np.ndarray, pose: Odometry) -> np.ndarray:
    """Points (n, 2) from ``odom`` to ``base_link``."""
    cos, sin = math.cos(pose.yaw_rad), math.sin(pose.yaw_rad)
    dx, dy = points_m[:, 0] - pose.x_m, points_m[:, 1] - pose.y_m
    return np.stack([cos * dx + sin * dy, cos * dy - sin * dx], axis=1)


def wrapped(angle_rad: float) -> float:
    """The same angle in [-pi, pi)."""
    return (angle_rad + math.pi) % (2 * math.pi) - math.pi


def clipped(value: float, limit: float) -> float:
    """``value`` in [-limit, limit]."""
    return max(-limit, min(limit, value))

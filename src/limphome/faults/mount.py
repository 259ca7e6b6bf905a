"""Faults of how a sensor is mounted."""

import math

from limphome.faults.table import find_kind


def camera_turn_rad(severity: int) -> float:
    """How far the camera looks to the left of where it should: 0 is healthy."""
    return math.radians(find_kind("camera.extrinsic_shift").value(severity))

"""Faults of the base."""

from limphome.faults.table import find_kind


def motor_scale(severity: int) -> float:
    """Share of the drive's torque that is left: 1 is healthy."""
    return find_kind("actuation.weak_motor").value(severity)

"""Seconds of the robot's clock to ROS stamps and back."""

import math

from builtin_interfaces.msg import Time

from limphome.core import LimphomeError

_SECONDS = 2**31


def to_stamp(time_s: float) -> Time:
    """The stamp of ``time_s``; LimphomeError when no stamp can hold it."""
    if not 0 <= time_s < _SECONDS:  # also refuses NaN
        raise LimphomeError(f"time {time_s} s", "stamp", f"0 to {_SECONDS} s")
    nanoseconds = round(time_s * 1e9)
    return Time(sec=nanoseconds // 10**9, nanosec=nanoseconds % 10**9)


def from_stamp(stamp: Time) -> float:
    """Seconds [s]; LimphomeError for a stamp that is none (the wire does not check it)."""
    if stamp.sec < 0 or stamp.nanosec >= 10**9:
        raise LimphomeError(f"stamp {stamp.sec} s {stamp.nanosec} ns", "header.stamp", "sec >= 0, nanosec below 1e9")
    return float(stamp.sec) + float(stamp.nanosec) * 1e-9


def check_finite(where: str, *values: float) -> None:
    """LimphomeError unless all of ``values`` are finite."""
    if not all(math.isfinite(value) for value in values):
        raise LimphomeError(f"holds {[float(value) for value in values]}", where, "finite numbers")

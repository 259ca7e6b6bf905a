"""Stamps and headers as plain dicts."""

from typing import Any, Dict


def stamp(time_s: float) -> Dict[str, int]:
    """A builtin_interfaces/Time."""
    nanoseconds = round(time_s * 1e9)
    return {"sec": nanoseconds // 10**9, "nanosec": nanoseconds % 10**9}


def header(time_s: float, frame_id: str) -> Dict[str, Any]:
    """A std_msgs/Header."""
    return {"stamp": stamp(time_s), "frame_id": frame_id}

"""The Python that runs us."""

import platform
import sys
from typing import Tuple

from limphome.cli.checks.finding import Finding
from limphome.resources.machine import cpu_model


def check(version: Tuple[int, ...] = tuple(sys.version_info[:3])) -> Finding:
    """3.8 runs the rooms of the robot; the simulator and ROS wheels want 3.10."""
    found = f"Python {'.'.join(map(str, version))} on {platform.machine()}, {cpu_model()}"
    if version < (3, 8):
        return Finding("python", "missing", found, "install Python 3.10 or newer")
    if version < (3, 10):
        return Finding("python", "limited", f"{found}: drives a robot, no simulator", "install Python 3.10 or newer")
    return Finding("python", "ok", found)

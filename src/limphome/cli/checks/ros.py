"""ROS 2: from wheels or from apt."""

import os
import platform
from typing import Optional

from limphome.cli.checks.child_python import child_python
from limphome.cli.checks.finding import Finding
from limphome.resources.extra import extra

_CODE = "import rclpy; rclpy.init(); rclpy.shutdown(); print(rclpy.__file__)"


def check(code: str = _CODE, machine: Optional[str] = None) -> Finding:
    """Start and end rclpy in a process of its own."""
    works, answer = child_python(code, timeout_s=30, ROS_DOMAIN_ID="0")  # the user's is looked at by another check
    if works:
        distribution = os.environ.get("ROS_DISTRO", "jazzy")
        return Finding("ros", "ok", f"ROS 2 {distribution} from {'apt' if '/opt/ros' in answer else 'wheels'} ({answer})")
    if (machine or platform.machine()) != "x86_64":
        mend = "source /opt/ros/<distribution>/setup.bash (there are no wheels for this machine); 'limphome run' needs no ROS"
    else:
        mend = f"make demo, or {extra('ros')}, or source /opt/ros/<distribution>/setup.bash"
    return Finding("ros", "missing", f"rclpy does not start: {answer}", mend)

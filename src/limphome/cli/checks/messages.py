"""The message packages that our topics use."""

from importlib.util import find_spec
from typing import Sequence

from limphome.cli.checks.finding import Finding

PACKAGES = (
    "sensor_msgs",
    "geometry_msgs",
    "nav_msgs",
    "diagnostic_msgs",
    "std_msgs",
    "std_srvs",
    "rosgraph_msgs",
    "lifecycle_msgs",
    "vision_msgs",
    "tf2_msgs",
)


def check(packages: Sequence[str] = PACKAGES) -> Finding:
    """Every package can be found."""
    lacking = [name for name in packages if find_spec(name) is None]
    if not lacking:
        return Finding("messages", "ok", f"all {len(packages)} packages")
    mend = "make demo (brings them beside ROS wheels), or apt install " + " ".join(
        f"ros-<distribution>-{name.replace('_', '-')}" for name in lacking
    )
    return Finding("messages", "missing", "without " + ", ".join(lacking), mend)

"""The message of /tf, from the package or from our own build of its definition."""

from limphome.core import LimphomeError

try:
    from tf2_msgs.msg import TFMessage
except ImportError as error:
    raise LimphomeError(
        "the package tf2_msgs is not installed", "nodes", "'make' beside ROS wheels, apt install ros-$ROS_DISTRO-tf2-msgs"
    ) from error

__all__ = ["TFMessage"]

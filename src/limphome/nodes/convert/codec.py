"""Topic -> message type and both conversions, for nodes that handle many topics alike."""

from dataclasses import dataclass
from functools import partial
from typing import Any, Callable, Dict, Type

from diagnostic_msgs.msg import DiagnosticStatus
from geometry_msgs.msg import Twist, TwistStamped
from nav_msgs.msg import Odometry
from sensor_msgs.msg import Image, Imu, LaserScan

from limphome.core import LimphomeError, topics
from limphome.nodes.convert.detections import Detection2DArray, from_detections, to_detections
from limphome.nodes.convert.image import ImageWriter, to_frame
from limphome.nodes.convert.motion import from_command, from_imu, from_odometry, to_command, to_imu, to_odometry
from limphome.nodes.convert.scan import from_scan, to_scan
from limphome.nodes.convert.status import from_safety_state, to_safety_state


@dataclass(frozen=True)
class Codec:
    """How the messages of one topic go in and out.

    Attributes:
        kind: ROS message class.
        to_core, from_core: ROS message to core message and back.
    """

    kind: Type[Any]
    to_core: Callable[[Any], Any]
    from_core: Callable[[Any], Any]


_CODECS: Dict[str, Codec] = {
    topics.CAMERA: Codec(Image, to_frame, lambda frame: ImageWriter().write(frame)),
    topics.SCAN: Codec(LaserScan, to_scan, from_scan),
    topics.ODOMETRY: Codec(Odometry, to_odometry, from_odometry),
    topics.IMU: Codec(Imu, to_imu, from_imu),
    topics.DETECTIONS: Codec(Detection2DArray, to_detections, from_detections),
    topics.NOMINAL_COMMAND: Codec(TwistStamped, to_command, from_command),
    topics.COMMAND: Codec(TwistStamped, to_command, from_command),
    topics.SAFETY_STATE: Codec(DiagnosticStatus, lambda message: to_safety_state(message, 0.0), from_safety_state),
}


_TWIST = Codec(Twist, to_command, partial(from_command, stamped=False))


def codec_of(topic: str, stamped: bool = True) -> Codec:
    """The codec of a topic; LimphomeError lists those that have one.

    Args:
        stamped: False for commands that are a Twist.
    """
    if topic not in _CODECS:
        raise LimphomeError(f"unknown topic '{topic}'", "topics", "one of " + ", ".join(_CODECS))
    return _CODECS[topic] if stamped else _TWIST

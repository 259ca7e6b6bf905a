"""What the stages hand to each other. No I/O, no ROS; numpy only."""

from limphome.core.camera_model import CameraModel
from limphome.core.cause import Cause
from limphome.core.command import Command
from limphome.core.detections import CLASS_NAMES, Detections
from limphome.core.errors import LimphomeError
from limphome.core.fault_spec import FaultSpec
from limphome.core.frame import Frame
from limphome.core.health import Health
from limphome.core.imu import Imu
from limphome.core.odometry import Odometry
from limphome.core.route import Route
from limphome.core.safety_state import Mode, SafetyState
from limphome.core.scan import Scan
from limphome.core.verdict import Verdict

__all__ = [
    "CLASS_NAMES",
    "CameraModel",
    "Cause",
    "Command",
    "Detections",
    "FaultSpec",
    "Frame",
    "Health",
    "Imu",
    "LimphomeError",
    "Mode",
    "Odometry",
    "Route",
    "SafetyState",
    "Scan",
    "Verdict",
]

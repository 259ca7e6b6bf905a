"""All options of the monitors, flat, as one node's parameters."""

from dataclasses import dataclass

from limphome.resources import option
from limphome.safety.monitors.base_overspeed import BaseOverspeedConfig
from limphome.safety.monitors.base_stuck import BaseStuckConfig
from limphome.safety.monitors.base_tracking import BaseTrackingConfig
from limphome.safety.monitors.camera_aim import CameraAimConfig
from limphome.safety.monitors.camera_lidar import CameraLidarConfig
from limphome.safety.monitors.command_source import CommandSourceConfig
from limphome.safety.monitors.frozen_image import FrozenImageConfig
from limphome.safety.monitors.frozen_scan import FrozenScanConfig
from limphome.safety.monitors.image_quality import ImageQualityConfig
from limphome.safety.monitors.imu_odometry import ImuOdometryConfig
from limphome.safety.monitors.lidar_loss import LidarLossConfig
from limphome.safety.monitors.model_integrity import ModelIntegrityConfig
from limphome.safety.monitors.soiled_lens import SoiledLensConfig


@dataclass(frozen=True)
class MonitorConfig(
    FrozenImageConfig,
    ImageQualityConfig,
    SoiledLensConfig,
    LidarLossConfig,
    FrozenScanConfig,
    CameraLidarConfig,
    CameraAimConfig,
    ImuOdometryConfig,
    BaseTrackingConfig,
    BaseOverspeedConfig,
    BaseStuckConfig,
    CommandSourceConfig,
    ModelIntegrityConfig,
):
    """Limits of age and rate for every stream, and the options of each monitor (docs/numbers.md, docs/safety.md)."""

    camera_stale_s: float = option(0.25, "oldest picture that counts: two and a half periods [s]", 0.01, 10.0)
    scan_stale_s: float = option(0.15, "oldest scan: three periods [s]", 0.01, 10.0)
    odometry_stale_s: float = option(0.1, "oldest odometry: five periods [s]", 0.01, 10.0)
    imu_stale_s: float = option(0.1, "oldest inertial measurement: ten periods [s]", 0.01, 10.0)
    detections_stale_s: float = option(0.35, "oldest detections, from the stamp of their picture [s]", 0.01, 10.0)
    command_stale_s: float = option(0.25, "oldest nominal command [s]", 0.01, 10.0)
    pilot_may_rest: bool = option(False, "a pilot whose last command was to stand may be silent (Nav2 between two goals)")
    heartbeat_s: float = option(1.0, "longest silence of perception about itself [s]", 0.05, 60.0)
    camera_lowest_hz: float = option(7.0, "lowest rate of pictures (10 Hz) [Hz]", 0.1, 1000.0)
    scan_lowest_hz: float = option(14.0, "lowest rate of scans (20 Hz) [Hz]", 0.1, 1000.0)
    odometry_lowest_hz: float = option(30.0, "lowest rate of odometry (50 Hz) [Hz]", 0.1, 1000.0)
    detections_lowest_hz: float = option(6.0, "lowest rate of detections (10 Hz) [Hz]", 0.1, 1000.0)
    clock_stopped_s: float = option(0.2, "how long the robot's clock may stand still [s]", 0.01, 10.0)
    user_monitors: str = option("", "YAML file of monitors of other packages that watch too; empty: none")

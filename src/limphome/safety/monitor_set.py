"""All monitors of one robot, fed by topic."""

from typing import Any, Callable, Dict, Iterable, Optional, Tuple

from limphome.core import CameraModel, Command, Detections, Frame, Health, Imu, Odometry, Scan, Verdict, topics
from limphome.safety.image_statistics import ImageStatistics
from limphome.safety.monitor_config import MonitorConfig
from limphome.safety.monitors.base_overspeed import BaseOverspeed
from limphome.safety.monitors.base_stuck import BaseStuck
from limphome.safety.monitors.base_tracking import BaseTracking
from limphome.safety.monitors.camera_aim import CameraAim
from limphome.safety.monitors.camera_lidar import CameraLidar
from limphome.safety.monitors.clock import Clock
from limphome.safety.monitors.command_source import CommandSource
from limphome.safety.monitors.freshness import Freshness
from limphome.safety.monitors.frozen_image import FrozenImage
from limphome.safety.monitors.frozen_scan import FrozenScan
from limphome.safety.monitors.heartbeat import Heartbeat
from limphome.safety.monitors.image_quality import ImageQuality
from limphome.safety.monitors.imu_odometry import ImuOdometry
from limphome.safety.monitors.lidar_loss import LidarLoss
from limphome.safety.monitors.model_integrity import ModelIntegrity
from limphome.safety.monitors.rate import Rate
from limphome.safety.monitors.soiled_lens import SoiledLens
from limphome.safety.scan_statistics import ScanStatistics
from limphome.safety.stream import Stream
from limphome.safety.user_monitors import user_monitors

__all__ = ["MonitorConfig", "MonitorSet"]

_COMPONENTS = {topic: name for topic, name in topics.SPEAKERS.items() if topic != topics.SAFETY_STATE}  # that is its own word


class MonitorSet:
    """Hands each message to the monitors that watch it; what two of them need is computed once.

    Args:
        config: every limit.
        camera: where boxes lie in the robot's surroundings.
    """

    def __init__(self, config: MonitorConfig, camera: CameraModel) -> None:
        self._streams = {topic: Stream() for topic in (*_COMPONENTS, topics.DIAGNOSTICS)}
        self._image: Optional[ImageStatistics] = None
        self._scan: Optional[ScanStatistics] = None
        self._odometry: Optional[Odometry] = None
        self._outage_s = config.heartbeat_s
        self._pilot_stands = False
        self._clock = Clock(config.clock_stopped_s)
        self._frozen = FrozenImage(config)
        self._quality = ImageQuality(config)
        self._soiled = SoiledLens(config)
        self._same_scan = FrozenScan(config)
        self._thin = LidarLoss("lidar_thin", config.lidar_thin_lost, 0.0, config.lidar_scans)
        blind = (config.lidar_blind_lost, config.lidar_blind_valid, config.lidar_scans, config.lidar_blind_gap)
        self._blind = LidarLoss("lidar_blind", *blind)
        self._camera_lidar = CameraLidar(config, camera)
        self._aim = CameraAim(config, camera, config.lidar_x_m)
        self._imu_odometry = ImuOdometry(config)
        self._tracking = BaseTracking(config)
        self._stuck = BaseStuck(config)
        self._overspeed = BaseOverspeed(config)
        self._source = CommandSource(config)
        self._integrity = ModelIntegrity(config)
        self._users = user_monitors(config.user_monitors)
        self._monitors = (*self._of_streams(config), *self._of_contents(), *self._users)
        self._readers: Dict[str, Callable[[Any, float], None]] = {
            topics.CAMERA: self._on_frame,
            topics.SCAN: self._on_scan,
            topics.ODOMETRY: self._on_odometry,
            topics.IMU: self._on_imu,
            topics.DETECTIONS: self._on_detections,
            topics.NOMINAL_COMMAND: self._on_nominal_command,
            topics.COMMAND: self._on_command,
            topics.DIAGNOSTICS: self._on_health,
        }

    def _of_streams(self, config: MonitorConfig) -> Tuple[Any, ...]:
        of = self._streams
        return (
            Freshness("camera_stale", "camera", of[topics.CAMERA], config.camera_stale_s),
            Freshness("scan_stale", "lidar", of[topics.SCAN], config.scan_stale_s),
            Freshness("odometry_stale", "odometry", of[topics.ODOMETRY], config.odometry_stale_s),
            Freshness("imu_stale", "imu", of[topics.IMU], config.imu_stale_s),
            Freshness("detections_stale", "perception", of[topics.DETECTIONS], config.detections_stale_s),
            Freshness(
                "nominal_command_stale",
                "pilot",
                of[topics.NOMINAL_COMMAND],
                config.command_stale_s,
                rests=lambda: config.pilot_may_rest and self._pilot_stands,
            ),
            Freshness("command_stale", "gate", of[topics.COMMAND], config.command_stale_s),
            Rate("camera_rate", "camera", of[topics.CAMERA], config.camera_lowest_hz),
            Rate("scan_rate", "lidar", of[topics.SCAN], config.scan_lowest_hz),
            Rate("odometry_rate", "odometry", of[topics.ODOMETRY], config.odometry_lowest_hz),
            Rate("detections_rate", "perception", of[topics.DETECTIONS], config.detections_lowest_hz),
            Heartbeat("perception_heartbeat", "perception", of[topics.DIAGNOSTICS], config.heartbeat_s),
        )

    def _of_contents(self) -> Tuple[Any, ...]:
        camera = (self._frozen, self._quality, self._soiled, self._aim, self._camera_lidar, self._integrity)
        lidar, base = (
            (self._thin, self._blind, self._same_scan),
            (self._imu_odometry, self._tracking, self._stuck, self._overspeed, self._source),
        )
        return (*camera, *lidar, *base, self._clock)

    def observe(self, topic: str, message: Any, now_s: float, age_s: float) -> None:
        """Take one message; topics that nobody watches are ignored.

        Args:
            topic: one of ``limphome.core.topics``; on ``/diagnostics`` a Health.
            now_s: arrival on the steady clock.
            age_s: the robot's clock at arrival minus the message's stamp.
        """
        if topic == topics.DIAGNOSTICS and message.component != "perception":
            return
        if topic == topics.DIAGNOSTICS:
            self._notice_restart(now_s)
        if topic in self._streams:
            self._streams[topic].observe(now_s, age_s)
            if topic != topics.DIAGNOSTICS:
                self._clock.observe(now_s, message.stamp_s + age_s)
        if topic in self._readers:
            self._readers[topic](message, now_s)
        for monitor in self._users:
            monitor.observe(topic, message, now_s, age_s)

    def observe_command_nodes(
        self, names: Iterable[str], topic: str = topics.COMMAND, belongs: str = topics.NOMINAL_COMMAND
    ) -> None:
        """As :meth:`CommandSource.observe`."""
        self._source.observe(names, topic, belongs)

    def _notice_restart(self, now_s: float) -> None:
        """Perception speaks of itself again after an outage: the detections that are missing were not lost on the way."""
        heartbeat = self._streams[topics.DIAGNOSTICS]
        if heartbeat.seen and heartbeat.silence_s(now_s) > self._outage_s:
            self._streams[topics.DETECTIONS].restart(now_s)

    def verdicts(self, now_s: float) -> Tuple[Verdict, ...]:
        """One verdict of each monitor, always in the same order."""
        return tuple(monitor.verdict(now_s) for monitor in self._monitors)

    def health(self, now_s: float) -> Tuple[Health, ...]:
        """Telemetry, one row a component: what its stream and its contents look like from outside."""
        rows = {name: self._streams[topic].metrics(now_s) for topic, name in _COMPONENTS.items()}
        rows["camera"].update(self._image.metrics() if self._image else {})
        rows["camera"].update({**self._soiled.metrics(), **self._aim.metrics()})
        rows["lidar"].update(self._scan.metrics() if self._scan else {})
        rows["imu"].update(self._imu_odometry.metrics())
        rows["base"] = self._tracking.metrics()
        if self._odometry is not None:
            rows["odometry"].update(v_mps=self._odometry.v_mps, w_radps=self._odometry.w_radps)
        if self._streams[topics.DIAGNOSTICS].seen:
            rows["perception"]["heartbeat_silence_s"] = self._streams[topics.DIAGNOSTICS].silence_s(now_s)
        return tuple(Health(now_s, name, metrics) for name, metrics in rows.items() if metrics)

    def _on_frame(self, frame: Frame, now_s: float) -> None:
        self._image = ImageStatistics.of(frame, self._image)
        self._frozen.observe(self._image)
        self._quality.observe(self._image)
        self._soiled.observe(self._image)

    def _on_scan(self, scan: Scan, now_s: float) -> None:
        self._scan = ScanStatistics.of(scan, self._scan)
        self._same_scan.observe(self._scan)
        self._thin.observe(self._scan)
        self._blind.observe(self._scan)
        self._camera_lidar.observe_scan(scan)
        self._aim.observe_scan(scan)

    def _on_odometry(self, odometry: Odometry, now_s: float) -> None:
        self._odometry = odometry
        self._imu_odometry.observe_odometry(odometry)
        self._soiled.observe_odometry(odometry)
        self._camera_lidar.observe_odometry(odometry)
        self._aim.observe_odometry(odometry)
        self._tracking.observe_odometry(odometry, now_s)
        self._stuck.observe_odometry(odometry, now_s)
        self._overspeed.observe_odometry(odometry, now_s)

    def _on_imu(self, imu: Imu, now_s: float) -> None:
        self._imu_odometry.observe_imu(imu)

    def _on_detections(self, detections: Detections, now_s: float) -> None:
        self._camera_lidar.observe_detections(detections)
        self._aim.observe_detections(detections)

    def _on_nominal_command(self, command: Command, now_s: float) -> None:
        self._pilot_stands = command.v_mps == 0.0 and command.w_radps == 0.0

    def _on_command(self, command: Command, now_s: float) -> None:
        self._tracking.observe_command(command)
        self._stuck.observe_command(command, now_s)
        self._overspeed.observe_command(command, now_s)

    def _on_health(self, health: Health, now_s: float) -> None:
        self._integrity.observe(health)

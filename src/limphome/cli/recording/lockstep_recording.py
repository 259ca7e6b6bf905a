"""Writes what is heard of a lockstep drive into an MCAP file, on the topics that our nodes speak on."""

from functools import partial
from pathlib import Path
from typing import Any, Callable, Dict, Sequence, Tuple

from mcap.writer import CompressionType
from mcap_ros2.writer import Writer

from limphome.cli.recording import plain_sensors as sensors
from limphome.cli.recording import plain_status as status
from limphome.core import CameraModel, FaultSpec, LimphomeError, topics
from limphome.nodes.message_text import message_text

SCHEMA_VERSION = "1"
_ARRAY, _TF, _TWIST = "diagnostic_msgs/msg/DiagnosticArray", "tf2_msgs/msg/TFMessage", "geometry_msgs/msg/TwistStamped"
_Out = Tuple[str, str, Callable[[Any], Any]]  # topic, type, core message -> plain message


class LockstepRecording:
    """Give it every message with the time of its arrival; close it at the end. Times in the file are simulated ones.

    Args:
        path: of the new file.
        faults: that are injected; their ages count from the start of the drive.
        camera: how it looks, and where it sits.

    Raises:
        LimphomeError: the disk does not take it; also from :meth:`observe` and :meth:`close`.
    """

    def __init__(self, path: Path, faults: Sequence[FaultSpec], camera: CameraModel) -> None:
        self._path, self._faults = path, tuple(faults)
        self._schemas: Dict[str, Any] = {}
        self._outs = _outs(camera)
        self._guard(self._open)
        self._write((topics.TF_STATIC, _TF, sensors.of_mounts), camera, 0.0)

    def observe(self, topic: str, message: Any, now_s: float) -> None:
        """Write one core message; with the truth, ten times a second, also what time it is and which faults are set."""
        for out in self._outs.get(topic, ()):
            self._write(out, message, now_s)
        if topic == topics.CAUSES:
            self._write((topics.CAUSES, _ARRAY, partial(status.of_causes, now_s=now_s)), message, now_s)
        elif topic == topics.FAULTS_SHOWN:
            self._write((topics.FAULTS_SHOWN, _ARRAY, lambda shown: status.of_shown(shown[0], shown[1], now_s)), message, now_s)
        elif topic == topics.TRUTH:
            ages = [(spec, now_s) for spec in self._faults]
            self._write((topics.ACTIVE_FAULTS, _ARRAY, partial(status.of_faults, now_s=now_s)), ages, now_s)
            self._write((topics.CLOCK, "rosgraph_msgs/msg/Clock", sensors.of_clock), now_s, now_s)

    def close(self) -> None:
        """Write the index; safe to call again."""
        if not self._stream.closed:
            self._guard(self._finish)

    def _open(self) -> None:
        self._stream = open(self._path, "wb")  # noqa: SIM115  # closed by close()
        self._writer = Writer(self._stream, compression=CompressionType.ZSTD)
        self._writer.add_metadata("limphome", {"schema_version": SCHEMA_VERSION})

    def _finish(self) -> None:
        self._writer.finish()
        self._stream.close()

    def _write(self, out: _Out, message: Any, now_s: float) -> None:
        topic, kind, plain = out
        if kind not in self._schemas:
            self._schemas[kind] = self._writer.register_msgdef(kind, message_text(kind))
        name, now_ns = topic if topic.startswith("/") else f"/{topic}", round(now_s * 1e9)
        self._guard(lambda: self._writer.write_message(name, self._schemas[kind], plain(message), now_ns, now_ns))

    def _guard(self, step: Callable[[], None]) -> None:
        try:
            step()
        except OSError as error:
            raise LimphomeError(
                f"cannot be written: {error.strerror}", str(self._path), "a folder that takes a new file, with free space"
            ) from error


def _outs(camera: CameraModel) -> Dict[str, Tuple[_Out, ...]]:
    """Core topic -> what is written of each of its messages."""
    return {
        topics.CAMERA: (
            (topics.CAMERA, "sensor_msgs/msg/Image", sensors.of_frame),
            (topics.CAMERA_INFO, "sensor_msgs/msg/CameraInfo", partial(sensors.of_camera, camera)),
        ),
        topics.SCAN: ((topics.SCAN, "sensor_msgs/msg/LaserScan", sensors.of_scan),),
        topics.IMU: ((topics.IMU, "sensor_msgs/msg/Imu", sensors.of_imu),),
        topics.ODOMETRY: (
            (topics.ODOMETRY, "nav_msgs/msg/Odometry", sensors.of_odometry),
            (topics.TF, _TF, sensors.of_pose),
        ),
        topics.DETECTIONS: ((topics.DETECTIONS, "vision_msgs/msg/Detection2DArray", sensors.of_detections),),
        topics.NOMINAL_COMMAND: ((topics.NOMINAL_COMMAND, _TWIST, sensors.of_command),),
        topics.COMMAND: ((topics.COMMAND, _TWIST, sensors.of_command),),
        topics.SAFETY_STATE: ((topics.SAFETY_STATE, "diagnostic_msgs/msg/DiagnosticStatus", status.of_state),),
        topics.DIAGNOSTICS: ((topics.DIAGNOSTICS, _ARRAY, status.of_health),),
        topics.ROUTE: ((topics.ROUTE, "nav_msgs/msg/Path", sensors.of_route),),
        topics.TRUTH: ((topics.TRUTH, _ARRAY, status.of_truth),),
    }

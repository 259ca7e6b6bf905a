"""The camera node: a camera, a video, a folder of pictures or a recording on ``camera/image_raw``."""

import threading
from dataclasses import dataclass, replace
from typing import Optional

from diagnostic_msgs.msg import DiagnosticStatus
from sensor_msgs.msg import CameraInfo, Image

from limphome.core import Frame, LimphomeError, topics
from limphome.nodes.camera_options import PREFIX, CameraOptions
from limphome.nodes.convert.image import ImageWriter, to_camera_info
from limphome.nodes.main import run_node
from limphome.nodes.stage_node import StageNode
from limphome.resources import option, share_dir
from limphome.sensing.frame_source import FrameSource, open_source

_LONGEST_GAP_S = 1.0
_REPORT_S = 0.5
_ENDED = "the source has no more pictures"


@dataclass(frozen=True)
class CameraNodeOptions:
    """Where the pictures come from."""

    source: str = option("/dev/video0", "camera device, video file, folder of pictures, or .mcap recording")
    rate_hz: float = option(10.0, "pictures a second, where the source leaves it open [Hz]", 0.1, 240.0)


class CameraNode(StageNode):
    """Publishes every picture with the robot's time. Reading waits for the camera, so it has a thread of its own."""

    def __init__(self) -> None:
        super().__init__("camera")

    def declare(self) -> None:
        """Source and camera."""
        self.declare_config(CameraNodeOptions, file=share_dir() / "config" / "camera.yaml")
        self.declare_config(CameraOptions, PREFIX)

    def configure(self) -> None:
        """Open the source."""
        options, self._camera = self.config(CameraNodeOptions), self.config(CameraOptions, PREFIX).model
        self._source: FrameSource = open_source(options.source, self._camera.width_px, self._camera.height_px, options.rate_hz)
        self._recorded_s: Optional[float] = None
        self._writer = ImageWriter()
        self._images = self.publisher(Image, topics.CAMERA)
        self._infos = self.publisher(CameraInfo, topics.CAMERA_INFO)
        self._status = DiagnosticStatus(level=DiagnosticStatus.OK, name="camera: source", message="gives pictures")
        self.every(_REPORT_S, lambda: self.report(self._status))

    def activate(self) -> None:
        """Begin to read."""
        self._stop = threading.Event()
        self._reader = threading.Thread(target=self._read, name="camera")
        self._reader.start()

    def deactivate(self) -> None:
        """End reading; waits for the picture that is under way."""
        self._stop.set()
        self._reader.join()

    def cleanup(self) -> None:
        """Give back the device or file."""
        self._source.close()

    def _read(self) -> None:
        due_s = self.steady_s()
        while not self._stop.wait(max(due_s - self.steady_s(), 0.0)):
            frame = self._next()
            if frame is None:
                return
            stamp_s = self.ros_s()  # a live picture has only just come; one from a file is new to the robot
            self._images.publish(self._writer.write(replace(frame, stamp_s=stamp_s)))
            self._infos.publish(to_camera_info(self._camera, stamp_s))
            due_s += self._pace(frame)

    def _next(self) -> Optional[Frame]:
        """The next picture; None at the end, which is told."""
        try:
            frame = self._source.read(self.ros_s())
        except LimphomeError as error:
            self.get_logger().error(str(error))
            self._end(DiagnosticStatus.ERROR, str(error))
            return None
        if frame is None:
            self.get_logger().warning(_ENDED)
            self._end(DiagnosticStatus.WARN, _ENDED)
        return frame

    def _end(self, level: bytes, why: str) -> None:
        self._status = DiagnosticStatus(level=level, name=self._status.name, message=why)

    def _pace(self, frame: Frame) -> float:
        """Time until the next picture [s]: the source's own, or as the stamps of a recording say; none for a camera."""
        if self._source.period_s is not None:
            return self._source.period_s
        before_s, self._recorded_s = self._recorded_s, frame.stamp_s
        return 0.0 if self._source.live or before_s is None else min(max(frame.stamp_s - before_s, 0.0), _LONGEST_GAP_S)


def main() -> None:
    """Run the node."""
    run_node(CameraNode)


if __name__ == "__main__":
    main()

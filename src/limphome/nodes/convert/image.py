"""Frame to sensor_msgs/Image and back without copying more than once."""

import array
from typing import Optional

import numpy as np
from sensor_msgs.msg import CameraInfo, Image

from limphome.core import CameraModel, Frame, LimphomeError
from limphome.nodes.convert.stamp import from_stamp, to_stamp

_ENCODINGS = {"rgb8": slice(None), "bgr8": slice(None, None, -1)}


class ImageWriter:
    """Fills one Image again and again: its buffer is made once and written through a numpy view.

    Assigning bytes or a numpy array to ``Image.data`` costs ten to five hundred times as much.
    """

    def __init__(self) -> None:
        self._message = Image(encoding="rgb8")
        self._view: Optional[np.ndarray] = None

    def write(self, frame: Frame) -> Image:
        """The message of ``frame``; valid until the next call."""
        height, width, _ = frame.image.shape
        message = self._message
        if self._view is None or self._view.shape != frame.image.shape:
            message.height, message.width, message.step = height, width, width * 3
            message.data = array.array("B", bytes(height * width * 3))
            self._view = np.frombuffer(message.data, np.uint8).reshape(frame.image.shape)
        self._view[...] = frame.image
        message.header.stamp = to_stamp(frame.stamp_s)
        message.header.frame_id = frame.frame_id
        return message


def to_frame(message: Image) -> Frame:
    """The frame of a message; shares the message's memory."""
    height, width, step = message.height, message.width, message.step
    if message.encoding not in _ENCODINGS:
        raise LimphomeError(f"encoding '{message.encoding}'", "Image", "one of " + ", ".join(_ENCODINGS))
    if height == 0 or width == 0 or step < width * 3 or len(message.data) != height * step:
        size = f"{width} x {height}, step {step}, {len(message.data)} bytes"
        raise LimphomeError(size, "Image", "not empty, step >= 3 * width, height * step bytes")
    rows = np.frombuffer(message.data, np.uint8).reshape(height, step)
    image = rows[:, : width * 3].reshape(height, width, 3)[:, :, _ENCODINGS[message.encoding]]
    return Frame(from_stamp(message.header.stamp), image, message.header.frame_id)


def to_camera_info(camera: CameraModel, stamp_s: float, frame_id: str = "camera_optical_frame") -> CameraInfo:
    """Intrinsics of an ideal pinhole."""
    f, cx, cy = camera.focal_px, camera.width_px / 2, camera.height_px / 2
    message = CameraInfo(width=camera.width_px, height=camera.height_px, distortion_model="plumb_bob", d=[0.0] * 5)
    message.k = [f, 0.0, cx, 0.0, f, cy, 0.0, 0.0, 1.0]
    message.r = [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0]
    message.p = [f, 0.0, cx, 0.0, 0.0, f, cy, 0.0, 0.0, 0.0, 1.0, 0.0]
    message.header.stamp = to_stamp(stamp_s)
    message.header.frame_id = frame_id
    return message

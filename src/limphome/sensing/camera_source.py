"""A camera behind Video4Linux."""

import os
from typing import Optional

import cv2

from limphome.core import Frame, LimphomeError
from limphome.sensing.frame_source import FrameSource
from limphome.sensing.picture import need_proportions, to_rgb


class CameraSource(FrameSource):
    """Frames of a V4L2 camera, newest first: the driver's queue is kept at one picture.

    Args:
        name: ``/dev/video0``, or the number behind it.
    """

    live = True

    def __init__(self, name: str, width_px: int, height_px: int, rate_hz: float) -> None:
        device = f"/dev/video{name}" if name.isdigit() else name
        if not os.path.exists(device):
            raise LimphomeError("no such camera", device, "a device of `ls /dev/video*`")
        self._size = (width_px, height_px)
        self._device = device
        self._capture = cv2.VideoCapture(device, cv2.CAP_V4L2)
        if not self._capture.isOpened():
            raise LimphomeError(
                "the camera does not open", device, "a V4L2 capture device that nobody else holds, and the right to read it"
            )
        for key, value in (
            (cv2.CAP_PROP_FRAME_WIDTH, width_px),
            (cv2.CAP_PROP_FRAME_HEIGHT, height_px),
            (cv2.CAP_PROP_FPS, rate_hz),
            (cv2.CAP_PROP_BUFFERSIZE, 1),
        ):
            self._capture.set(key, value)
        given = [round(self._capture.get(key)) for key in (cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT)]
        need_proportions((given[0], given[1]), self._size, device)

    def read(self, now_s: float) -> Optional[Frame]:
        """Wait for the next picture; None when the camera has gone."""
        ok, picture = self._capture.read()
        return Frame(now_s, to_rgb(picture, *self._size)) if ok else None

    def close(self) -> None:
        """Give back the device."""
        self._capture.release()

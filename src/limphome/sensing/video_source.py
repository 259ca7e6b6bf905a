"""A video file."""

from pathlib import Path
from typing import Optional

import cv2

from limphome.core import Frame, LimphomeError
from limphome.sensing.frame_source import FrameSource
from limphome.sensing.picture import need_proportions, to_rgb


class VideoSource(FrameSource):
    """Frames of a video at the rate that the file states."""

    def __init__(self, path: Path, width_px: int, height_px: int) -> None:
        self._size = (width_px, height_px)
        self._capture = cv2.VideoCapture(str(path))
        rate_hz = self._capture.get(cv2.CAP_PROP_FPS)
        if not self._capture.isOpened() or not rate_hz > 0:
            raise LimphomeError("is not a video that OpenCV reads", str(path), "MP4, AVI, MKV or another format of FFmpeg")
        given = [round(self._capture.get(key)) for key in (cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT)]
        need_proportions((given[0], given[1]), self._size, str(path))
        self.period_s = 1.0 / rate_hz

    def read(self, now_s: float) -> Optional[Frame]:
        """The next picture, stamped ``now_s``; None at the end."""
        ok, picture = self._capture.read()
        return Frame(now_s, to_rgb(picture, *self._size)) if ok else None

    def close(self) -> None:
        """Close the file."""
        self._capture.release()

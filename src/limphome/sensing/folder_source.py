"""A folder of pictures, in the order of their names."""

from pathlib import Path
from typing import Optional

import cv2
import numpy as np

from limphome.core import Frame, LimphomeError
from limphome.sensing.frame_source import FrameSource
from limphome.sensing.picture import MAX_PIXELS, need_proportions, to_rgb

_SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp")


class FolderSource(FrameSource):
    """One frame per picture, at the rate asked for."""

    def __init__(self, folder: Path, width_px: int, height_px: int, rate_hz: float) -> None:
        self._paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in _SUFFIXES)
        if not self._paths:
            raise LimphomeError("no picture in it", str(folder), "at least one " + ", ".join(_SUFFIXES))
        self._size = (width_px, height_px)
        self._next = 0
        self.period_s = 1.0 / rate_hz
        self._picture(self._paths[0])  # what is wrong with all of them is told before the drive

    def read(self, now_s: float) -> Optional[Frame]:
        """The next picture, stamped ``now_s``; None after the last; LimphomeError names a broken one."""
        if self._next == len(self._paths):
            return None
        picture = self._picture(self._paths[self._next])
        self._next += 1
        return Frame(now_s, to_rgb(picture, *self._size))

    def _picture(self, path: Path) -> np.ndarray:
        picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
        if picture is None or picture.shape[0] * picture.shape[1] > MAX_PIXELS:
            raise LimphomeError(
                "is not a picture that can be used", str(path), f"an unbroken picture of at most {MAX_PIXELS // 10**6} Mpx"
            )
        need_proportions((picture.shape[1], picture.shape[0]), self._size, str(path))
        return picture

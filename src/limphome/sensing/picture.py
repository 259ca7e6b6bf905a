"""From what OpenCV reads (BGR, any size) to what a frame holds (RGB, the size asked for)."""

import cv2
import numpy as np

from limphome.core import frame

MAX_PIXELS = frame.MAX_PIXELS


def to_rgb(bgr: np.ndarray, width_px: int, height_px: int) -> np.ndarray:
    """Resize (area average when smaller) and turn BGR to RGB; uint8 (height, width, 3)."""
    if bgr.shape[:2] != (height_px, width_px):
        bgr = cv2.resize(bgr, (width_px, height_px), interpolation=cv2.INTER_AREA)
    return cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB)

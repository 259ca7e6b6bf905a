"""From what OpenCV reads (BGR, any size) to what a frame holds (RGB, the size asked for)."""

import math
from typing import Tuple

import cv2
import numpy as np

from limphome.core import LimphomeError, frame

MAX_PIXELS = frame.MAX_PIXELS
_ALIKE = 0.01  # 1920x1088, which coders make of 1920x1080, is still 16:9


def to_rgb(bgr: np.ndarray, width_px: int, height_px: int) -> np.ndarray:
    """Resize (area average when smaller) and turn BGR to RGB; uint8 (height, width, 3)."""
    if bgr.shape[:2] != (height_px, width_px):
        bgr = cv2.resize(bgr, (width_px, height_px), interpolation=cv2.INTER_AREA)
    return cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB)


def need_proportions(given: Tuple[int, int], asked: Tuple[int, int], where: str) -> None:
    """LimphomeError when a picture (width, height) [px] would be stretched: directions to what it shows would be wrong."""
    ratio = given[0] * asked[1] / (given[1] * asked[0])
    if abs(ratio - 1) <= _ALIKE:
        return
    common = math.gcd(*given)
    least = given[0] // common, given[1] // common
    times = max(1, round(asked[0] / least[0]))
    raise LimphomeError(
        f"pictures of {given[0]}x{given[1]}, not of the proportions of {asked[0]}x{asked[1]}",
        where,
        f"camera.width_px and camera.height_px like {least[0] * times}x{least[1] * times}",
    )

"""Sensor noise of the camera, drawn once and shifted at random, so that no two frames are alike."""

import cv2
import numpy as np

_MARGIN_PX = 96


class CameraNoise:
    """Adds zero-mean noise to pictures of one size.

    Args:
        height_px, width_px: of the pictures.
        sigma_lsb: standard deviation in units of the last bit.
        rng: draws the tile.
    """

    def __init__(self, height_px: int, width_px: int, sigma_lsb: float, rng: np.random.Generator) -> None:
        self._shape = (height_px, width_px)
        size = (height_px + _MARGIN_PX, width_px + _MARGIN_PX, 3)
        tile = np.rint(rng.normal(scale=sigma_lsb, size=size)).astype(np.int16)
        self._more = np.clip(tile, 0, 255).astype(np.uint8)
        self._less = np.clip(-tile, 0, 255).astype(np.uint8)

    def add(self, image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """A noisy copy of a picture, uint8, shape (height, width, 3); ``rng`` draws the shifts."""
        top, left, bottom, right = rng.integers(0, _MARGIN_PX, 4)
        height, width = self._shape
        more = self._more[top : top + height, left : left + width]
        less = self._less[bottom : bottom + height, right : right + width]
        # Two shifts of the two halves: 85 million different noise pictures from one tile.
        return cv2.subtract(cv2.add(image, more), less)

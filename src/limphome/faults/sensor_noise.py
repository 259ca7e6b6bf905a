"""Noise of a camera's sensor, quick enough for every frame."""

import cv2
import numpy as np


class SensorNoise:
    """Adds Gaussian noise, new in every picture.

    Drawing 230,400 normal numbers takes longer than all else that happens to a frame, so they come from a bank
    of four frames' worth, drawn once, read from a place drawn anew for each frame.

    Args:
        sigma: standard deviation [grey levels].
        rng: numpy generator.
    """

    def __init__(self, sigma: float, rng: np.random.Generator) -> None:
        self._sigma, self._rng = sigma, rng
        self._bank = np.zeros(0, np.int16)

    def add(self, image: np.ndarray) -> np.ndarray:
        """The noisy picture, clipped; uint8, shape as given."""
        if len(self._bank) < 4 * image.size:
            self._bank = np.rint(self._rng.standard_normal(4 * image.size, np.float32) * self._sigma).astype(np.int16)
        start = int(self._rng.integers(len(self._bank) - image.size + 1))
        noise = self._bank[start : start + image.size].reshape(image.shape)
        return cv2.add(image, noise, dtype=cv2.CV_8U)


READ_NOISE = 1.0
"""What every sensor adds after the light has passed all that stands before it [grey levels] (docs/numbers.md)."""

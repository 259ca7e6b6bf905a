"""What lies between the lens and the yard: dirt, fog, rain.

The light passes it before it meets the sensor, so the sensor's noise is as ever.
"""

from dataclasses import replace
from typing import List, Tuple

import cv2
import numpy as np

from limphome.core import Frame
from limphome.faults.message_fault import MessageFault
from limphome.faults.sensor_noise import READ_NOISE, SensorNoise

MUD = (72, 60, 46)
AIRLIGHT = (196, 200, 204)


class _Veil(MessageFault):
    """Blends a colour into the picture, here more and there less; subclasses say how much."""

    colour: Tuple[int, int, int]

    def __init__(self, rng: np.random.Generator) -> None:
        self._noise = SensorNoise(READ_NOISE, rng)
        self._passes = self._adds = np.zeros((0, 0, 3), np.uint8)

    def share(self, shape: Tuple[int, int]) -> np.ndarray:
        """Share of the colour in each pixel of (height, width), 0 to 1; asked for once for each size of pictures."""
        raise NotImplementedError

    def corrupt(self, message: Frame, age_s: float) -> Frame:
        """The picture behind its veil."""
        image = message.image
        if self._passes.shape != image.shape:
            share = self.share(image.shape[:2])[:, :, None]
            self._passes = np.rint(255 * np.repeat(1 - share, 3, axis=2)).astype(np.uint8)
            self._adds = np.rint(share * self.colour).astype(np.uint8)
        veiled = cv2.add(cv2.multiply(image, self._passes, scale=1 / 255), self._adds)
        return replace(message, image=cv2.copyTo(self._noise.add(veiled), self._adds, veiled))


class Dirt(_Veil):
    """Opaque spots of mud on the lens, out of focus, where the seed puts them; a higher severity adds spots."""

    colour = MUD

    def __init__(self, covered: float, rng: np.random.Generator) -> None:
        super().__init__(rng)
        self._covered, self._rng = covered, rng

    def share(self, shape: Tuple[int, int]) -> np.ndarray:
        """Spots until as much is covered."""
        spots, height, width = np.zeros(shape, np.uint8), *shape
        while spots.mean() < 255 * self._covered:
            centre = (int(self._rng.integers(width)), int(self._rng.integers(height)))
            cv2.circle(spots, centre, int(height * self._rng.uniform(0.05, 0.15)), 255, cv2.FILLED)
        return cv2.GaussianBlur(spots, (0, 0), height / 80) / 255


class Fog(_Veil):
    """A veil of airlight, equally thick everywhere: how far away a thing is is not in a picture.

    Koschmieder's law: of the contrast of a thing at the distance d, exp(-3 d / V) is left at the visibility V.
    """

    colour = AIRLIGHT

    def __init__(self, contrast_left: float, rng: np.random.Generator) -> None:
        super().__init__(rng)
        self._contrast_left = contrast_left

    def share(self, shape: Tuple[int, int]) -> np.ndarray:
        """The same everywhere."""
        return np.full(shape, 1 - self._contrast_left)


class Rain(MessageFault):
    """Drops that run down the lens; what lies behind one is smeared.

    Falling drops are left out: exposed for some milliseconds they are fainter than the sensor's noise
    (Garg and Nayar, "Vision and Rain", IJCV 2007).
    """

    RADIUS = (0.02, 0.06)  # of the picture's height
    SPEED = (0.05, 0.5)  # heights a second
    SMEAR = 8  # a drop mixes what lies within this part of the picture's height

    def __init__(self, covered: float, rng: np.random.Generator) -> None:
        self._covered, self._rng = covered, rng
        self._drops = np.zeros((0, 4))  # x, y, radius, speed, all in heights
        self._noise = SensorNoise(READ_NOISE, rng)

    def corrupt(self, message: Frame, age_s: float) -> Frame:
        """The picture through the drops."""
        height, width = message.image.shape[:2]
        if not len(self._drops):
            self._drops = self._draw(width / height)
        size = height // self.SMEAR + 1
        smeared = self._noise.add(cv2.blur(message.image, (size, size)))
        return replace(message, image=cv2.copyTo(smeared, self._mask(height, width, age_s), message.image.copy()))

    def _draw(self, aspect: float) -> np.ndarray:
        """As many drops as cover that much, where they do not overlap."""
        drops: List[np.ndarray] = []
        while sum(np.pi * drop[2] ** 2 for drop in drops) < self._covered * aspect:
            place = self._rng.uniform(0, (aspect, 1))
            drops.append(np.array([*place, self._rng.uniform(*self.RADIUS), self._rng.uniform(*self.SPEED)]))
        return np.array(drops)

    def _mask(self, height: int, width: int, age_s: float) -> np.ndarray:
        """255 where a drop is, uint8, shape (height, width); one that leaves below comes again above."""
        mask = np.zeros((height, width), np.uint8)
        margin = self.RADIUS[1]
        for x, y, radius, speed in self._drops:
            y = (y + speed * age_s) % (1 + 2 * margin) - margin
            cv2.circle(mask, (round(x * height), round(y * height)), round(radius * height), 255, cv2.FILLED)
        return mask

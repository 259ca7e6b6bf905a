"""Corruptions of camera pictures.

Noise and blur follow ImageNet-C (Hendrycks and Dietterich, "Benchmarking Neural Network Robustness to
Common Corruptions and Perturbations", ICLR 2019): same formulas and severities, which are in pixels and in
shares of the full range and are used here for 320x240 as they are.
"""

from dataclasses import replace
from typing import Optional

import cv2
import numpy as np

from limphome.core import Frame
from limphome.faults.duty_cycle import DutyCycle
from limphome.faults.message_fault import MessageFault
from limphome.faults.sensor_noise import SensorNoise


class Blackout(MessageFault):
    """Every pixel 0, as a covered or unpowered sensor gives."""

    def __init__(self, share: float, rng: np.random.Generator) -> None:
        self._cycle = DutyCycle(share)

    def corrupt(self, message: Frame, age_s: float) -> Frame:
        """A black picture while on."""
        return replace(message, image=np.zeros_like(message.image)) if self._cycle.is_on(age_s) else message


class Freeze(MessageFault):
    """The same picture again and again, each with a fresh stamp: only its content betrays it."""

    def __init__(self, share: float, rng: np.random.Generator) -> None:
        self._cycle = DutyCycle(share)
        self._held: Optional[np.ndarray] = None

    def corrupt(self, message: Frame, age_s: float) -> Frame:
        """The first picture of the frozen stretch while on; that first one itself is untouched."""
        if not self._cycle.is_on(age_s):
            self._held = None
            return message
        if self._held is None:
            self._held = message.image
            return message
        return replace(message, image=self._held)


class Noise(MessageFault):
    """Gaussian noise on every value, clipped: ImageNet-C ``gaussian_noise``."""

    def __init__(self, sigma: float, rng: np.random.Generator) -> None:
        self._noise = SensorNoise(255 * sigma, rng)

    def corrupt(self, message: Frame, age_s: float) -> Frame:
        """The picture with new noise."""
        return replace(message, image=self._noise.add(message.image))


class Blur(MessageFault):
    """A Gaussian out-of-focus blur: ImageNet-C ``gaussian_blur``."""

    def __init__(self, sigma_px: float, rng: np.random.Generator) -> None:
        self._sigma_px = sigma_px

    def corrupt(self, message: Frame, age_s: float) -> Frame:
        """The blurred picture."""
        image = cv2.GaussianBlur(message.image, (0, 0), self._sigma_px, borderType=cv2.BORDER_REPLICATE)
        return replace(message, image=image)


class RateDrop(MessageFault):
    """Only so many frames a second come through."""

    TOLERANCE_S = 0.02  # a frame that is a little early counts as in time, else jitter would halve the rate

    def __init__(self, interval_s: float, rng: np.random.Generator) -> None:
        self._interval_s = interval_s
        self._last_s: Optional[float] = None

    def corrupt(self, message: Frame, age_s: float) -> Optional[Frame]:
        """The frame, or None when the last one that passed is too young."""
        if self._last_s is not None and 0 <= message.stamp_s - self._last_s < self._interval_s - self.TOLERANCE_S:
            return None
        self._last_s = message.stamp_s
        return message


class ClockOffset(MessageFault):
    """The camera's clock is late: every picture is stamped as older than it is."""

    def __init__(self, offset_s: float, rng: np.random.Generator) -> None:
        self._offset_s = offset_s

    def corrupt(self, message: Frame, age_s: float) -> Frame:
        """The same picture under the earlier stamp."""
        return replace(message, stamp_s=message.stamp_s - self._offset_s)

"""Light and colour that the camera gets wrong: exposure, white balance, flicker.

Grey levels are taken as light to the power of 1 / 2.2 (the sRGB curve, nearly), so a stop more light is a gain of 2 ** (1 / 2.2).
"""

from dataclasses import replace

import cv2
import numpy as np

from limphome.core import Frame
from limphome.faults.message_fault import MessageFault
from limphome.faults.sensor_noise import READ_NOISE, SensorNoise

GAMMA = 2.2


class Overexposure(MessageFault):
    """So many stops [EV] too much light: bright parts become white and stay so."""

    def __init__(self, stops: float, rng: np.random.Generator) -> None:
        self._table = _gain_table(_gain(stops))

    def corrupt(self, message: Frame, age_s: float) -> Frame:
        """The brighter picture."""
        return replace(message, image=cv2.LUT(message.image, self._table))


class Underexposure(MessageFault):
    """So many stops [EV] too little light: dark parts drown in the noise of the sensor, which stays as it is."""

    def __init__(self, stops: float, rng: np.random.Generator) -> None:
        self._table = _gain_table(_gain(-stops))
        self._noise = SensorNoise(READ_NOISE, rng)

    def corrupt(self, message: Frame, age_s: float) -> Frame:
        """The darker picture."""
        return replace(message, image=self._noise.add(cv2.LUT(message.image, self._table)))


class ColourShift(MessageFault):
    """A white balance that is off: red gains what blue loses, or the other way round, as the seed has it."""

    def __init__(self, shift: float, rng: np.random.Generator) -> None:
        shift = float(rng.choice([-shift, shift]))
        self._table = np.dstack([_gain_table(gain) for gain in (1 + shift, 1.0, 1 - shift)])

    def corrupt(self, message: Frame, age_s: float) -> Frame:
        """The reddish or bluish picture."""
        return replace(message, image=cv2.LUT(message.image, self._table))


class Banding(MessageFault):
    """Bright and dark bars across the picture: a rolling shutter under lamps that flicker.

    A picture is read in 1/30 s while the lamp flickers 100.7 times a second (50 Hz mains, not quite), so it shows three bars
    and some, which lie elsewhere in the next one.
    """

    LAMP_HZ, READ_OUT_S = 100.7, 1 / 30

    def __init__(self, amplitude: float, rng: np.random.Generator) -> None:
        self._amplitude = amplitude
        self._phase_rad = float(rng.uniform(0, 2 * np.pi))

    def corrupt(self, message: Frame, age_s: float) -> Frame:
        """The picture with its bars."""
        height, width = message.image.shape[:2]
        read_s = age_s + np.arange(height) / height * self.READ_OUT_S
        light = 1 + self._amplitude * np.sin(2 * np.pi * self.LAMP_HZ * read_s + self._phase_rad)
        gain = np.repeat((light ** (1 / GAMMA)).astype(np.float32), 3 * width)
        return replace(message, image=cv2.multiply(message.image, gain.reshape(message.image.shape), dtype=cv2.CV_8U))


def _gain(stops: float) -> float:
    return float(2 ** (stops / GAMMA))


def _gain_table(gain: float) -> np.ndarray:
    """What each grey level becomes, uint8, shape (1, 256)."""
    return np.clip(np.rint(np.arange(256) * gain), 0, 255).astype(np.uint8)[None]

"""Pictures as another camera, another light or a moving robot would have taken them."""

from dataclasses import dataclass
from typing import Tuple

import cv2
import numpy as np

from limphome.learning.corruption import Corruption
from limphome.learning.zoom import zoom
from limphome.resources.config import option

BANK = 1 << 20
"""Values of noise that are drawn once; more for pictures that have more."""


@dataclass(frozen=True)
class AugmentationConfig:
    """How far pictures are changed; each draw is uniform within its bounds."""

    flip: float = option(0.5, "share of mirrored pictures", 0, 1)
    zoom: float = option(0.0, "share of pictures taken from nearer by", 0, 1)
    zoom_most: float = option(1.6, "how many times nearer, at most", 1, 4)
    gamma: float = option(0.25, "exponent within 1 +- this", 0, 0.9)
    contrast: float = option(0.25, "contrast within 1 +- this", 0, 1)
    brightness: float = option(25.0, "added, at most [grey levels]", 0, 128)
    tint: float = option(0.06, "gain of each colour within 1 +- this", 0, 0.5)
    noise: float = option(6.0, "highest standard deviation of added noise [grey levels]", 0, 64)
    blur: float = option(0.15, "share of slightly blurred pictures", 0, 1)
    nothing: float = option(0.02, "share of pictures replaced by one that shows nothing: plain, a few areas, noise", 0, 1)
    corruption: float = option(0.0, "share of pictures with a camera fault of random kind and severity", 0, 1)
    corruptions: Tuple[str, ...] = option(("camera.noise", "camera.blur"), "the kinds, of docs/faults.md")


class Augmentation:
    """Changes pictures by draws from a generator that is handed in."""

    def __init__(self, config: AugmentationConfig) -> None:
        self._config = config
        self._corruption = Corruption(config.corruptions)
        # Normal noise is slow to draw: a bank is drawn once, each picture takes a random stretch of it.
        self._bank = _normal(BANK)

    def apply(self, image: np.ndarray, labels: np.ndarray, rng: np.random.Generator, out: np.ndarray) -> np.ndarray:
        """Write the changed picture to ``out`` and return the labels of what it shows.

        Args:
            image: uint8, shape (height, width, 3). labels: ``LABEL`` rows of it. out: like ``image``.
        """
        if rng.random() < self._config.nothing:
            nothing(rng, out)
            return labels[:0]
        if self._config.zoom and rng.random() < self._config.zoom:
            image, labels = zoom(image, labels, self._config.zoom_most ** rng.random(), rng.random())
        changed = self._light(image, rng)
        if rng.random() < self._config.blur:
            changed = cv2.GaussianBlur(changed, (0, 0), rng.uniform(0.3, 0.9))
        changed = self._noisy(changed, rng)
        if self._config.corruption and rng.random() < self._config.corruption:
            changed = self._corruption.apply(changed, rng)
        if rng.random() >= self._config.flip:
            out[...] = changed
            return labels
        cv2.flip(changed, 1, dst=out)
        return _mirrored(labels, image.shape[1])

    def _light(self, image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        config = self._config
        gamma = 1 + rng.uniform(-config.gamma, config.gamma)
        gain = 1 + rng.uniform(-config.contrast, config.contrast)
        tint = 1 + rng.uniform(-config.tint, config.tint, 3)
        curve = (np.linspace(0, 1, 256) ** gamma * 255 - 128) * gain + 128 + rng.uniform(-config.brightness, config.brightness)
        table = np.clip(np.rint(curve[:, None] * tint), 0, 255).astype(np.uint8)
        return cv2.LUT(image, table[:, None])

    def _noisy(self, image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        sigma = rng.uniform(0, self._config.noise)
        length = BANK if image.size < BANK else 2 * image.size  # of the part that is used: by the picture, not by those before
        if len(self._bank) < length:
            self._bank = _normal(length)
        start = int(rng.integers(0, length - image.size))
        noise = self._bank[start : start + image.size].reshape(image.shape)
        return cv2.addWeighted(image.astype(np.float32), 1.0, noise, sigma, 0.0, dtype=cv2.CV_8U)


def _normal(count: int) -> np.ndarray:
    return np.random.default_rng(0).standard_normal(count).astype(np.float32)


def _mirrored(labels: np.ndarray, width: int) -> np.ndarray:
    mirrored, box = labels.copy(), labels["box"]
    mirrored["box"][:, 0], mirrored["box"][:, 2] = width - box[:, 2], width - box[:, 0]
    return mirrored


def nothing(rng: np.random.Generator, out: np.ndarray) -> None:
    """Write a picture without any thing in it: a network that saw none fills a dead camera's picture with persons.

    Half of them are plain; else areas of random colours down to one pixel each, sharp or blended.
    """
    height, width = out.shape[:2]
    rows, columns = (1, 1) if rng.random() < 0.5 else (int(size ** rng.uniform(0, 1)) for size in (height, width))
    low, high = np.sort(rng.integers(0, 256, 2))
    areas = rng.integers(low, high, (rows, columns, 3), dtype=np.uint8, endpoint=True)
    if rng.random() < 0.5:
        areas[...] = areas[..., :1]
    cv2.resize(areas, (width, height), dst=out, interpolation=cv2.INTER_LINEAR if rng.random() < 0.5 else cv2.INTER_NEAREST)

"""The same scene seen a little otherwise, and a picture in which nothing is."""

from dataclasses import dataclass
from typing import List, Tuple

import cv2
import numpy as np

from limphome.perception.decoders.boxes import Boxes

SHIFTS = ((0.04, 0.025), (-0.065, -0.045))
"""As shares of width and height: no whole number of cells of any grid."""
SCALES = (0.8, 1.25)
GAMMAS = (0.8, 1.25)
BLUR, NOISE = 1.0, 6.0
"""In pixels and in grey levels."""


@dataclass(frozen=True, eq=False)
class View:
    """A picture made from another.

    Attributes:
        image: RGB. matrix: shape (2, 3), where a point of the first picture lies in this one [px].
    """

    image: np.ndarray
    matrix: np.ndarray

    def back(self, boxes: Boxes) -> Boxes:
        """Boxes of this view in the pixels of the first picture, clipped to it."""
        scale, shift = self.matrix[[0, 1], [0, 1]], self.matrix[:, 2]
        points = np.sort((boxes.boxes.reshape(-1, 2, 2) - shift) / scale, axis=1)  # a mirror changes left and right
        height, width = self.image.shape[:2]
        return Boxes(np.clip(points.reshape(-1, 4), 0, [width, height] * 2), boxes.scores, boxes.class_ids)


def views_of(image: np.ndarray) -> List[View]:
    """Mirrored, moved, smaller, larger, brighter, darker, blurred and noisy, of the same size."""
    height, width = image.shape[:2]
    same = np.array([[1.0, 0, 0], [0, 1, 0]])
    mirrored = View(np.ascontiguousarray(image[:, ::-1]), np.array([[-1.0, 0, width], [0, 1, 0]]))
    moved = [_warped(image, 1.0, (x * width, y * height)) for x, y in SHIFTS]
    zoomed = [_warped(image, scale, ((1 - scale) * width / 2, (1 - scale) * height / 2)) for scale in SCALES]
    noisy = np.clip(image + np.random.default_rng(0).normal(0, NOISE, image.shape), 0, 255).astype(np.uint8)
    spoilt = [*(_lit(image, gamma) for gamma in GAMMAS), cv2.GaussianBlur(image, (0, 0), BLUR), noisy]
    return [mirrored, *moved, *zoomed, *(View(picture, same) for picture in spoilt)]


def plain_like(image: np.ndarray) -> np.ndarray:
    """A plain surface of the mean colour of a picture: no thing is in it."""
    return np.ascontiguousarray(np.broadcast_to(image.mean(axis=(0, 1)).astype(np.uint8), image.shape))


def _warped(image: np.ndarray, scale: float, shift: Tuple[float, float]) -> View:
    """Edges are mirrored outwards, so that no new edge appears."""
    matrix = np.array([[scale, 0, shift[0]], [0, scale, shift[1]]])
    size = (image.shape[1], image.shape[0])
    return View(cv2.warpAffine(image, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101), matrix)


def _lit(image: np.ndarray, gamma: float) -> np.ndarray:
    table = (255 * (np.arange(256) / 255) ** gamma + 0.5).astype(np.uint8)
    return np.asarray(cv2.LUT(image, table))

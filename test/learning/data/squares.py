"""A data folder of bright squares, which the tiny detectors of ``quantization`` see."""

from pathlib import Path
from typing import Tuple

import numpy as np

from limphome.learning.data.picture_set import Picture, PictureSet, neutral_labels

from ..quantization.tiny_detectors import SIDE
from .conftest import write_set

COUNT, SQUARE = 8, 20
"""Of pictures; side of a square, large enough to count [px]."""


def write_squares(out: Path, classes: Tuple[str, ...], size: Tuple[int, int] = (SIDE, SIDE), square: int = 0) -> Path:
    """Eight held-out pictures with a square each, of class ``square``, and something that cannot be seen of each other class.

    Args:
        size: width and height [px]; squares grow with the width.
    """
    rng, side = np.random.default_rng(0), SQUARE * size[0] // SIDE
    pictures, images, frames, class_ids, boxes = [], [], [], [], []
    for index in range(COUNT):
        image = rng.integers(0, 40, (size[1], size[0], 3)).astype(np.uint8)
        left, top = (rng.integers(4, length - side - 4) for length in size)
        image[top : top + side, left : left + side] = 255
        pictures.append(Picture(f"held_out/{index:03d}.png", *size, "held_out", f"world_{index // 4}"))
        images.append(image)
        for class_id in range(len(classes)):
            frames.append(index)
            class_ids.append(class_id)
            boxes.append((left, top, left + side, top + side) if class_id == square else (0, 0, 30, 30))
    labels = neutral_labels(frames, class_ids, np.array(boxes))
    write_set(out, PictureSet(out, classes, tuple(pictures), labels), images)
    return out

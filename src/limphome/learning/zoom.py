"""Pictures as the camera would have taken them from nearer by.

A camera that looks level sees the ground plane's horizon in its middle row. A part of the picture around that row, made as
large as the picture, is what it would have seen from 1/factor of every distance: whatever stands on the ground still does.
"""

from typing import Tuple

import cv2
import numpy as np


def zoom(image: np.ndarray, labels: np.ndarray, factor: float, at: float) -> Tuple[np.ndarray, np.ndarray]:
    """A part of the middle rows as a whole picture, with the labels of what is left in it.

    Args:
        image: uint8, shape (height, width, 3). labels: ``LABEL`` rows of it.
        factor: 1 or more. at: where the part lies, from 0 (left end) to 1 (right end).
    """
    height, width = image.shape[:2]
    rows, columns = round(height / factor), round(width / factor)
    top, left = (height - rows) // 2, round(at * (width - columns))
    near = cv2.resize(image[top : top + rows, left : left + columns], (width, height), interpolation=cv2.INTER_LINEAR)
    return near, _seen(labels, np.array([left, top, left + columns, top + rows]), np.array([width / columns, height / rows] * 2))


def _seen(labels: np.ndarray, part: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """Labels of what lies in a part of the picture, as they are in the picture made of it."""
    box = np.clip(labels["box"], part[[0, 1, 0, 1]], part[[2, 3, 2, 3]])
    kept = (box[:, 2] - box[:, 0] >= 1) & (box[:, 3] - box[:, 1] >= 1)
    seen = labels[kept]  # a copy
    seen["visible"] *= _area(box[kept]) / _area(seen["box"])
    seen["box"] = (box[kept] - part[[0, 1, 0, 1]]) * scale
    seen["height_px"] *= scale[1]
    seen["distance_m"] /= scale[1]
    return seen


def _area(box: np.ndarray) -> np.ndarray:
    return (box[:, 2] - box[:, 0]) * (box[:, 3] - box[:, 1])

"""Pictures in and out of an import."""

from pathlib import Path
from typing import Sequence

import cv2
import numpy as np

from limphome.core import LimphomeError
from limphome.perception.decoders.boxes import Boxes

LARGEST_GOLDEN = 1280
"""Longer side of the picture that is kept for self-checks [px]: it is run every second on a robot."""


def read_picture(path: Path) -> np.ndarray:
    """RGB, uint8 (height, width, 3); LimphomeError when it is none."""
    try:
        data = np.frombuffer(path.read_bytes(), np.uint8)
    except OSError as error:
        raise LimphomeError(f"cannot be read: {error.strerror}", str(path), "a picture") from error
    try:
        image = cv2.imdecode(data, cv2.IMREAD_COLOR) if len(data) else None
    except cv2.error:  # sizes beyond OpenCV's own limit
        image = None
    if image is None or min(image.shape[:2]) < 8:
        raise LimphomeError("is no picture that OpenCV reads, or one of less than 8 px", str(path), "PNG or JPEG of a scene")
    return np.ascontiguousarray(image[:, :, ::-1])


def shrink(image: np.ndarray, longest: int = LARGEST_GOLDEN) -> np.ndarray:
    """The same picture, its longer side at most ``longest``."""
    ratio = longest / max(image.shape[:2])
    if ratio >= 1:
        return image
    size = (max(8, round(image.shape[1] * ratio)), max(8, round(image.shape[0] * ratio)))
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA)


def png(image: np.ndarray) -> bytes:
    """An RGB picture as PNG."""
    return bytes(cv2.imencode(".png", image[:, :, ::-1])[1])


def draw(image: np.ndarray, found: Boxes, classes: Sequence[str]) -> np.ndarray:
    """A copy with boxes, names and scores; one colour for each class."""
    drawn = image.copy()
    line = max(1, round(max(image.shape[:2]) / 400))
    for box, score, class_id in zip(found.boxes, found.scores, found.class_ids):
        hue = np.uint8([[[int(class_id) * 67 % 180, 220, 255]]])  # type: ignore[arg-type]
        colour = tuple(int(part) for part in cv2.cvtColor(hue, cv2.COLOR_HSV2RGB)[0, 0])  # type: ignore[call-overload]
        left, top, right, bottom = (round(float(side)) for side in box)
        cv2.rectangle(drawn, (left, top), (right, bottom), colour, line)
        text = f"{classes[int(class_id)]} {score:.2f}"
        cv2.putText(drawn, text, (left + 2, max(12 * line, top - 3)), cv2.FONT_HERSHEY_SIMPLEX, 0.4 * line, colour, line)
    return drawn

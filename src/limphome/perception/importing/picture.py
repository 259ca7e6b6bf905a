"""Pictures in and out of an import."""

from pathlib import Path
from typing import List, Sequence

import cv2
import numpy as np

from limphome.core import LimphomeError
from limphome.core.frame import MAX_PIXELS
from limphome.perception.decoders.boxes import Boxes

LARGEST_GOLDEN = 1280
"""Longer side of the picture that is kept for self-checks [px]: it is run every second on a robot."""
MOST_PICTURES = 4
"""So many of a folder are looked at: each costs as much time as the first."""
SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp")


def read_pictures(path: Path) -> List[np.ndarray]:
    """One picture, or the first few of a folder by name; as :func:`read_picture`."""
    if not path.is_dir():
        return [read_picture(path)]
    files = sorted(file for file in path.iterdir() if file.suffix.lower() in SUFFIXES)
    if not files:
        raise LimphomeError("holds no picture", str(path), "files ending in " + ", ".join(SUFFIXES))
    step = max(1, len(files) // MOST_PICTURES)  # neighbours in a film look alike
    return [read_picture(file) for file in files[::step][:MOST_PICTURES]]


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
    if image.shape[0] * image.shape[1] > MAX_PIXELS:
        size = f"{image.shape[1]}x{image.shape[0]}"
        raise LimphomeError(f"is a picture of {size} px", str(path), f"at most {MAX_PIXELS // 10**6} million pixels")
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
        hue = np.array([[[int(class_id) * 67 % 180, 220, 255]]], np.uint8)
        colour = [int(part) for part in cv2.cvtColor(hue, cv2.COLOR_HSV2RGB)[0, 0]]
        left, top, right, bottom = (round(float(side)) for side in box)
        cv2.rectangle(drawn, (left, top), (right, bottom), colour, line)
        text = f"{classes[int(class_id)]} {score:.2f}"
        cv2.putText(drawn, text, (left + 2, max(12 * line, top - 3)), cv2.FONT_HERSHEY_SIMPLEX, 0.4 * line, colour, line)
    return drawn

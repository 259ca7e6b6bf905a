"""From a data folder to the frames that training and evaluation take."""

from pathlib import Path
from typing import Any, Optional, Tuple

import cv2
import numpy as np

from limphome.core import LimphomeError
from limphome.learning.data.listing import file_digest, stated_digest
from limphome.learning.data.open_data import open_data
from limphome.learning.data.picture_file import read_picture
from limphome.learning.data.picture_set import PictureSet
from limphome.learning.frame_set import FrameSet

GREY = 114
"""Fills what a picture of another shape leaves of the frame."""
FORM = "2"
"""Of what is kept; frames that were kept in another form are made again."""


def load_frames(
    pictures: PictureSet, split: str, classes: Tuple[str, ...], width: int, height: int, cache: Optional[Path] = None
) -> FrameSet:
    """Frames of one split, every picture fitted into the size of the network, its boxes with it.

    A picture of another shape keeps its proportions and gets grey bars. Labels of classes that the network does not have are
    left out: such things are background. Unknown distances stay nan. A picture of unknown world counts to one common world.

    Args:
        classes: of the network, in its order.
        width, height: of the network [px].
        cache: folder that the frames are written to, which are then mapped from disk; without it they stay in memory.

    Raises:
        LimphomeError: no such split, a class without any label, or a picture that cannot be read.
    """
    part = pictures.of_split(split)
    if not len(part):
        raise LimphomeError(f"no split '{split}'", str(pictures.folder), ", ".join(pictures.splits))
    missing = [name for name in classes if name not in pictures.classes]
    if missing:
        # A network would learn that such things are background.
        raise LimphomeError(f"no class {', '.join(missing)}", str(pictures.folder), _allowed(pictures.classes, classes))
    images = _array(cache, (len(part), height, width, 3))
    places = np.zeros((len(part), 3), np.float32)
    for index in range(len(part)):
        images[index], places[index] = fit(read_picture(part.path(index)), width, height)
    left_out = tuple(name for name in part.classes if name not in classes)
    frames = FrameSet(images, _labels(part, classes, places, width, height), _worlds(part), classes, left_out)
    if cache is None:
        return frames
    images.flush()
    frames.save(cache)
    return FrameSet.load(cache)


def load_folder(folder: Path, split: str, classes: Tuple[str, ...], width: int, height: int, cache: Path) -> FrameSet:
    """Frames of one split of a folder that ``limphome data`` wrote; made once, then mapped from below ``cache``.

    Raises:
        LimphomeError: as :func:`load_frames`, or a folder without a list of its files.
    """
    wanted = "|".join((FORM, stated_digest(folder), split, *classes))
    kept = cache / f"data-{split}-{width}x{height}-{file_digest(wanted.encode('utf-8'))[:16]}"
    if (kept / "card.json").is_file():
        return FrameSet.load(kept)
    return load_frames(open_data(folder), split, classes, width, height, kept)


def fit(image: np.ndarray, width: int, height: int) -> Tuple[np.ndarray, Tuple[float, float, float]]:
    """The picture in a frame of the size asked for, and (scale, left, top) of it in there."""
    if image.shape[:2] == (height, width):
        return image, (1.0, 0.0, 0.0)
    scale = min(width / image.shape[1], height / image.shape[0])
    size = (max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale)))
    left, top = (width - size[0]) // 2, (height - size[1]) // 2
    frame = np.full((height, width, 3), GREY, np.uint8)
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    frame[top : top + size[1], left : left + size[0]] = small
    return frame, (scale, float(left), float(top))


def _allowed(there: Tuple[str, ...], wanted: Tuple[str, ...]) -> str:
    """What mends a missing class: the network's own order of those that are there, then the others of the data."""
    names = [name for name in wanted if name in there] + [name for name in there if name not in wanted]
    recipe = f"; to train from nothing also a recipe (--config) with network: classes: [{', '.join(names)}]"
    return f"a data set with {', '.join(wanted)}{recipe}"


def _labels(part: PictureSet, classes: Tuple[str, ...], places: np.ndarray, width: int, height: int) -> np.ndarray:
    number = np.array([classes.index(name) if name in classes else -1 for name in part.classes], np.int32)
    labels = part.labels.copy()
    labels["class_id"] = number[labels["class_id"]] if len(labels) else labels["class_id"]
    scale, corner = places[labels["frame"], :1], places[labels["frame"], 1:]
    moved = labels["box"] * scale + np.tile(corner, 2)
    labels["box"] = np.clip(moved, 0, [width, height, width, height])
    labels["height_px"] *= scale[:, 0]
    extent = labels["box"][:, 2:] - labels["box"][:, :2]
    return labels[(labels["class_id"] >= 0) & (extent > 0).all(axis=1)]


def _worlds(part: PictureSet) -> np.ndarray:
    number = {name: index for index, name in enumerate(dict.fromkeys(picture.world for picture in part.pictures))}
    return np.array([number[picture.world] for picture in part.pictures], np.int32)


def _array(cache: Optional[Path], shape: Tuple[int, ...]) -> Any:
    if cache is None:
        return np.empty(shape, np.uint8)
    cache.mkdir(parents=True, exist_ok=True)
    (cache / "card.json").unlink(missing_ok=True)  # the card comes last, so that a set that was cut off has none
    return np.lib.format.open_memmap(cache / "images.npy", mode="w+", dtype=np.uint8, shape=shape)

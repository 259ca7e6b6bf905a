"""From a data folder to the frames that training and evaluation take."""

import sys
from pathlib import Path
from typing import Any, List, Optional, Tuple

import numpy as np

from limphome.core import LimphomeError
from limphome.learning.data.listing import changed_files, file_digest, stated_digest
from limphome.learning.data.open_data import open_data
from limphome.learning.data.picture_file import read_picture
from limphome.learning.data.picture_set import PictureSet
from limphome.learning.frame_set import FrameSet
from limphome.learning.images_file import new_images
from limphome.perception.picture_fit import PictureFit, Placement
from limphome.resources.near_name import did_you_mean

FORM = "3"
"""Of what is kept; frames that were kept in another form are made again."""


def load_frames(
    pictures: PictureSet, split: str, classes: Tuple[str, ...], fit: PictureFit, cache: Optional[Path] = None
) -> FrameSet:
    """Frames of one split, every picture brought to the size of the network as on the robot, its boxes with it.

    Labels of classes that the network does not have are left out: such things are background. Unknown distances stay nan. A
    picture of unknown world counts to one common world.

    Args:
        classes: of the network, in its order.
        fit: of the network.
        cache: folder that the frames are written to, which are then mapped from disk; without it they stay in memory.

    Raises:
        LimphomeError: no such split, a class without any label, a picture that cannot be read, or a disk without room.
    """
    part = pictures.of_split(split)
    if not len(part):
        raise LimphomeError(f"no split '{split}'", str(pictures.folder), ", ".join(pictures.splits))
    missing = [name for name in classes if name not in pictures.classes]
    if missing:
        # A network would learn that such things are background.
        raise LimphomeError(f"no class {', '.join(missing)}", str(pictures.folder), _allowed(pictures.classes, classes))
    images, places = _array(cache, (len(part), fit.height, fit.width, 3)), []
    for index in range(len(part)):
        images[index], place = fit.bring(read_picture(part.path(index)))
        places.append(place)
    left_out = tuple(name for name in part.classes if name not in classes)
    frames = FrameSet(images, _labels(part, classes, places), _worlds(part), classes, left_out)
    if cache is None:
        return frames
    images.flush()
    frames.save(cache)
    return FrameSet.load(cache)


def load_folder(folder: Path, split: str, classes: Tuple[str, ...], fit: PictureFit, cache: Path) -> FrameSet:
    """Frames of one split of a folder that ``limphome data`` wrote; made once, then mapped from below ``cache``.

    Raises:
        LimphomeError: as :func:`load_frames`, a folder without a list of its files, or one whose files were changed after it.
    """
    wanted = "|".join((FORM, stated_digest(folder), split, *classes, str(fit)))
    kept = cache / f"data-{split}-{fit.width}x{fit.height}-{file_digest(wanted.encode('utf-8'))[:16]}"
    _refuse_changed(folder, split, kept / "card.json")
    if (kept / "card.json").is_file():
        return FrameSet.load(kept)
    return load_frames(open_data(folder), split, classes, fit, kept)


def _refuse_changed(folder: Path, split: str, card: Path) -> None:
    """LimphomeError names the first file of a split that is no longer what the list of the folder says.

    Label files are read each time; pictures, which are many, only where they were written after the frames were kept.
    """
    kept_ns = card.stat().st_mtime_ns if card.is_file() else 0

    def needed(name: str) -> bool:
        return "/" not in name or (name.startswith(f"{split}/") and _written_ns(folder / name) >= kept_ns)

    changed = changed_files(folder, needed)
    if changed:
        mend = f"limphome data import {folder} --out NEW, to take the folder over as it is now; limphome data check {folder}"
        raise LimphomeError(changed[0].what, str(folder / changed[0].file), f"the file as it was; {mend} names all such files")


def _written_ns(path: Path) -> int:
    """When a file's bytes or its entry were written last; a file that is gone needs a look."""
    try:
        return max(path.stat().st_mtime_ns, path.stat().st_ctime_ns)
    except OSError:
        return sys.maxsize


def _allowed(there: Tuple[str, ...], wanted: Tuple[str, ...]) -> str:
    """What mends a missing class: the network's own order of those that are there, then the others of the data."""
    guesses = "".join(did_you_mean(name, there) for name in wanted if name not in there)
    names = [name for name in wanted if name in there] + [name for name in there if name not in wanted]
    recipe = f"; to train from nothing also a recipe (--config) with network: classes: [{', '.join(names)}]"
    return f"{guesses}a data set with {', '.join(wanted)}{recipe}"


def _labels(part: PictureSet, classes: Tuple[str, ...], places: List[Placement]) -> np.ndarray:
    number = np.array([classes.index(name) if name in classes else -1 for name in part.classes], np.int32)
    labels = part.labels.copy()
    labels["class_id"] = number[labels["class_id"]] if len(labels) else labels["class_id"]
    ends = np.searchsorted(labels["frame"], np.arange(len(places) + 1))
    for place, first, last in zip(places, ends, ends[1:], strict=False):
        labels["box"][first:last] = place.to_network(labels["box"][first:last])
        labels["height_px"][first:last] *= place.scale[1]
    extent = labels["box"][:, 2:] - labels["box"][:, :2]
    return labels[(labels["class_id"] >= 0) & (extent > 0).all(axis=1)]


def _worlds(part: PictureSet) -> np.ndarray:
    number = {name: index for index, name in enumerate(dict.fromkeys(picture.world for picture in part.pictures))}
    return np.array([number[picture.world] for picture in part.pictures], np.int32)


def _array(cache: Optional[Path], shape: Tuple[int, ...]) -> Any:
    if cache is None:
        return np.empty(shape, np.uint8)
    (cache / "card.json").unlink(missing_ok=True)  # the card comes last, so that a set that was cut off has none
    return new_images(cache, shape)

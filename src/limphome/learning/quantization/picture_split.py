"""Which pictures calibrate, which ones choose, and which ones judge."""

from dataclasses import dataclass
from pathlib import Path
from typing import Dict, List, Sequence, Tuple

import numpy as np

from limphome.core import LimphomeError
from limphome.learning.data.coco_folder import coco_files
from limphome.learning.data.listing import file_digest
from limphome.learning.data.open_data import open_data
from limphome.learning.data.picture_file import SUFFIXES, read_picture
from limphome.learning.data.yolo_folder import is_yolo
from limphome.perception.importing.picture import shrink
from limphome.resources.user_path import need_folder

FEWEST = 4
Images = List[np.ndarray]


@dataclass(frozen=True, eq=False)
class PictureSplit:
    """RGB pictures, uint8 (height, width, 3), of any size.

    Attributes:
        calibration: ranges are measured on them.
        choice: calibration method and nodes are chosen on them.
        comparison: used for nothing but the verdict.
    """

    calibration: Images
    choice: Images
    comparison: Images


def split_folder(folder: Path, most: int) -> PictureSplit:
    """The pictures of a folder, half of them for calibration.

    A data folder with a split ``train`` calibrates on that one and is judged on the others. Elsewhere the digests of the
    files decide: names and order of writing do not matter, and a picture that is there twice counts once.

    Args:
        most: pictures of each half.

    Raises:
        LimphomeError: no folder, fewer than four different pictures, or one that cannot be read.
    """
    first, second = _halves(folder, most)
    if len(first) + len(second) < FEWEST or len(second) < 2:
        raise LimphomeError(f"{len(first) + len(second)} different pictures", str(folder), f"{FEWEST} or more PNG, JPEG or BMP")
    return PictureSplit(_read(first), _read(second[::2]), _read(second[1::2]))


def _halves(folder: Path, most: int) -> Tuple[List[Path], List[Path]]:
    need_folder(folder, "a folder with pictures, or one that limphome data wrote")
    if not coco_files(folder) and not is_yolo(folder):
        return _by_digest([path for path in sorted(folder.rglob("*")) if path.suffix.lower() in SUFFIXES], most)
    data = open_data(folder)
    paths = {split: [data.path(i) for i, picture in enumerate(data.pictures) if picture.split == split] for split in data.splits}
    others = [path for split, part in paths.items() if split != "train" for path in part]
    if "train" not in paths or not others:
        return _by_digest([path for part in paths.values() for path in part], most)
    return list(_distinct(_spread(paths["train"], most)).values()), list(_distinct(_spread(others, most)).values())


def _by_digest(paths: Sequence[Path], most: int) -> Tuple[List[Path], List[Path]]:
    different = _distinct(_spread(paths, 2 * most))
    ordered = [different[digest] for digest in sorted(different)]
    half = len(ordered) // 2
    return ordered[:half], ordered[half:]


def _spread(paths: Sequence[Path], most: int) -> List[Path]:
    """At most so many, evenly from all."""
    picks = np.linspace(0, len(paths) - 1, min(most, len(paths))).astype(int)
    return [paths[int(index)] for index in picks]


def _distinct(paths: Sequence[Path]) -> Dict[str, Path]:
    try:
        return {file_digest(path.read_bytes()): path for path in paths}
    except OSError as error:
        raise LimphomeError(f"cannot be read: {error.strerror}", str(error.filename), "a readable picture") from error


def _read(paths: Sequence[Path]) -> Images:
    return [shrink(read_picture(path)) for path in paths]

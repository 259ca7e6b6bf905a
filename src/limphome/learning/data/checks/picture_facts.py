"""Every picture read once: is it whole, how bright is it, what does it look like."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, List, Optional, Tuple

import cv2
import numpy as np

from limphome.core import LimphomeError
from limphome.learning.data.checks.fingerprint import COARSE, SMALL, fingerprint
from limphome.learning.data.checks.result import CheckResult, judged
from limphome.learning.data.finding import Finding
from limphome.learning.data.name_flaw import name_flaw
from limphome.learning.data.orientation import AS_STORED, SWAPPING, orientation
from limphome.learning.data.picture_file import read_picture
from limphome.learning.data.picture_set import Picture, PictureSet

NAME = "pictures"
BLANK_CONTRAST = 2.0
Row = Tuple[str, float, float, Optional[Tuple[np.ndarray, np.ndarray]]]


@dataclass(frozen=True, eq=False)
class PictureFacts:
    """What was seen in each picture of a set.

    Attributes:
        flaws: what is wrong with each picture, empty for a good one.
        brightness, contrast: mean and standard deviation of the grey picture [grey levels], nan for a flawed one, shape (n,).
        detail: int8, shape (n, 60, 80). coarse: float32, shape (n, 12, 16). See :func:`fingerprint`.
    """

    flaws: Tuple[str, ...]
    brightness: np.ndarray
    contrast: np.ndarray
    detail: np.ndarray
    coarse: np.ndarray

    def findings(self, pictures: PictureSet) -> List[Finding]:
        """A finding for each flawed picture."""
        pairs = zip(pictures.pictures, self.flaws, strict=True)
        return [Finding(NAME, picture.name, "", flaw) for picture, flaw in pairs if flaw]

    def blank(self, pictures: PictureSet) -> List[Finding]:
        """A finding for each picture that shows nothing."""
        what = "shows nothing: its contrast is {:.1f} grey levels"
        rows = np.flatnonzero(self.contrast < BLANK_CONTRAST)
        return [Finding(NAME, pictures.pictures[row].name, "", what.format(self.contrast[row])) for row in rows]


def picture_facts(pictures: PictureSet, progress: Callable[[int], None], threads: int = 0) -> PictureFacts:
    """Read all pictures.

    Args:
        progress: called with the number of pictures read.
        threads: 0 takes every core.
    """
    rows: List[Row] = []
    count = len(pictures)
    detail, coarse = np.zeros((count, *SMALL[::-1]), np.int8), np.zeros((count, *COARSE[::-1]), np.float32)
    with ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool:
        for index, row in enumerate(pool.map(lambda index: _look(pictures, index), range(count))):
            rows.append((*row[:3], None))
            if row[3] is not None:
                detail[index], coarse[index] = row[3]
            progress(index + 1)
    brightness, contrast = (np.array([row[column] for row in rows], float) for column in (1, 2))
    return PictureFacts(tuple(row[0] for row in rows), brightness, contrast, detail, coarse)


def check_pictures(pictures: PictureSet, facts: PictureFacts) -> CheckResult:
    """Every picture can be read, has the size that its labels assume, lies as they assume, and shows something."""
    return judged(NAME, f"{len(pictures)} pictures", [*facts.findings(pictures), *facts.blank(pictures)])


def _look(pictures: PictureSet, index: int) -> Row:
    try:
        image = read_picture(pictures.path(index))
    except LimphomeError as error:
        return error.what, np.nan, np.nan, None
    picture = pictures.pictures[index]
    flaw = name_flaw(picture.name) or name_flaw(picture.split)  # the split becomes a folder
    flaw = flaw or _size_flaw(image, picture) or _turn_flaw(pictures.path(index), picture)
    mean, deviation = cv2.meanStdDev(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY))
    return flaw, float(mean[0, 0]), float(deviation[0, 0]), fingerprint(image)


def _size_flaw(image: np.ndarray, picture: Picture) -> str:
    is_size, width, height = (image.shape[1], image.shape[0]), picture.width, picture.height
    if is_size == (width, height):
        return ""
    turned = "; the labels are for the turned picture (EXIF orientation)" if is_size == (height, width) else ""
    return f"is {is_size[0]} x {is_size[1]} px, its labels say {width} x {height}{turned}"


def _turn_flaw(path: Path, picture: Picture) -> str:
    """Named where the size does not tell whether the labels are for the picture as stored."""
    turn = orientation(path)
    if turn == AS_STORED or (turn in SWAPPING and picture.size_stated and picture.width != picture.height):
        return ""
    return f"has EXIF orientation {turn}, which is not applied: turn the picture or its labels, and take the EXIF tag away"

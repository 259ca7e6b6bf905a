"""The file that the pictures of a frame set are written to, as they come."""

import math
import shutil
from pathlib import Path
from typing import Tuple

import numpy as np

from limphome.core import LimphomeError

NAME = "images.npy"


def new_images(folder: Path, shape: Tuple[int, ...]) -> np.ndarray:
    """Make a file of pictures in a folder, new or there, and map it: uint8, shape (n, height, width, 3).

    Raises:
        LimphomeError: the disk has no room for it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / NAME).unlink(missing_ok=True)  # of a set that was cut off; it would take the room of the new one
    _need_room(folder, math.prod(shape))
    return np.lib.format.open_memmap(folder / NAME, mode="w+", dtype=np.uint8, shape=shape)


def _need_room(folder: Path, size: int) -> None:
    """Told before the work: a full disk kills the process that writes to a mapped file."""
    free = shutil.disk_usage(folder).free
    if free < size:
        given = f"{size / 1e9:.1f} GB of pictures, {free / 1e9:.1f} GB of room"
        raise LimphomeError(given, str(folder), "--cache with a folder on a larger disk, or fewer frames")

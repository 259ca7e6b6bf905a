"""Splits without which nothing can be trained or measured."""

import shlex
from pathlib import Path
from typing import List, Sequence

from limphome.core import LimphomeError
from limphome.learning.data import listing
from limphome.learning.data.deal_command import deal_command
from limphome.learning.data.open_data import open_data
from limphome.learning.data.picture_set import PictureSet
from limphome.resources.user_path import need_folder

VALIDATION = "validation"


def missing_splits(there: Sequence[str], wanted: Sequence[str]) -> List[str]:
    """Those that are wanted and not there."""
    return [split for split in wanted if split not in there]


def one_world(pictures: PictureSet) -> List[str]:
    """A sentence where the validation split is of one world, or of unknown ones: the guard then doubts every other place."""
    worlds = {picture.world for picture in pictures.pictures if picture.split == VALIDATION}
    if len(worlds) != 1:
        return []
    count = "no world is known" if worlds == {""} else "1 world"
    deal = deal_command(pictures.folder, "" if pictures.worlds_known else "REGEX")
    return [f"{VALIDATION}: {count}; thresholds and the feature guard are fitted on it. The mend, more worlds in it: {deal}"]


def need_splits(folder: Path, wanted: Sequence[str]) -> None:
    """LimphomeError for a folder that is not there, that ``limphome data`` did not write, or without one of these splits."""
    need_folder(folder, "a folder that limphome data wrote")
    if not (folder / listing.NAME).is_file():
        raise LimphomeError(
            "was not written by limphome data", str(folder), f"what limphome data import {folder} --out NEW makes"
        )
    pictures = open_data(folder)
    missing = missing_splits(pictures.splits, wanted)
    if missing:
        deal = deal_command(folder, "" if pictures.worlds_known else "REGEX")
        mend = deal if len(wanted) > 1 else f"limphome data import {shlex.quote(str(folder))} --out NEW --split {wanted[0]}"
        raise LimphomeError(f"no split {', '.join(missing)}", str(folder), f"one with {', '.join(wanted)}: {mend}")

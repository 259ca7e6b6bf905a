"""A folder with COCO annotation files, ours or a user's."""

import re
from pathlib import Path
from typing import Dict, List

import numpy as np

from limphome.core import LimphomeError
from limphome.learning.data.coco_file import ALLOWED, PREFIX, CocoFile
from limphome.learning.data.deal_command import deal_command
from limphome.learning.data.picture_set import Picture, PictureSet, split_name

_PATTERNS = ("*.json", "annotations/*.json", "*/*.json")


def coco_files(folder: Path) -> Dict[str, Path]:
    """Split -> annotation file; empty when the folder holds none. Where ``instances_*`` exist, they alone count."""
    found = {path for pattern in _PATTERNS for path in folder.glob(pattern)}
    files = sorted(path for path in found if _says_images(path))
    files = [path for path in files if path.stem.startswith("instances")] or files
    named: Dict[str, Path] = {}
    for path in files:
        name = _split_of(path, folder)
        if name in named:
            raise LimphomeError(f"two annotation files of the split '{name}'", f"{named[name]}, {path}", "one for each split")
        named[name] = path
    return named


def read_coco(folder: Path) -> PictureSet:
    """Read every annotation file of a folder.

    Entries that cannot be used are kept as ``faults``; boxes are kept as they are, also degenerate ones.

    Raises:
        LimphomeError: no annotation file, one that is not COCO at all, or a picture that is listed twice.
    """
    files = coco_files(folder)
    if not files:
        raise LimphomeError("no annotation file in it", str(folder), ALLOWED)
    parts = [CocoFile(path, split, folder) for split, path in files.items()]
    _refuse_twice(folder, files, [picture for part in parts for picture in part.pictures])
    classes = tuple(dict.fromkeys(name for part in parts for name in part.class_names.values()))
    pictures: List[Picture] = []
    rows: List[np.ndarray] = []
    for part in parts:
        labels = part.labels(classes)
        labels["frame"] += len(pictures)
        pictures += part.pictures
        rows.append(labels)
    faults = tuple(fault for part in parts for fault in part.faults)
    return PictureSet(folder, classes, tuple(pictures), np.concatenate(rows), faults)


def _refuse_twice(folder: Path, files: Dict[str, Path], pictures: List[Picture]) -> None:
    listed: Dict[Path, str] = {}
    for picture in pictures:
        path = (folder / picture.name).resolve()
        if path in listed:
            before = listed[path]
            by = f"{before} twice" if before == picture.split else f"{before} and {picture.split}"
            allowed = "every picture once; one file that lists each once can be dealt: " + deal_command(folder)
            raise LimphomeError(f"'{picture.name}' is listed by {by}", str(files[picture.split]), allowed)
        listed[path] = picture.split


def _split_of(path: Path, folder: Path) -> str:
    """``train`` of train.json, instances_train2017.json, train/_annotations.coco.json."""
    stem = path.parent.name if path.stem.startswith("_annotations") and path.parent != folder else path.stem
    stem = re.sub(r"\d{4}$", "", PREFIX.sub("", stem))
    return split_name(stem or "all")


def _says_images(path: Path) -> bool:
    """Whether a JSON file is meant as COCO; one that is broken counts, so that its error is told."""
    if path.name in ("card.json", "checks.json"):
        return False
    try:
        with open(path, "rb") as stream:
            return b'"images"' in stream.read()
    except OSError:
        return False

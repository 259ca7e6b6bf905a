"""A data set as a folder that YOLO trainers take."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Tuple

import numpy as np
import yaml

from limphome.learning.data.new_folder import new_folder
from limphome.learning.data.open_data import open_data
from limphome.learning.data.picture_set import PictureSet
from limphome.learning.data.yolo_folder import label_name

_YAML_KEYS = {"train": "train", "validation": "val", "held_out": "test"}


def export_yolo(source: Path, out: Path) -> Tuple[int, int]:
    """Write a data folder as a YOLO folder; numbers of pictures, and of labels that were left out."""
    pictures = open_data(source)
    with new_folder(out) as folder:
        left_out = write_yolo(pictures, folder)
    return len(pictures), left_out


def write_yolo(pictures: PictureSet, folder: Path) -> int:
    """Write ``data.yaml``, ``images/SPLIT``, ``labels/SPLIT``; what YOLO has no place for (worlds, distances) is lost.

    A label of which nothing is visible, as that of a crowd, would become a thing to find: it is left out. Returns how many were.
    """
    shown = pictures.labels["visible"] > 0
    left_out, pictures = int((~shown).sum()), replace(pictures, labels=pictures.labels[shown])
    for split in pictures.splits:
        (folder / "images" / split).mkdir(parents=True, exist_ok=True)
        (folder / "labels" / split).mkdir(parents=True, exist_ok=True)
    for index, picture in enumerate(pictures.pictures):
        name = f"images/{picture.split}/{_flat(picture.name, picture.split)}"
        shutil.copyfile(pictures.path(index), folder / name)
        lines = [_line(label, picture.width, picture.height) for label in pictures.of_picture(index)]
        (folder / label_name(name)).write_text("".join(lines), encoding="utf-8")
    places = {_YAML_KEYS.get(split, "train"): f"images/{split}" for split in pictures.splits}
    text = yaml.safe_dump({"schema_version": 1, **places, "names": dict(enumerate(pictures.classes))}, sort_keys=False)
    (folder / "data.yaml").write_text(text, encoding="utf-8")
    return left_out


def _flat(name: str, split: str) -> str:
    """The name in one folder: ``a/b.png`` is ``a__b.png``."""
    return name.removeprefix(f"{split}/").replace("/", "__")


def _line(label: np.void, width: int, height: int) -> str:
    left, top, right, bottom = (float(value) for value in label["box"])
    x, y, wide, high = (left + right) / 2 / width, (top + bottom) / 2 / height, (right - left) / width, (bottom - top) / height
    return f"{label['class_id']} {x:.9f} {y:.9f} {wide:.9f} {high:.9f}\n"

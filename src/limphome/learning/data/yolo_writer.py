"""A data set as a folder that YOLO trainers take."""

import shutil
from dataclasses import replace
from itertools import chain, count
from pathlib import Path
from typing import Dict, List, Set, Tuple

import numpy as np
import yaml

from limphome.core import LimphomeError
from limphome.learning.data.deal_command import deal_command
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
    places = _places(pictures)
    shown = pictures.labels["visible"] > 0
    left_out, pictures = int((~shown).sum()), replace(pictures, labels=pictures.labels[shown])
    for split in pictures.splits:
        (folder / "images" / split).mkdir(parents=True, exist_ok=True)
        (folder / "labels" / split).mkdir(parents=True, exist_ok=True)
    for index, (picture, flat) in enumerate(zip(pictures.pictures, _flat_names(pictures), strict=True)):
        name = f"images/{picture.split}/{flat}"
        shutil.copyfile(pictures.path(index), folder / name)
        lines = [_line(label, picture.width, picture.height) for label in pictures.of_picture(index)]
        (folder / label_name(name)).write_text("".join(lines), encoding="utf-8")
    text = yaml.safe_dump({"schema_version": 1, **places, "names": dict(enumerate(pictures.classes))}, sort_keys=False)
    (folder / "data.yaml").write_text(text, encoding="utf-8")
    return left_out


def _places(pictures: PictureSet) -> Dict[str, str]:
    """Key of data.yaml -> folder; a split that is none of ours stands for ``train``, which only one can."""
    places: Dict[str, str] = {}
    for split in pictures.splits:
        key = _YAML_KEYS.get(split, "train")
        if key in places:
            what = f"the split '{split}' has no place in data.yaml beside {', '.join(places)}"
            mend = deal_command(pictures.folder, "" if pictures.worlds_known else "REGEX")
            raise LimphomeError(what, str(pictures.folder), f"{', '.join(_YAML_KEYS)}, or one other alone; {mend}")
        places[key] = f"images/{split}"
    return places


def _flat_names(pictures: PictureSet) -> List[str]:
    """Each name in one folder: ``a/b.png`` is ``a__b.png``, or ``a__b-2.png`` where another picture has that label file."""
    names: List[str] = []
    taken: Set[Tuple[str, str]] = set()
    for picture in pictures.pictures:
        flat = Path(picture.name.removeprefix(f"{picture.split}/").replace("/", "__"))
        stems = chain([flat.stem], (f"{flat.stem}-{number}" for number in count(2)))
        stem = next(stem for stem in stems if (picture.split, stem) not in taken)
        taken.add((picture.split, stem))
        names.append(stem + flat.suffix)
    return names


def _line(label: np.void, width: int, height: int) -> str:
    left, top, right, bottom = (float(value) for value in label["box"])
    x, y, wide, high = (left + right) / 2 / width, (top + bottom) / 2 / height, (right - left) / width, (bottom - top) / height
    return f"{label['class_id']} {x:.9f} {y:.9f} {wide:.9f} {high:.9f}\n"

"""One COCO annotation file: what can be used of it, and what is wrong with the rest."""

import json
import re
from pathlib import Path, PurePosixPath
from typing import Any, Dict, List, Optional, Tuple

import numpy as np

from limphome.core import LimphomeError
from limphome.learning.data.coco_writer import KNOWN
from limphome.learning.data.finding import Finding
from limphome.learning.data.name_flaw import name_flaw
from limphome.learning.data.picture_file import picture_size
from limphome.learning.data.picture_set import Picture, neutral_labels
from limphome.learning.frame_set import LABEL

ALLOWED = "a COCO detection file: images, annotations, categories"
PREFIX = re.compile(r"^(instances|annotations?)_?")
"""What stands before the split in a file's name."""
_LARGEST = 1e9  # a greater number is no place in a picture; nan is kept, and found by the check of boxes


class CocoFile:
    """The pictures, classes and labels of one annotation file.

    Args:
        path: of the file. split: that it stands for. folder: of the whole set; no picture may lie outside.

    Attributes:
        class_names: category id -> name. pictures: that can be used. faults: entries that can not.

    Raises:
        LimphomeError: it is not COCO at all, or two categories have one id.
    """

    def __init__(self, path: Path, split: str, folder: Path) -> None:
        self._name = str(path.relative_to(folder))
        self._split, self._folder = split, folder
        self.faults: List[Finding] = []
        data = _read_json(path)
        self._annotations = _list_of(data, "annotations", path)
        self.class_names = self._read_categories(_list_of(data, "categories", path))
        self._index: Dict[Any, int] = {}
        self.pictures: List[Picture] = []
        bare = PREFIX.sub("", path.stem)
        places = (
            path.parent,
            folder,
            *(top / name for name in (bare, split) for top in (folder, folder / "images")),
            folder / "images",
        )
        self._roots = list(dict.fromkeys(places))
        for place, entry in enumerate(_list_of(data, "images", path)):
            self._add_picture(f"images[{place}]", entry)

    def _note(self, entry: str, what: str) -> None:
        self.faults.append(Finding("annotations", self._name, entry, what))

    def _read_categories(self, entries: List[Any]) -> Dict[Any, str]:
        names: Dict[Any, str] = {}
        for place, entry in enumerate(entries):
            fault = _category_fault(entry)
            if fault:
                self._note(f"categories[{place}]", fault)
            elif names.setdefault(entry["id"], entry["name"]) != entry["name"]:
                # Every label of it could be either: there is no entry that could be left out.
                where = f"{self._folder / self._name} categories[{place}]"
                raise LimphomeError(f"id {entry['id']} is there twice", where, "one name for each id")
        return names

    def _add_picture(self, entry: str, values: Any) -> None:
        fault = self._picture_fault(values)
        if fault:
            self._note(entry, fault)
            return
        path = self._find(PurePosixPath(values["file_name"].replace("\\", "/")))
        stated = _stated_size(values)
        width, height = stated or picture_size(path) or (0, 0)
        self._index[values["id"]] = len(self.pictures)
        name = path.relative_to(self._folder).as_posix()
        self.pictures.append(Picture(name, width, height, self._split, str(values.get("world", "")), stated is not None))

    def _picture_fault(self, values: Any) -> str:
        if not isinstance(values, dict) or not isinstance(values.get("file_name"), str) or not _is_id(values.get("id")):
            return "lacks an id or a file_name"
        if values["id"] in self._index:
            return f"id {values['id']} is there twice"
        if not _stays_inside(values["file_name"]):
            return f"file_name '{values['file_name']}' leaves the folder"
        return name_flaw(values["file_name"])

    def _find(self, plain: PurePosixPath) -> Path:
        """The picture's file, also one that is missing."""
        places = [root / plain for root in self._roots]
        found = next((place for place in places if place.is_file()), self._folder / plain)
        self._roots.sort(key=lambda root: root / plain != found)  # the next picture lies in the same folder
        return found

    def labels(self, classes: Tuple[str, ...]) -> np.ndarray:
        """The labels that can be read, ``frame`` counted from this file's first picture."""
        rows = [self._label(f"annotations[{place}]", entry, classes) for place, entry in enumerate(self._annotations)]
        good = [row for row in rows if row is not None]
        labels = neutral_labels([row[0] for row in good], [row[1] for row in good], np.array([row[2] for row in good]))
        order = np.argsort([row[0] for row in good], kind="stable")
        for place, index in enumerate(order):
            _add_known(labels, place, good[index][3])
        return labels if len(labels) else np.zeros(0, LABEL)

    def _label(self, entry: str, values: Any, classes: Tuple[str, ...]) -> Optional[Tuple[int, int, List[float], Dict]]:
        fault = self._label_fault(values)
        if fault:
            self._note(entry, fault)
            return None
        left, top, wide, high = (float(value) for value in values["bbox"])
        corners = [left, top, left + wide, top + high]
        return self._index[values["image_id"]], classes.index(self.class_names[values["category_id"]]), corners, values

    def _label_fault(self, values: Any) -> str:
        if not isinstance(values, dict):
            return "is no object"
        image, category, box = values.get("image_id"), values.get("category_id"), values.get("bbox")
        if not _is_id(image) or image not in self._index:
            return f"image_id {image} is that of no picture"
        if not _is_id(category) or category not in self.class_names:
            return f"category_id {category} is that of no category"
        if not isinstance(box, list) or len(box) != 4 or not all(_is_number(value) for value in box):
            return f"bbox {box} is not left, top, width, height"
        return ""


def _category_fault(values: Any) -> str:
    if not isinstance(values, dict) or not isinstance(values.get("name"), str) or not _is_id(values.get("id")):
        return "lacks an id or a name"
    return name_flaw(values["name"])


def _add_known(labels: np.ndarray, place: int, values: Dict[str, Any]) -> None:
    for name in KNOWN:
        if _is_number(values.get(name)) or isinstance(values.get(name), bool):
            labels[name][place] = values[name]
    if values.get("iscrowd") or values.get("ignore"):  # neither to be found nor to be denied
        labels["visible"][place] = 0.0


def _stays_inside(file_name: str) -> bool:
    plain = PurePosixPath(file_name.replace("\\", "/"))
    return (
        bool(plain.parts)
        and not plain.is_absolute()
        and not {"..", "\0"} & {*plain.parts, *file_name}
        and ":" not in plain.parts[0]
    )


def _stated_size(values: Dict[str, Any]) -> Optional[Tuple[int, int]]:
    width, height = values.get("width"), values.get("height")
    return (width, height) if isinstance(width, int) and isinstance(height, int) and min(width, height) > 0 else None


def _read_json(path: Path) -> Dict[str, Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise LimphomeError(f"cannot be read: {error}", str(path), ALLOWED) from error
    if not isinstance(data, dict):
        raise LimphomeError(f"holds a {type(data).__name__}", str(path), ALLOWED)
    return data


def _list_of(data: Dict[str, Any], key: str, path: Path) -> List[Any]:
    value = data.get(key)
    if not isinstance(value, list):
        raise LimphomeError(f"'{key}' is missing or is no list", str(path), ALLOWED)
    return value


def _is_id(value: Any) -> bool:
    return isinstance(value, (int, str)) and not isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and not abs(value) > _LARGEST

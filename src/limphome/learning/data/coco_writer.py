"""Our form of a data set: one COCO file for each split, beside the folders of its pictures."""

import json
from pathlib import Path
from typing import Any, Dict

import numpy as np

from limphome.learning.data.picture_set import Picture, PictureSet

KNOWN = ("visible", "height_px", "distance_m", "height_m", "brightness", "is_child")
"""What a label may know beside COCO's own fields; written only where it is known."""


def write_coco(pictures: PictureSet, folder: Path) -> Dict[str, bytes]:
    """Write ``SPLIT.json`` for every split; returns the bytes written, by name."""
    written = {}
    for split in pictures.splits:
        data = json.dumps(coco_values(pictures.of_split(split)), separators=(",", ":")).encode("utf-8")
        (folder / f"{split}.json").write_bytes(data)
        written[f"{split}.json"] = data
    return written


def coco_values(pictures: PictureSet) -> Dict[str, Any]:
    """COCO's detection format; ids count from 1."""
    return {
        "schema_version": 1,
        "info": {"description": "written by limphome data"},
        "images": [_image(index, picture) for index, picture in enumerate(pictures.pictures)],
        "annotations": [_annotation(row, label) for row, label in enumerate(pictures.labels)],
        "categories": [{"id": index + 1, "name": name} for index, name in enumerate(pictures.classes)],
    }


def _image(index: int, picture: Picture) -> Dict[str, Any]:
    values = {"id": index + 1, "file_name": picture.name, "width": picture.width, "height": picture.height}
    return {**values, "world": picture.world} if picture.world else values


def _annotation(row: int, label: np.void) -> Dict[str, Any]:
    left, top, right, bottom = (_plain(value) for value in label["box"])
    wide, high = right - left, bottom - top
    return {
        "id": row + 1,
        "image_id": int(label["frame"]) + 1,
        "category_id": int(label["class_id"]) + 1,
        "bbox": [left, top, wide, high],
        "area": wide * high,
        "iscrowd": int(label["visible"] == 0),
        **{name: _plain(label[name]) for name in KNOWN if _is_known(name, label, high)},
    }


def _is_known(name: str, label: np.void, high: float) -> bool:
    neutral = {"visible": 1.0, "height_px": np.float32(high), "is_child": False}
    return bool(label[name] != neutral[name]) if name in neutral else bool(np.isfinite(label[name]))


def _plain(value: Any) -> Any:
    """The shortest decimal number that is read back as the same float32."""
    return bool(value) if isinstance(value, np.bool_) else float(str(np.float32(value)))

"""A folder with a text file of boxes for each picture, as YOLO trainers take it."""

import re
from pathlib import Path
from typing import Any, Dict, List, Mapping, Tuple

import numpy as np

from limphome.core import LimphomeError
from limphome.learning.data.deal_command import deal_command
from limphome.learning.data.finding import Finding
from limphome.learning.data.name_flaw import name_flaw
from limphome.learning.data.picture_file import SUFFIXES, picture_size
from limphome.learning.data.picture_set import SPLITS, Picture, PictureSet, neutral_labels, split_name
from limphome.learning.data.text_lines import text_lines
from limphome.resources.yaml_file import read_yaml

_YAML, _NAMES = ("data.yaml", "data.yml", "dataset.yaml"), ("classes.txt", "labels/classes.txt", "obj.names")
_ALLOWED = "data.yaml with names, or classes.txt or labels/classes.txt with one class a line"
Row = Tuple[int, int, List[float]]


def is_yolo(folder: Path) -> bool:
    """Whether a folder has the file that names a YOLO set's classes."""
    return any((folder / name).is_file() for name in (*_YAML, *_NAMES))


def read_yolo(folder: Path) -> PictureSet:
    """Read pictures and boxes; lines that cannot be used are kept as ``faults``.

    Splits are those of data.yaml, else the folders named train, val and test.

    Raises:
        LimphomeError: no class names, no picture, or a split that leads out of the folder.
    """
    classes, splits = _description(folder)
    pictures = [
        Picture(path.relative_to(folder).as_posix(), *(picture_size(path) or (0, 0)), split, size_stated=False)
        for split, path in _pictures(folder, splits)
    ]
    if not pictures:
        raise LimphomeError("no picture in it", str(folder), ", ".join(SUFFIXES))
    faults = _labels_without_picture(folder, pictures)
    rows: List[Row] = []
    for index, picture in enumerate(pictures):
        rows += _read_labels(folder, index, picture, len(classes), faults)
    boxes = np.array([row[2] for row in rows])
    labels = neutral_labels([row[0] for row in rows], [row[1] for row in rows], boxes)
    return PictureSet(folder, classes, tuple(pictures), labels, tuple(faults))


def label_name(picture: str) -> str:
    """The label file of a picture: the last folder ``images`` becomes ``labels``, else beside the picture."""
    parts = Path(picture).with_suffix(".txt").parts
    last = max((place for place, part in enumerate(parts[:-1]) if part == "images"), default=None)
    return "/".join("labels" if place == last else part for place, part in enumerate(parts))


def _description(folder: Path) -> Tuple[Tuple[str, ...], Mapping[str, Any]]:
    """Class names, and what data.yaml says of the splits."""
    for name in _YAML:
        if (folder / name).is_file():
            data = read_yaml(folder / name)
            return _names(data.get("names"), folder / name), {key: data[key] for key in ("train", "val", "test") if data.get(key)}
    for name in _NAMES:
        if (folder / name).is_file():
            return _names(text_lines(folder / name), folder / name), {}
    raise LimphomeError("names no classes", str(folder), _ALLOWED)


def _names(values: Any, where: Path) -> Tuple[str, ...]:
    if isinstance(values, dict):
        if sorted(values, key=str) != sorted(range(len(values)), key=str):
            raise LimphomeError(f"names are numbered {list(values)}", str(where), "0, 1, 2 and so on")
        values = [values[index] for index in range(len(values))]
    names = tuple(str(value).strip() for value in values if str(value).strip()) if isinstance(values, list) else ()
    if not names or len(set(names)) != len(names):
        raise LimphomeError(f"names {values}", str(where), "a name for each class, none twice")
    flaws = [name_flaw(name) for name in names if name_flaw(name)]
    if flaws:
        raise LimphomeError(flaws[0], str(where), "names in UTF-8, each on a line")
    return names


def _pictures(folder: Path, splits: Mapping[str, Any]) -> List[Tuple[str, Path]]:
    if not splits:
        found = [path for path in _below(folder) if "labels" not in path.relative_to(folder).parts[:-1]]
        return [(_split_of(path.relative_to(folder)), path) for path in found]
    listed: Dict[Path, str] = {}
    for name, places in splits.items():
        for place in places if isinstance(places, list) else [places]:
            found = _listed(folder, str(place))
            _refuse_twice(folder, str(place), name, [listed[path] for path in found if path in listed])
            listed.update(dict.fromkeys(found, name))
    return [(split_name(name), path) for path, name in listed.items()]


def _refuse_twice(folder: Path, place: str, name: str, before: List[str]) -> None:
    if before:
        by = f"{before[0]} twice" if before[0] == name else f"{before[0]} and {name}"
        allowed = "every picture once; a folder that is listed once can be dealt: " + deal_command(folder)
        raise LimphomeError(f"pictures of '{place}' are listed by {by}", str(folder / "data.yaml"), allowed)


def _listed(folder: Path, place: str) -> List[Path]:
    """Pictures of one entry of data.yaml: a folder, or a text file of paths."""
    path = _inside(folder, place)
    if path.suffix == ".txt" and path.is_file():
        lines = (line.strip() for line in text_lines(path))
        return [_inside(folder, line) for line in lines if line]
    if not path.is_dir():
        raise LimphomeError(f"no folder '{place}'", str(folder / "data.yaml"), "a folder or a .txt of pictures beside data.yaml")
    return _below(path)


def _inside(folder: Path, place: str) -> Path:
    """``place`` below the folder; Roboflow's ``../train/images`` is meant from the folder as well."""
    parts = [part for part in Path(re.sub(r"^(\.\./|\./)+", "", place)).parts if part != "."]
    if ".." in parts or Path(place).is_absolute():
        raise LimphomeError(f"path '{place}' leaves the folder", str(folder), "paths inside the folder")
    return folder.joinpath(*parts)


def _below(folder: Path) -> List[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())


def _split_of(name: Path) -> str:
    known = (split_name(part) for part in name.parts[:-1])
    return next((split for split in known if split in SPLITS), "all")


def _labels_without_picture(folder: Path, pictures: List[Picture]) -> List[Finding]:
    wanted = {label_name(picture.name) for picture in pictures}
    found = (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("labels/**/*.txt")))
    return [Finding("annotations", name, "", "belongs to no picture") for name in found if name not in {*wanted, *_NAMES}]


def _read_labels(folder: Path, index: int, picture: Picture, classes: int, faults: List[Finding]) -> List[Row]:
    name = label_name(picture.name)
    if not (folder / name).is_file():
        return []
    rows = []
    for number, line in enumerate((folder / name).read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        if line.strip():
            row = _parse(line.split(), classes, picture)
            if isinstance(row, str):
                faults.append(Finding("annotations", name, f"line {number}", row))
            else:
                rows.append((index, *row))
    return rows


def _parse(words: List[str], classes: int, picture: Picture) -> "Tuple[int, List[float]] | str":
    """Class and box of a line, or what is wrong with it."""
    try:
        values = [float(word) for word in words]
    except ValueError:
        return f"'{' '.join(words)[:60]}' is not numbers"
    if len(values) != 5 and (len(values) < 7 or len(values) % 2 == 0):
        return f"has {len(values)} numbers, not 5 (class, middle x, y, width, height) nor a polygon"
    if values[0] not in range(classes):
        return f"class {words[0]} is none of 0 to {classes - 1}"
    if not picture.width:
        return f"the picture {picture.name} has no size that it could be scaled by"
    return int(values[0]), _corners(values[1:], picture.width, picture.height)


def _corners(values: List[float], width: int, height: int) -> List[float]:
    if len(values) == 4:
        x, y, wide, high = values
        left, top, right, bottom = x - wide / 2, y - high / 2, x + wide / 2, y + high / 2
    else:
        left, top, right, bottom = min(values[::2]), min(values[1::2]), max(values[::2]), max(values[1::2])
    return [left * width, top * height, right * width, bottom * height]

"""Many pictures with their boxes on one sheet."""

from dataclasses import dataclass
from pathlib import Path
from typing import List, Sequence, Tuple

import cv2
import numpy as np

from limphome.core import LimphomeError
from limphome.learning.data.open_data import open_data
from limphome.learning.data.picture_file import encode_jpeg, encode_png, read_picture
from limphome.learning.data.picture_set import PictureSet
from limphome.resources.user_path import need_new_file

# Okabe and Ito's colours, told apart also by readers who confuse red and green.
COLOURS = ((230, 159, 0), (86, 180, 233), (0, 158, 115), (240, 228, 66), (0, 114, 178), (213, 94, 0), (204, 121, 167))
_INK, _PAPER, _CAPTION_PX, _GAP_PX = (28, 36, 48), (255, 255, 255), 18, 6
ENCODERS = {".png": encode_png, ".jpg": encode_jpeg, ".jpeg": encode_jpeg}
_FONT = cv2.FONT_HERSHEY_SIMPLEX


def contact_sheet(
    pictures: PictureSet, indices: Sequence[int], columns: int = 4, tile: Tuple[int, int] = (320, 240)
) -> np.ndarray:
    """Pictures side by side, a legend of the classes above; RGB, uint8, shape (height, width, 3).

    A picture that cannot be read is a grey tile that says so.

    Args:
        tile: width and height that each picture is fitted into [px].
    """
    columns = max(1, min(columns, len(indices)))
    tiles = [_tile(pictures, int(index), tile) for index in indices]
    blank = np.full((tile[1] + _CAPTION_PX, tile[0], 3), _PAPER, np.uint8)
    tiles += [blank] * (-len(tiles) % columns)
    gap = np.full((tile[1] + _CAPTION_PX, _GAP_PX, 3), _PAPER, np.uint8)
    rows = [_join(tiles[start : start + columns], gap) for start in range(0, len(tiles), columns)]
    return np.concatenate([_legend(pictures.classes, rows[0].shape[1]), *rows]) if rows else blank


def pick(pictures: PictureSet, count: int, class_name: str, rng: np.random.Generator) -> List[int]:
    """Random pictures in their order; with a class name only pictures that show it; LimphomeError for an unknown class."""
    choice = np.arange(len(pictures))
    if class_name:
        if class_name not in pictures.classes:
            raise LimphomeError(f"no class '{class_name}'", "--class", ", ".join(pictures.classes))
        shows = pictures.labels["class_id"] == pictures.classes.index(class_name)
        choice = np.unique(pictures.labels["frame"][shows])
    return np.sort(rng.choice(choice, min(count, len(choice)), replace=False)).tolist()


@dataclass(frozen=True)
class SheetChoice:
    """Which pictures are shown, and how.

    Attributes:
        split, class_name: only of this split, only with this class; empty for all.
        count, columns: how many pictures, how many side by side. seed: of the choice.
    """

    split: str = ""
    class_name: str = ""
    count: int = 24
    columns: int = 6
    seed: int = 0


def need_sheet_name(out: Path) -> None:
    """LimphomeError for a name that no sheet can be written to: the ending says the form."""
    allowed = "a file that ends in " + ", ".join(ENCODERS)
    if out.suffix.lower() not in ENCODERS:
        raise LimphomeError(f"ending '{out.suffix}'", str(out), allowed)
    need_new_file(out, allowed)


def write_sheet(folder: Path, out: Path, choice: SheetChoice) -> List[str]:
    """Write a sheet of random pictures of a folder, as PNG or JPEG; the names of them."""
    need_sheet_name(out)
    pictures, split = open_data(folder), choice.split
    if split and split not in pictures.splits:
        raise LimphomeError(f"no split '{split}'", str(folder), ", ".join(pictures.splits))
    shown = pictures.of_split(split) if split else pictures
    indices = pick(shown, choice.count, choice.class_name, np.random.default_rng(choice.seed))
    if not indices:
        raise LimphomeError("no such picture in it", str(folder), "another --split or --class")
    return _write_sheet(shown, indices, choice.columns, out)


def write_sheet_of(folder: Path, out: Path, names: Sequence[str], most: int = 48) -> List[str]:
    """Write a sheet of pictures given by name, the first ones of them; nothing when none is a picture of the folder."""
    pictures = open_data(folder)
    place = {picture.name: index for index, picture in enumerate(pictures.pictures)}
    indices = [place[name] for name in dict.fromkeys(names) if name in place][:most]
    return _write_sheet(pictures, indices, 6, out) if indices else []


def _write_sheet(pictures: PictureSet, indices: Sequence[int], columns: int, out: Path) -> List[str]:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(ENCODERS[out.suffix.lower()](contact_sheet(pictures, indices, columns)))
    except OSError as error:
        raise LimphomeError(f"cannot be written: {error.strerror}", str(out), "a file that you may write") from error
    return [pictures.pictures[index].name for index in indices]


def _join(tiles: Sequence[np.ndarray], gap: np.ndarray) -> np.ndarray:
    parts = [part for tile in tiles for part in (gap, tile)]
    return np.concatenate([*parts, gap], axis=1)


def _tile(pictures: PictureSet, index: int, tile: Tuple[int, int]) -> np.ndarray:
    canvas = np.full((tile[1] + _CAPTION_PX, tile[0], 3), _PAPER, np.uint8)
    picture = pictures.pictures[index]
    try:
        image = read_picture(pictures.path(index))
    except LimphomeError as error:
        canvas[: tile[1]] = 200
        _write(canvas, error.what[: tile[0] // 7], (6, tile[1] // 2))
    else:
        _place(canvas, image, pictures, index, tile)
    _write(canvas, f"{picture.name} {picture.world}"[: tile[0] // 6], (2, tile[1] + 13))
    return canvas


def _place(canvas: np.ndarray, image: np.ndarray, pictures: PictureSet, index: int, tile: Tuple[int, int]) -> None:
    height, width = image.shape[:2]
    scale = min(tile[0] / width, tile[1] / height)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    left, top = (tile[0] - size[0]) // 2, (tile[1] - size[1]) // 2
    interpolation = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    canvas[top : top + size[1], left : left + size[0]] = cv2.resize(image, size, interpolation=interpolation)
    for label in pictures.of_picture(index):
        if np.isfinite(label["box"]).all():
            corners = np.clip(label["box"] * scale + [left, top, left, top], -1e4, 1e4).round().astype(int).tolist()
            thick = 2 if label["visible"] > 0 else 1
            cv2.rectangle(canvas, corners[:2], [corners[2] - 1, corners[3] - 1], _colour(label["class_id"]), thick)


def _legend(classes: Sequence[str], width: int) -> np.ndarray:
    band = np.full((_CAPTION_PX + 6, width, 3), _PAPER, np.uint8)
    place = _GAP_PX
    for index, name in enumerate(classes):
        cv2.rectangle(band, (place, 6), (place + 12, 18), _colour(index), -1)
        _write(band, name, (place + 17, 17))
        place += 35 + 7 * len(name)
    return band


def _colour(class_id: int) -> Tuple[int, int, int]:
    return COLOURS[int(class_id) % len(COLOURS)]


def _write(canvas: np.ndarray, text: str, place: Tuple[int, int]) -> None:
    drawn = text.encode("ascii", "replace").decode("ascii")  # all that the font has; OpenCV dies of a name that is not UTF-8
    cv2.putText(canvas, drawn, place, _FONT, 0.36, _INK, 1, cv2.LINE_AA)

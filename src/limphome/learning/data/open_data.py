"""Read a folder in whatever form it is."""

from pathlib import Path

from limphome.core import LimphomeError
from limphome.learning.data.coco_folder import coco_files, read_coco
from limphome.learning.data.picture_set import PictureSet
from limphome.learning.data.yolo_folder import is_yolo, read_yolo
from limphome.resources.user_path import need_folder


def open_data(folder: Path) -> PictureSet:
    """A COCO or YOLO folder; LimphomeError when it is neither."""
    need_folder(folder, "a folder with pictures and labels")
    if coco_files(folder):
        return read_coco(folder)
    if is_yolo(folder):
        return read_yolo(folder)
    raise LimphomeError(
        "neither COCO nor YOLO",
        str(folder),
        "a folder with a COCO file (images, annotations, categories), or with a data.yaml, classes.txt or labels/classes.txt",
    )

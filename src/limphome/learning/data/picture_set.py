"""Pictures in a folder and the boxes in them, whatever form they were stored in."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Sequence, Tuple

import numpy as np

from limphome.learning.data.finding import Finding
from limphome.learning.frame_set import LABEL

SPLITS = ("train", "validation", "held_out")
_OTHER_NAMES = {
    "val": "validation",
    "valid": "validation",
    "dev": "validation",
    "test": "held_out",
    "eval": "held_out",
    "default": "all",
}


@dataclass(frozen=True)
class Picture:
    """One picture file.

    Attributes:
        name: path inside the folder of the set, with ``/``.
        width, height: as the labels assume them [px]; 0 when nobody said and the file does not tell.
        split: that it belongs to.
        world: place or drive that it was taken in; empty when unknown. A world lies in one split only.
        size_stated: whether the labels state the size; without it the file was asked.
    """

    name: str
    width: int
    height: int
    split: str
    world: str = ""
    size_stated: bool = True


@dataclass(frozen=True, eq=False)
class PictureSet:
    """Pictures, classes and labels.

    Attributes:
        folder: that holds the pictures.
        classes: names, in the order of ``class_id``.
        pictures: in a fixed order.
        labels: ``LABEL`` rows, ordered by ``frame``, the index of the picture. What a data set does not say is neutral:
            see :func:`neutral_labels`.
        faults: entries of the label files that could not be used.
    """

    folder: Path
    classes: Tuple[str, ...]
    pictures: Tuple[Picture, ...]
    labels: np.ndarray
    faults: Tuple[Finding, ...] = ()

    def __len__(self) -> int:
        return len(self.pictures)

    @property
    def splits(self) -> Tuple[str, ...]:
        """Names of the splits that have pictures; the usual ones first."""
        found = {picture.split for picture in self.pictures}
        return (*(name for name in SPLITS if name in found), *sorted(found - set(SPLITS)))

    @property
    def worlds_known(self) -> bool:
        """Whether every picture has a world, so that the set can be dealt as it is."""
        return all(picture.world for picture in self.pictures)

    def path(self, index: int) -> Path:
        """File of one picture."""
        return self.folder / self.pictures[index].name

    def of_picture(self, index: int) -> np.ndarray:
        """Labels of one picture."""
        first, last = np.searchsorted(self.labels["frame"], [index, index + 1])
        return self.labels[first:last]

    def subset(self, indices: Sequence[int]) -> "PictureSet":
        """Some pictures with their labels, in the order given."""
        rows = [self.of_picture(int(index)).copy() for index in indices]
        for position, row in enumerate(rows):
            row["frame"] = position
        labels = np.concatenate(rows) if rows else np.zeros(0, LABEL)
        return replace(self, pictures=tuple(self.pictures[int(index)] for index in indices), labels=labels)

    def of_split(self, split: str) -> "PictureSet":
        """The pictures of one split."""
        return self.subset([index for index, picture in enumerate(self.pictures) if picture.split == split])


def neutral_labels(frame: Sequence[int], class_ids: Sequence[int], boxes: np.ndarray) -> np.ndarray:
    """Labels of which only class and box are known, sorted by picture.

    A thing is taken to be wholly visible and as high as its box, so that it counts. Distance, height and brightness are
    nan, which belongs to no slice: figures by distance or clothing are not made up.

    Args:
        boxes: left, top, right, bottom, shape (n, 4) [px].
    """
    labels = np.zeros(len(class_ids), LABEL)
    labels["frame"], labels["class_id"], labels["box"] = frame, class_ids, np.asarray(boxes, np.float32).reshape(-1, 4)
    labels["visible"] = 1.0
    labels["height_px"] = labels["box"][:, 3] - labels["box"][:, 1]
    for name in ("distance_m", "height_m", "brightness"):
        labels[name] = np.nan
    return labels[np.argsort(labels["frame"], kind="stable")]


def split_name(text: str) -> str:
    """The name that we use for a split called ``val``, ``test`` and so on."""
    return _OTHER_NAMES.get(text.lower(), text)

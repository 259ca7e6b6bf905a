"""Frames with labels, as arrays on disk."""

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Optional, Tuple

import numpy as np

from limphome.core import CLASS_NAMES, LimphomeError

LABEL = np.dtype(
    [
        ("frame", np.int32),  # index of the frame
        ("class_id", np.int32),
        ("box", np.float32, 4),  # left, top, right, bottom, clipped to the picture [px]
        ("visible", np.float32),  # share of the thing that is neither hidden nor outside the picture
        ("height_px", np.float32),  # of the whole thing, also of what is hidden or cut off
        ("distance_m", np.float32),  # from the camera
        ("height_m", np.float32),  # of the thing itself: a child or an adult
        ("brightness", np.float32),  # of its clothing, 0 to 1; nan for things
        ("is_child", np.bool_),
    ]
)
PERSON = "person"
"""The class whose name the safety argument is about, wherever it stands among the classes."""
MIN_VISIBLE, MIN_HEIGHT_PX = 0.4, 16.0  # a person that counts, docs/numbers.md


@dataclass(frozen=True, eq=False)
class FrameSet:
    """Frames and what is in them.

    Attributes:
        images: uint8, shape (n, height, width, 3), RGB; may be mapped from disk.
        labels: structured array of type ``LABEL``, ordered by frame.
        worlds: int32, shape (n,): number of the world that each frame was taken in.
        classes: what the labels call things, in the order of ``class_id``; without it those of the simulator.
        left_out: classes that are labelled no more, see :meth:`in_classes`.
    """

    images: np.ndarray
    labels: np.ndarray
    worlds: np.ndarray
    classes: Tuple[str, ...] = CLASS_NAMES
    left_out: Tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.images)

    def __reduce__(self) -> Any:
        """A set that is mapped from disk goes to another process by its folder."""
        if isinstance(self.images, np.memmap):
            return _mapped, (Path(str(self.images.filename)).parent, self.classes)
        return FrameSet, (self.images, self.labels, self.worlds, self.classes, self.left_out)

    @property
    def person(self) -> Optional[int]:
        """``class_id`` of persons; None where no class is called so."""
        return self.classes.index(PERSON) if PERSON in self.classes else None

    def of_frame(self, index: int) -> np.ndarray:
        """Labels of one frame."""
        first, last = np.searchsorted(self.labels["frame"], [index, index + 1])
        return self.labels[first:last]

    def subset(self, indices: np.ndarray) -> "FrameSet":
        """Some frames, in the order given."""
        rows = [self.of_frame(int(index)).copy() for index in indices]
        for position, row in enumerate(rows):
            row["frame"] = position
        labels = np.concatenate(rows) if rows else np.zeros(0, LABEL)
        return replace(self, images=self.images[indices], labels=labels, worlds=self.worlds[indices])

    def spread(self, count: int) -> "FrameSet":
        """So many frames, spread evenly; all when there are no more."""
        return self.subset(evenly(len(self), count))

    def in_classes(self, classes: Tuple[str, ...]) -> "FrameSet":
        """The same frames with the numbers that a network gives these names; labels of other classes are left out.

        Raises:
            LimphomeError: no name is in both.
        """
        if classes == self.classes:
            return self
        if not set(classes) & set(self.classes):
            given = f"frames of {', '.join(self.classes)}, a network of {', '.join(classes)}"
            raise LimphomeError(given, "classes", "a name in both; --data FOLDER for frames of one's own")
        number = np.array([classes.index(name) if name in classes else -1 for name in self.classes], np.int32)
        labels = self.labels.copy()
        labels["class_id"] = number[labels["class_id"]]
        left_out = (*self.left_out, *(name for name in self.classes if name not in classes))
        return replace(self, labels=labels[labels["class_id"] >= 0], classes=classes, left_out=left_out)

    @property
    def digest(self) -> str:
        """SHA-256 over pictures and labels."""
        sha = hashlib.sha256()
        for start in range(0, len(self), 256):
            sha.update(self.images[start : start + 256].tobytes())
        for array in (self.labels, self.worlds):
            sha.update(array.tobytes())
        return sha.hexdigest()

    def save(self, folder: Path) -> None:
        """Write ``images.npy, labels.npy, worlds.npy, card.json``."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("images", "labels", "worlds"):
            array, path = getattr(self, name), folder / f"{name}.npy"
            if not (isinstance(array, np.memmap) and path.is_file() and path.samefile(str(array.filename))):
                np.save(path, array)  # to write a file that is mapped would tear it from under the map
        card = {"schema_version": 1, "frames": len(self), "labels": len(self.labels), "worlds": len(set(self.worlds.tolist()))}
        names = {"classes": self.classes, "left_out": self.left_out}
        (folder / "card.json").write_text(json.dumps({**card, **names}))

    @classmethod
    def load(cls, folder: Path) -> "FrameSet":
        """Map a saved set; LimphomeError if there is none."""
        try:
            card = json.loads((folder / "card.json").read_text())
            images = np.load(folder / "images.npy", mmap_mode="r")
            labels, worlds = np.load(folder / "labels.npy"), np.load(folder / "worlds.npy")
        except (OSError, ValueError) as error:
            raise LimphomeError(f"no frame set: {error}", str(folder), "a folder written by limphome model train") from error
        if card.get("schema_version") != 1 or labels.dtype != LABEL:
            raise LimphomeError("a frame set of another form", str(folder), f"schema_version 1, labels {LABEL.names}")
        names = (tuple(card.get(key, without)) for key, without in (("classes", CLASS_NAMES), ("left_out", ())))
        return cls(images, labels, worlds, *names)


def evenly(frames: int, count: int) -> np.ndarray:
    """Indices of ``count`` of so many frames, spread evenly; of all when there are no more."""
    return np.linspace(0, frames - 1, min(count, frames)).astype(int)


def _mapped(folder: Path, classes: Tuple[str, ...]) -> FrameSet:
    return FrameSet.load(folder).in_classes(classes)


def counts(labels: np.ndarray) -> np.ndarray:
    """Which labels are clear enough that a detector must find them, shape (n,) bool."""
    return (labels["visible"] >= MIN_VISIBLE) & (labels["height_px"] >= MIN_HEIGHT_PX)


def crowds(labels: np.ndarray) -> np.ndarray:
    """Which labels are COCO's ``iscrowd`` or ``ignore``, shape (n,) bool: nothing of one thing is visible there.

    A rendered thing of which nothing is visible has a distance; a crowd has none.
    """
    return (labels["visible"] == 0) & np.isnan(labels["distance_m"])


def ignored(labels: np.ndarray) -> np.ndarray:
    """Which labels are so hidden that training neither asks for them nor denies them, shape (n,) bool.

    A thing that fills the picture is cut off by its edge, so little of it is visible; it must be found all the same.
    """
    height_px = labels["box"][:, 3] - labels["box"][:, 1]
    return (labels["visible"] < 0.05) | ((labels["visible"] < 0.25) & (height_px < 60)) | (height_px < 6)

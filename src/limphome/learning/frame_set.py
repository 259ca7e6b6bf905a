"""Frames with labels, as arrays on disk."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from limphome.core import LimphomeError

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
PERSON = 0
MIN_VISIBLE, MIN_HEIGHT_PX = 0.4, 16.0  # a person that counts, docs/numbers.md


@dataclass(frozen=True, eq=False)
class FrameSet:
    """Frames and what is in them.

    Attributes:
        images: uint8, shape (n, height, width, 3), RGB; may be mapped from disk.
        labels: structured array of type ``LABEL``, ordered by frame.
        worlds: int32, shape (n,): number of the world that each frame was taken in.
    """

    images: np.ndarray
    labels: np.ndarray
    worlds: np.ndarray

    def __len__(self) -> int:
        return len(self.images)

    def __reduce__(self) -> Any:
        """A set that is mapped from disk goes to another process by its folder."""
        if isinstance(self.images, np.memmap):
            return FrameSet.load, (Path(str(self.images.filename)).parent,)
        return FrameSet, (self.images, self.labels, self.worlds)

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
        return FrameSet(self.images[indices], labels, self.worlds[indices])

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
        (folder / "card.json").write_text(json.dumps(card))

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
        return cls(images, labels, worlds)


def counts(labels: np.ndarray) -> np.ndarray:
    """Which labels are clear enough that a detector must find them, shape (n,) bool."""
    return (labels["visible"] >= MIN_VISIBLE) & (labels["height_px"] >= MIN_HEIGHT_PX)


def ignored(labels: np.ndarray) -> np.ndarray:
    """Which labels are so hidden that training neither asks for them nor denies them, shape (n,) bool.

    A thing that fills the picture is cut off by its edge, so little of it is visible; it must be found all the same.
    """
    height_px = labels["box"][:, 3] - labels["box"][:, 1]
    return (labels["visible"] < 0.05) | ((labels["visible"] < 0.25) & (height_px < 60)) | (height_px < 6)

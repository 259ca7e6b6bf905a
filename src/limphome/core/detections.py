"""What the network saw in one frame."""

from dataclasses import dataclass
from typing import Tuple

import numpy as np

from limphome.core.errors import LimphomeError

CLASS_NAMES = ("person", "cone", "crate")


@dataclass(frozen=True, eq=False)
class Detections:
    """Boxes found in one frame; an empty one says "looked, and saw nothing".

    Attributes:
        stamp_s: stamp of the frame that they were found in, never the time of publishing.
        boxes_xyxy: float32, shape (n, 4): left, top, right, bottom [px].
        scores: float32, shape (n,), 0 to 1.
        class_ids: int64, shape (n,), index into ``class_names``.
        class_names: names of the model's classes.
    """

    stamp_s: float
    boxes_xyxy: np.ndarray
    scores: np.ndarray
    class_ids: np.ndarray
    class_names: Tuple[str, ...] = CLASS_NAMES

    def __post_init__(self) -> None:
        n = len(self.scores)
        if self.boxes_xyxy.shape != (n, 4) or self.class_ids.shape != (n,):
            raise LimphomeError(
                f"boxes {self.boxes_xyxy.shape}, scores {self.scores.shape}, classes {self.class_ids.shape}",
                "Detections",
                "(n, 4), (n,), (n,)",
            )

    def __len__(self) -> int:
        return len(self.scores)

    @classmethod
    def empty(cls, stamp_s: float) -> "Detections":
        """No box, for a frame taken at ``stamp_s``."""
        return cls(stamp_s, np.zeros((0, 4), np.float32), np.zeros(0, np.float32), np.zeros(0, np.int64))

    def of_class(self, name: str) -> np.ndarray:
        """Boxes of one class, shape (k, 4); none of a class that the network does not know."""
        if name not in self.class_names:
            return np.zeros((0, 4), np.float32)
        return self.boxes_xyxy[self.class_ids == self.class_names.index(name)]

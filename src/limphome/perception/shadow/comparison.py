"""How two networks compare on the same frames: ``kept`` and ``added``, wherever limphome tells them."""

from dataclasses import dataclass, field
from typing import Dict, List

import numpy as np

from limphome.core import Detections
from limphome.perception.non_maximum_suppression import box_iou

SAME = 0.5
"""Overlap from which two boxes of one class are one thing."""
KEPT_TIMES = 500


@dataclass
class Comparison:
    """Counts over frames.

    Attributes:
        frames: how many were compared.
        expected, seen: boxes of the first and of the second network. common: those that both have.
    """

    frames: int = 0
    expected: int = 0
    seen: int = 0
    common: int = 0
    _times: List[List[float]] = field(default_factory=list)

    def add(self, expected: Detections, seen: Detections, first_s: float, second_s: float) -> None:
        """One frame: what each network saw, and how long it took."""
        self.frames += 1
        self.expected, self.seen = self.expected + len(expected), self.seen + len(seen)
        names = (np.array(one.class_names)[one.class_ids] for one in (expected, seen))
        self.common += common_boxes(expected.boxes_xyxy, next(names), seen.boxes_xyxy, next(names))
        self._times = [*self._times[-KEPT_TIMES + 1 :], [first_s, second_s]]

    @property
    def kept(self) -> float:
        """Share of the first network's boxes that the second has; 1 where there was none."""
        return self.common / self.expected if self.expected else 1.0

    @property
    def added(self) -> float:
        """Share of the second network's boxes that the first lacks."""
        return 1 - self.common / self.seen if self.seen else 0.0

    def rows(self) -> Dict[str, float]:
        """Numbers for a report; times are of the network alone [s]."""
        numbers: Dict[str, float] = {"frames": self.frames, "boxes": self.expected, "kept": self.kept, "added": self.added}
        if self._times:
            for name, column in zip(("first", "second"), np.array(self._times).T):
                numbers[f"{name}_median_s"] = float(np.median(column))
                numbers[f"{name}_p99_s"] = float(np.quantile(column, 0.99))
        return {name: round(value, 5) for name, value in numbers.items()}


def common_boxes(first: np.ndarray, first_classes: np.ndarray, second: np.ndarray, second_classes: np.ndarray) -> int:
    """Pairs of one class that overlap by :data:`SAME` or more, each box used once, best overlap first.

    Args:
        first, second: boxes of one frame, shapes (n, 4) and (m, 4).
        first_classes, second_classes: of each box, names or numbers, shapes (n,) and (m,).
    """
    iou = box_iou(first, second)
    iou[first_classes[:, None] != second_classes[None]] = 0
    count = 0
    while iou.size and iou.max() >= SAME:
        i, j = np.unravel_index(int(iou.argmax()), iou.shape)
        iou[i], iou[:, j] = 0, 0
        count += 1
    return count

"""A frame whose detections are known: does the loaded network still see what it saw when it was made?"""

from dataclasses import dataclass
from typing import Any, Mapping, Tuple

import numpy as np

from limphome.core import Detections, LimphomeError
from limphome.perception.manifest_parts import GoldenSpec
from limphome.perception.non_maximum_suppression import box_iou
from limphome.resources.config import make_config

IOU, SCORE = 0.95, 0.05  # what other machines and graph optimizations may change
NO_ANSWER = 1 / SCORE
"""Error of a network that says nothing at all, as if a box of the highest score were missing."""


@dataclass(frozen=True, eq=False)
class Golden:
    """Frame and expected detections.

    Attributes:
        image: RGB, uint8, shape (height, width, 3).
        expected: what the network saw in it when it was made.
    """

    image: np.ndarray
    expected: Detections

    def error(self, seen: Detections) -> float:
        """Worst deviation over all boxes, in units of what is allowed: up to 1.0 is good.

        A box that is missing or too many counts as a score that fell from or rose to its value.
        """
        expected = self.expected
        iou = box_iou(expected.boxes_xyxy, seen.boxes_xyxy)
        iou[expected.class_ids[:, None] != seen.class_ids[None]] = 0.0
        worst, used = 0.0, set()
        for i, score in enumerate(expected.scores):
            j = int(np.argmax(iou[i])) if len(seen) else -1
            if j < 0 or iou[i, j] < 0.5 or j in used:
                worst = max(worst, float(score) / SCORE)
                continue
            used.add(j)
            worst = max(worst, float(1 - iou[i, j]) / (1 - IOU), abs(float(seen.scores[j]) - float(score)) / SCORE)
        extra = [float(score) / SCORE for j, score in enumerate(seen.scores) if j not in used]
        return max([worst, *extra])


def expected_of(section: Mapping[str, Any], where: str, class_names: Tuple[str, ...]) -> Detections:
    """What a file's section ``golden`` says that it must see; LimphomeError if it says no such thing."""
    spec = make_config(GoldenSpec, section, where)
    counts = (len(spec.boxes_xyxy), len(spec.scores), len(spec.class_ids))
    if len(set(counts)) > 1 or not all(len(box) == 4 for box in spec.boxes_xyxy):
        raise LimphomeError(
            "{} boxes, {} scores, {} classes".format(*counts), where, "as many of each, and left, top, right, bottom of a box"
        )
    boxes = np.array(spec.boxes_xyxy, np.float32).reshape(-1, 4)
    return Detections(0.0, boxes, np.array(spec.scores, np.float32), np.array(spec.class_ids, np.int64), class_names)

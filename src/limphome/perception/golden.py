"""A frame whose detections are known: does the loaded network still see what it saw when it was made?"""

from dataclasses import dataclass

import numpy as np

from limphome.core import Detections
from limphome.perception.non_maximum_suppression import box_iou

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

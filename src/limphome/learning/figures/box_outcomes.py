"""Every box of a network, right or wrong, as COCO's evaluator paired it (IoU 0.5)."""

from dataclasses import dataclass
from typing import Optional, Tuple

import numpy as np
from pycocotools.cocoeval import COCOeval

_IOU, _AREA = 0, 0  # the first of the evaluator's bounds and of its size ranges: 0.5 and all


@dataclass(frozen=True, eq=False)
class BoxOutcomes:
    """Boxes of one class; those on things that do not count are left out.

    Attributes:
        scores: (n,). correct: (n,) bool.
        labels: how many things of the class there were to find.
    """

    scores: np.ndarray
    correct: np.ndarray
    labels: int

    def precision_recall(self, threshold: float) -> Tuple[Optional[float], Optional[float]]:
        """Share of the boxes at a threshold that are right, and of the things that are found; None for 0 of 0."""
        believed = self.scores >= threshold
        right = float(np.sum(self.correct & believed))
        return _share(right, int(believed.sum())), _share(right, self.labels)


def box_outcomes(coco: COCOeval, class_index: int) -> BoxOutcomes:
    """Outcomes of one class, of an evaluator that has run."""
    images, areas = len(coco.params.imgIds), len(coco.params.areaRng)
    first = (class_index * areas + _AREA) * images
    rows = [row for row in coco.evalImgs[first : first + images] if row is not None]
    counted = [~np.asarray(row["dtIgnore"][_IOU], bool) for row in rows]
    scores = [np.asarray(row["dtScores"], float)[keep] for row, keep in zip(rows, counted, strict=True)]
    correct = [np.asarray(row["dtMatches"][_IOU])[keep] > 0 for row, keep in zip(rows, counted, strict=True)]
    labels = sum(int(np.sum(np.asarray(row["gtIgnore"]) == 0)) for row in rows)
    return BoxOutcomes(np.concatenate([np.zeros(0), *scores]), np.concatenate([np.zeros(0, bool), *correct]), labels)


def _share(part: float, whole: int) -> Optional[float]:
    return part / whole if whole else None

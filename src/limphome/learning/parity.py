"""How much a quantized file differs from its parent."""

from typing import Dict, Tuple

import numpy as np

from limphome.learning.evaluation import Figures, evaluate
from limphome.learning.figures.exam import Exam
from limphome.learning.predictions import Predictions
from limphome.perception.non_maximum_suppression import box_iou

SAME_IOU = 0.7


def parity(exam: Exam, parent: Predictions, child: Predictions, figures: Figures) -> Dict[str, float]:
    """Figures of the manifest.

    Args:
        figures: of the parent.

    Returns:
        ``map50_95`` and its loss against the parent (positive: worse), ``kept``: share of the parent's detections
        that the child has too, ``added``: share of the child's that the parent has not.
    """
    frames, thresholds = exam.frames, exam.thresholds
    own = figures if child is parent else evaluate(frames, child)
    first, second = _believed(parent, thresholds), _believed(child, thresholds)
    return {
        "frames": float(len(frames)),
        "map50_95": round(own.map50_95, 5),
        "map_loss": round(figures.map50_95 - own.map50_95, 5),
        "kept": round(_share_found(parent, first, child, second, len(frames)), 5),
        "added": round(1 - _share_found(child, second, parent, first, len(frames)), 5),
    }


def _believed(found: Predictions, thresholds: Tuple[float, ...]) -> np.ndarray:
    return np.flatnonzero(found.scores >= np.array(thresholds)[found.class_ids])


def _share_found(wanted: Predictions, rows: np.ndarray, other: Predictions, candidates: np.ndarray, frames: int) -> float:
    """Share of ``rows`` of one that have a box of the same class and place among ``candidates`` of the other."""
    first = np.searchsorted(wanted.frame[rows], np.arange(frames + 1))
    second = np.searchsorted(other.frame[candidates], np.arange(frames + 1))
    found = 0
    for index in range(frames):
        mine, theirs = rows[first[index] : first[index + 1]], candidates[second[index] : second[index + 1]]
        same = wanted.class_ids[mine][:, None] == other.class_ids[theirs][None]
        found += int(((box_iou(wanted.boxes[mine], other.boxes[theirs]) >= SAME_IOU) & same).any(axis=1).sum())
    return found / max(1, len(rows))

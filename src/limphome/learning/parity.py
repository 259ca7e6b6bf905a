"""How much a quantized file differs from its parent."""

from typing import Dict, List, Tuple

import numpy as np

from limphome.learning.evaluation import Figures, evaluate
from limphome.learning.figures.exam import Exam
from limphome.learning.predictions import Predictions
from limphome.perception.shadow.comparison import Comparison, common_boxes


def parity(exam: Exam, parent: Predictions, child: Predictions, figures: Figures) -> Dict[str, float]:
    """Figures of the manifest.

    Args:
        figures: of the parent.

    Returns:
        ``map50_95`` and its loss against the parent (positive: worse); of the detections that are believed ``kept`` and
        ``added``, as :class:`Comparison` tells them, and ``boxes``: how many the parent has. Without any nothing is kept.
        ``not_finite``: frames in which the child's answer is no number, absent where there are none.
    """
    own = figures if child is parent else evaluate(exam.frames, child)
    compared = _compared(_believed(exam, parent), _believed(exam, child))
    return {
        "frames": float(compared.frames),
        "boxes": float(compared.expected),
        "map50_95": round(own.map50_95, 5),
        "map_loss": round(figures.map50_95 - own.map50_95, 5),
        "kept": round(compared.kept, 5) if compared.expected else 0.0,
        "added": round(compared.added, 5),
        **{name: float(count) for name, count in child.told.items()},
    }


_ByFrame = List[Tuple[np.ndarray, np.ndarray]]
"""Boxes and their classes."""


def _believed(exam: Exam, found: Predictions) -> _ByFrame:
    rows = np.flatnonzero(found.scores >= np.array(exam.thresholds)[found.class_ids])
    starts = np.searchsorted(found.frame[rows], np.arange(1, len(exam.frames)))
    return list(zip(np.split(found.boxes[rows], starts), np.split(found.class_ids[rows], starts)))


def _compared(parent: _ByFrame, child: _ByFrame) -> Comparison:
    expected, seen = (sum(len(boxes) for boxes, _ in found) for found in (parent, child))
    common = sum(common_boxes(*mine, *theirs) for mine, theirs in zip(parent, child))
    return Comparison(len(parent), expected, seen, common)

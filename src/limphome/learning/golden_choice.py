"""Choose the frame by which a network is recognised."""

from typing import Any, Dict, Optional, Sequence, Tuple

import numpy as np

from limphome.core import LimphomeError
from limphome.learning.frame_set import FrameSet
from limphome.learning.predictions import LOWEST_SCORE, Predictions

CLEAR = 0.12  # how far every score of the frame must be from its threshold
LEAST_SIDE_PX = 12.0  # smaller boxes change their IoU by 0.05 with half a pixel


def choose_golden(frames: FrameSet, predictions: Sequence[Predictions], thresholds: Tuple[float, ...]) -> int:
    """The frame with most kinds of things, then with most things, all clearly above or below the threshold for every file.

    The more it shows, the more of a damage shows in it. It shows a person; where no class is called so, any thing.

    Args:
        predictions: of each file over ``frames``.
    """
    person = frames.person
    for clear in (CLEAR, CLEAR / 2, 0.0):
        good = [i for i in range(len(frames)) if all(_is_clear(p, i, person, thresholds, clear) for p in predictions)]
        if good:
            kinds = {index: _rows(predictions[0], index, thresholds)[1] for index in good}
            return max(good, key=lambda index: (len(set(kinds[index])), len(kinds[index]), -index))
    wanted = "any thing" if person is None else "a person"
    allowed = f"validation frames that show {wanted} larger and clearer, or more frames or steps to learn from"
    raise LimphomeError(f"no frame shows {wanted} clearly enough for a golden frame", "validation frames", allowed)


def golden_of(found: Predictions, index: int, thresholds: Tuple[float, ...]) -> Dict[str, Any]:
    """The manifest's entry: what a file sees in the frame."""
    rows, class_ids = _rows(found, index, thresholds)
    return {
        "boxes_xyxy": [[round(float(value), 3) for value in found.boxes[row]] for row in rows],
        "scores": [round(float(found.scores[row]), 5) for row in rows],
        "class_ids": [int(class_id) for class_id in class_ids],
    }


def _rows(found: Predictions, index: int, thresholds: Tuple[float, ...]) -> Tuple[np.ndarray, np.ndarray]:
    first, last = np.searchsorted(found.frame, [index, index + 1])
    rows = np.arange(first, last)
    rows = rows[found.scores[rows] >= np.array(thresholds)[found.class_ids[rows]]]
    return rows, found.class_ids[rows]


def _is_clear(found: Predictions, index: int, person: Optional[int], thresholds: Tuple[float, ...], clear: float) -> bool:
    first, last = np.searchsorted(found.frame, [index, index + 1])
    scores, class_ids = found.scores[first:last], found.class_ids[first:last]
    margin = np.minimum(np.abs(scores - np.array(thresholds)[class_ids]), np.abs(scores - LOWEST_SCORE) + clear)
    rows, kinds = _rows(found, index, thresholds)
    sides = found.boxes[rows][:, 2:] - found.boxes[rows][:, :2]
    shown = len(kinds) > 0 if person is None else person in kinds
    return shown and bool((sides >= LEAST_SIDE_PX).all()) and bool((margin >= clear).all())

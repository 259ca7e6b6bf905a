"""How much a way of seeing agrees with itself: views of one scene show the same things, and an empty picture none."""

from typing import Callable, List

import numpy as np

from limphome.perception.decoders.boxes import Boxes
from limphome.perception.importing.views import plain_like, views_of
from limphome.perception.non_maximum_suppression import box_iou

MATCHED = 0.5
"""Overlap from which two boxes are one thing."""
SURE = 4
"""With 1 a third more guesses were wrong in ``scripts/import_guess.py``."""

Seer = Callable[[np.ndarray], Boxes]


def consistency(see: Seer, image: np.ndarray) -> List[float]:
    """One number for each view of a picture: what is seen in both, less what speaks against it.

    Seen in both counts with score times overlap; seen in one only costs half its score, and seen where nothing is all of
    it. Colours in the wrong order or a wrong scale make a network less sure, or let it see things anywhere. A network that is
    sure counts far more than one that is not: scores are taken to the power ``SURE``.
    """
    seen, dreamt = _sharpened(see(image)), float(_sharpened(see(plain_like(image))).scores.sum())
    return [agreement(seen, _sharpened(view.back(see(view.image)))) - dreamt for view in views_of(image)]


def _sharpened(boxes: Boxes) -> Boxes:
    return Boxes(boxes.boxes, boxes.scores**SURE, boxes.class_ids)


def agreement(first: Boxes, second: Boxes) -> float:
    """See :func:`consistency`; greedy, best scores first."""
    iou = box_iou(first.boxes, second.boxes)
    iou[first.class_ids[:, None] != second.class_ids[None]] = 0
    total, free = 0.0, np.ones(len(second.scores), bool)
    for i in range(len(first.scores)):
        row = np.where(free, iou[i], 0)
        j = int(row.argmax()) if len(row) else -1
        if j < 0 or row[j] < MATCHED:
            total -= float(first.scores[i]) / 2
            continue
        free[j] = False
        total += float(min(first.scores[i], second.scores[j]) * row[j])
    return total - float(second.scores[free].sum()) / 2

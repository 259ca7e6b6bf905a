"""How much a way of seeing agrees with itself: mirror images show the same things, and a plain surface none."""

from typing import Callable

import numpy as np

from limphome.perception.decoders.boxes import Boxes
from limphome.perception.non_maximum_suppression import box_iou

MATCHED = 0.5
"""Overlap from which two boxes are one thing."""


def consistency(see: Callable[[np.ndarray], Boxes], image: np.ndarray) -> float:
    """Sum over things seen in a picture and its mirror image of score times overlap, less what speaks against it.

    That is half the scores of what was seen in one of them only, and the scores of what was seen in a plain surface of the
    picture's mean colour. Colours in the wrong order or a wrong scale make a network less sure, or let it see things anywhere.
    """
    plain = np.broadcast_to(image.mean(axis=(0, 1)).astype(np.uint8), image.shape)
    other = mirrored(see(np.ascontiguousarray(image[:, ::-1])), image.shape[1])
    return agreement(see(image), other) - float(see(plain).scores.sum())


def mirrored(boxes: Boxes, width: int) -> Boxes:
    """The same boxes in the mirror image of a picture ``width`` wide [px]."""
    turned = boxes.boxes.copy()
    turned[:, [0, 2]] = width - boxes.boxes[:, [2, 0]]
    return Boxes(turned, boxes.scores, boxes.class_ids)


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

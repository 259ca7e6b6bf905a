"""Keep the best of boxes that cover the same thing."""

import numpy as np


def box_area(boxes: np.ndarray) -> np.ndarray:
    """Area of boxes (..., 4) ``left, top, right, bottom``; 0 where one is turned inside out."""
    return np.maximum(boxes[..., 2] - boxes[..., 0], 0) * np.maximum(boxes[..., 3] - boxes[..., 1], 0)


def shared_area(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Area that every pair of boxes, shapes (n, 4) and (m, 4), has in common: shape (n, m)."""
    top_left = np.maximum(first[:, None, :2], second[None, :, :2])
    bottom_right = np.minimum(first[:, None, 2:], second[None, :, 2:])
    size = np.maximum(bottom_right - top_left, 0)
    return size[..., 0] * size[..., 1]


def box_iou(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Intersection over union of every pair.

    Args:
        first, second: boxes, shapes (n, 4) and (m, 4).

    Returns:
        Shape (n, m), 0 where a pair does not touch.
    """
    shared = shared_area(first, second)
    area = box_area(first)
    union = area[:, None] + (area if second is first else box_area(second)) - shared
    return shared / np.maximum(union, 1e-9)


def non_maximum_suppression(boxes: np.ndarray, scores: np.ndarray, class_ids: np.ndarray, iou: float) -> np.ndarray:
    """Greedy suppression within each class.

    Args:
        boxes: shape (n, 4). scores: shape (n,). class_ids: shape (n,).
        iou: boxes of one class that overlap a better one by more are dropped.

    Returns:
        Indices of the kept boxes, best first; equal scores keep their order.
    """
    order = np.argsort(-scores, kind="stable")
    boxes, class_ids = boxes.take(order, axis=0), class_ids.take(order)
    apart = ~((box_iou(boxes, boxes) > iou) & (class_ids[:, None] == class_ids))
    alive = np.ones(len(order), bool)
    for i in range(len(order)):
        if alive[i]:
            alive[i + 1 :] &= apart[i, i + 1 :]
    return order[alive]

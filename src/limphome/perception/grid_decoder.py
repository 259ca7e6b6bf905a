"""The map that an anchor-free head gives, turned into boxes."""

from dataclasses import dataclass, field
from typing import Tuple

import numpy as np

from limphome.perception.non_maximum_suppression import non_maximum_suppression


def grid_cells(width: int, height: int, strides: Tuple[int, ...]) -> Tuple[np.ndarray, np.ndarray]:
    """Centres (n, 2) [px] and strides (n,) [px] of all cells: level by level, row by row."""
    centres, sizes = [], []
    for stride in strides:
        rows, columns = -(-height // stride), -(-width // stride)
        v, u = np.mgrid[:rows, :columns]
        centres.append((np.stack([u.ravel(), v.ravel()], axis=1) + 0.5) * stride)
        sizes.append(np.full(rows * columns, stride))
    return np.concatenate(centres).astype(np.float32), np.concatenate(sizes).astype(np.float32)


def sigmoid(logit: np.ndarray) -> np.ndarray:
    """Logistic function; no overflow for large negative values."""
    return 1 / (1 + np.exp(-np.minimum(np.maximum(logit, -60), 60)))


@dataclass(frozen=True, eq=False)
class GridDecoder:
    """Decodes a head with one box per cell, given as distances from the cell's centre to the four sides.

    Attributes:
        width, height: size of the network's picture [px].
        strides: of the levels, in the order of the head's cells.
        min_scores: per class, what is below is dropped.
        nms_iou: see :func:`non_maximum_suppression`.
        max_candidates: only so many of the best cells are looked at (a broken network lights them all).
        max_detections: only so many boxes leave.
    """

    width: int
    height: int
    strides: Tuple[int, ...]
    min_scores: Tuple[float, ...]
    nms_iou: float
    max_candidates: int = 300
    max_detections: int = 100
    _centres: np.ndarray = field(init=False, repr=False)
    _sizes: np.ndarray = field(init=False, repr=False)
    _min_logits: np.ndarray = field(init=False, repr=False)
    _limit: np.ndarray = field(init=False, repr=False)

    def __post_init__(self) -> None:
        centres, sizes = grid_cells(self.width, self.height, self.strides)
        scores = np.clip(np.array(self.min_scores, np.float32), 1e-6, 1 - 1e-6)
        object.__setattr__(self, "_centres", np.tile(centres, 2))
        object.__setattr__(self, "_sizes", sizes[:, None] * np.array([-1, -1, 1, 1], np.float32))
        object.__setattr__(self, "_min_logits", np.log(scores / (1 - scores))[:, None])
        object.__setattr__(self, "_limit", np.array([self.width, self.height, self.width, self.height], np.float32))

    @property
    def cells(self) -> int:
        """How many cells the head must have."""
        return len(self._sizes)

    def decode(self, head: np.ndarray) -> Tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Boxes of one picture.

        Args:
            head: float32, shape (classes + 4, cells): a logit per class, then left, top, right, bottom in strides.

        Returns:
            Boxes (k, 4) [px] clipped to the picture, scores (k,), class ids (k,), best first. A cell whose
            values are not finite gives no box.
        """
        classes = len(self.min_scores)
        hits = np.flatnonzero(head[:classes] >= self._min_logits)
        if len(hits) == 0:
            return np.zeros((0, 4), np.float32), np.zeros(0, np.float32), np.zeros(0, np.int64)
        class_ids, cells = np.divmod(hits, head.shape[1])
        logits = head.take(hits)  # not fancy indices: between two runs of the network every call costs microseconds
        if len(logits) > self.max_candidates:
            best = np.argsort(-logits, kind="stable")[: self.max_candidates]
            class_ids, cells, logits = class_ids[best], cells[best], logits[best]
        distances = head[classes:].take(cells, axis=1)
        if not (np.isfinite(distances).all() and np.isfinite(logits).all()):
            good = np.isfinite(distances).all(axis=0) & np.isfinite(logits)
            distances, cells, class_ids, logits = distances[:, good], cells[good], class_ids[good], logits[good]
        boxes = self._boxes(distances, cells)
        kept = non_maximum_suppression(boxes, logits, class_ids, self.nms_iou)[: self.max_detections]
        return boxes[kept], sigmoid(logits[kept]), class_ids[kept]

    def _boxes(self, distances: np.ndarray, cells: np.ndarray) -> np.ndarray:
        with np.errstate(over="ignore"):  # a damaged network; the result is clipped
            reach = distances.T * self._sizes.take(cells, axis=0)
        boxes = self._centres.take(cells, axis=0) + reach
        return np.minimum(np.maximum(boxes, 0), self._limit)

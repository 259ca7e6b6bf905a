"""Offsets from prior boxes: SSD, RetinaNet and their kin."""

from dataclasses import dataclass
from typing import Any, Mapping, Tuple

import numpy as np

from limphome.core import LimphomeError
from limphome.perception.decoders.boxes import WHERE, Boxes, Decoder, choice, corners, probabilities
from limphome.resources.config import option


@dataclass(frozen=True)
class SsdAnchors(Decoder):
    """Reads ``boxes`` (n, 4) as offsets in centre and logarithm of size from n anchors, and ``scores`` (n, classes).

    The anchors lie in the side file ``anchors``: a JSON with ``boxes_xyxy``, in pixels of the network's picture.
    """

    variances: Tuple[float, ...] = option((0.1, 0.1, 0.2, 0.2), "what offsets x, y, w, h are multiplied with")
    order: str = option("xywh", "of the offsets: xywh or yxhw")
    activation: str = option("softmax", "of the scores: none, sigmoid or softmax")
    background: str = option("first", "class that is nothing: first, last or none")
    anchors: Tuple[Any, ...] = option((), "filled from the side file")

    def check(self) -> None:
        """LimphomeError when the section names no decoder that works."""
        super().check()
        choice("order", self.order, ("xywh", "yxhw"))
        choice("background", self.background, ("first", "last", "none"))
        choice("activation", self.activation, ("none", "sigmoid", "softmax"))
        if len(self.variances) != 4:
            raise LimphomeError(f"{len(self.variances)} variances", WHERE, "4")

    def decode(self, outputs: Mapping[str, np.ndarray], width: int, height: int) -> Boxes:
        """Boxes of one picture."""
        offsets = np.asarray(self.get(outputs, "boxes"), np.float32).reshape(-1, 4)
        scores = np.asarray(self.get(outputs, "scores"), np.float32)
        scores = probabilities(scores.reshape(len(offsets), -1), self.activation)
        if self.background != "none":
            scores = scores[:, 1:] if self.background == "first" else scores[:, :-1]
        if len(self.anchors) != len(offsets) or scores.shape[1] != len(self.min_scores):
            raise LimphomeError(
                f"{len(offsets)} boxes, {scores.shape[1]} classes", WHERE, f"{len(self.anchors)}, {len(self.min_scores)}"
            )
        likely = np.flatnonzero((scores >= np.asarray(self.min_scores, np.float32)).any(axis=1))
        return self.keep(self._boxes(offsets[likely], likely), scores[likely], width, height)

    def _boxes(self, offsets: np.ndarray, likely: np.ndarray) -> np.ndarray:
        anchors = np.asarray(self.anchors, np.float32)[likely]
        size = anchors[:, 2:] - anchors[:, :2]
        if self.order == "yxhw":
            offsets = offsets[:, [1, 0, 3, 2]]
        moved = offsets * np.asarray(self.variances, np.float32)
        with np.errstate(over="ignore", invalid="ignore"):  # a damaged network; what is not finite gives no box
            centre = anchors[:, :2] + size / 2 + moved[:, :2] * size
            return corners(np.concatenate([centre, np.exp(moved[:, 2:]) * size], axis=1))

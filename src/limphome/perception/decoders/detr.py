"""A fixed set of queries, each a box or nothing: DETR and its kin (Carion et al. 2020)."""

from dataclasses import dataclass
from typing import Mapping

import numpy as np

from limphome.perception.decoders.boxes import Boxes, Decoder, choice, corners, probabilities
from limphome.resources.config import option


@dataclass(frozen=True)
class Detr(Decoder):
    """Reads ``scores`` (queries, classes) and ``boxes`` (queries, 4): centre and size, 0 to 1 of the picture.

    With ``softmax`` the last class is "nothing" and a query is at most one thing (DETR); with ``sigmoid`` each class is
    judged for itself (Deformable DETR, RT-DETR).
    """

    nms_iou: float = option(1.0, "boxes of one class that overlap more are one thing; 1: no suppression", 0, 1)
    activation: str = option("softmax", "of the scores: none, sigmoid or softmax")
    max_detections: int = option(300, "only so many boxes leave", 1, 10000)

    def check(self) -> None:
        """LimphomeError when the section names no decoder that works."""
        super().check()
        choice("activation", self.activation, ("none", "sigmoid", "softmax"))

    def decode(self, outputs: Mapping[str, np.ndarray], width: int, height: int) -> Boxes:
        """Boxes of one picture."""
        scores = probabilities(self.get(outputs, "scores")[0], self.activation)
        boxes = corners(np.asarray(self.get(outputs, "boxes")[0], np.float32)) * np.array([width, height] * 2, np.float32)
        if self.activation != "softmax":
            return self.keep(boxes, scores, width, height)
        things = scores[:, : len(self.min_scores)]
        best = things.argmax(axis=1)
        return self.keep_labelled(boxes, things[np.arange(len(best)), best], best, width, height)

"""Peaks of a heat map: CenterNet (Zhou et al. 2019)."""

from dataclasses import dataclass
from typing import ClassVar, Mapping, Tuple

import cv2
import numpy as np

from limphome.perception.decoders.boxes import Boxes, Decoder, choice, corners, probabilities
from limphome.resources.config import option


@dataclass(frozen=True)
class CenterHeatmap(Decoder):
    """Reads ``heatmap`` (classes, rows, columns), ``size`` (2, rows, columns) and, where there is one, ``offset``.

    A cell is the centre of a thing where no neighbour is higher; nothing else is suppressed.
    """

    nms_iou: float = option(1.0, "boxes of one class that overlap more are one thing; 1: no suppression", 0, 1)
    activation: str = option("sigmoid", "of the heat map: none or sigmoid")
    stride: int = option(4, "cell size [px]", 1, 64)
    in_strides: bool = option(True, "sizes are in strides, not in pixels")
    order: str = option("xy", "of offset and size: xy or yx")

    roles: ClassVar[Tuple[str, ...]] = ("heatmap", "size")

    def check(self) -> None:
        """LimphomeError when the section names no decoder that works."""
        super().check()
        choice("activation", self.activation, ("none", "sigmoid"))
        choice("order", self.order, ("xy", "yx"))

    def decode(self, outputs: Mapping[str, np.ndarray], width: int, height: int) -> Boxes:
        """Boxes of one picture."""
        heat = probabilities(self.get(outputs, "heatmap")[0], self.activation)
        low = np.asarray(self.min_scores, np.float32)[:, None, None]
        class_ids, rows, columns = np.nonzero((heat >= low) & (heat == _neighbourhood_maximum(heat)))
        size = self._pairs(outputs, "size", rows, columns)
        points = np.stack([columns, rows], axis=1).astype(np.float32)
        if "offset" in self.outputs:
            points += self._pairs(outputs, "offset", rows, columns)
        size = size * self.stride if self.in_strides else size
        boxes = corners(np.concatenate([points * self.stride, size], axis=1))
        return self.keep_labelled(boxes, heat[class_ids, rows, columns], class_ids, width, height)

    def _pairs(self, outputs: Mapping[str, np.ndarray], role: str, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
        """x and y of an output at the peaks, shape (n, 2)."""
        pairs = np.asarray(self.get(outputs, role)[0], np.float32)[:, rows, columns].T
        return pairs if self.order == "xy" else pairs[:, ::-1]


def _neighbourhood_maximum(heat: np.ndarray) -> np.ndarray:
    """Highest value of each cell's 3 x 3 neighbourhood, shape (classes, rows, columns)."""
    kernel = np.ones((3, 3), np.uint8)
    return np.stack([cv2.dilate(np.ascontiguousarray(layer), kernel) for layer in heat])

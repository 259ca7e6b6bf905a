"""One box for each cell of a grid: the heads of FCOS, YOLOX, NanoDet, YOLOv8 and their kin."""

from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar, List, Mapping, Tuple

import numpy as np

from limphome.core import LimphomeError
from limphome.perception.decoders.boxes import WHERE, Boxes, Decoder, choice, corners, probabilities, softmax
from limphome.perception.grid_decoder import grid_cells
from limphome.resources.config import option

_cells = lru_cache(maxsize=8)(grid_cells)  # a camera has one size: the same cells for every frame
FORMS = ("distances", "bins", "centre_log_size", "decoded_centre_size", "decoded_corners")


@dataclass(frozen=True)
class AnchorFreeGrid(Decoder):
    """Reads a head with one row for each cell, level by level.

    The output ``head`` holds box, objectness (where there is one) and classes of each cell side by side; instead
    ``boxes`` and ``scores`` (and ``objectness``) may be outputs of their own. Each may come in parts, one for each
    level, as a map (1, channels, rows, columns).
    """

    strides: Tuple[int, ...] = option((8, 16, 32), "cell sizes of the levels [px]", 1, 4096)
    box_form: str = option("distances", "one of " + ", ".join(FORMS))
    bins: int = option(16, "of each side with box_form bins", 1, 256)
    offset: float = option(0.5, "where in its cell a point lies, in strides", 0, 1)
    in_strides: bool = option(True, "distances and sizes are in strides, not in pixels")
    unit: str = option("pixels", "of decoded boxes: pixels, or picture (0 to 1)")
    cells_last: bool = option(True, "the cells are the last axis of an output that is no map")
    activation: str = option("sigmoid", "of the scores: none or sigmoid")
    objectness: bool = option(False, "a score says whether a cell holds anything; the class scores are multiplied with it")
    scores_first: bool = option(False, "in head, scores lie before the box")

    roles: ClassVar[Tuple[str, ...]] = ()

    def check(self) -> None:
        """LimphomeError when the section names no decoder that works."""
        choice("box_form", self.box_form, FORMS)
        choice("unit", self.unit, ("pixels", "picture"))
        choice("activation", self.activation, ("none", "sigmoid"))
        if not self.strides:
            raise LimphomeError("no strides", WHERE, "one for each level")
        if "head" not in self.outputs and not {"boxes", "scores"} <= set(self.outputs):
            raise LimphomeError(f"outputs name {', '.join(self.outputs) or 'none'}", WHERE, "head, or boxes and scores")

    @property
    def box_channels(self) -> int:
        """How many numbers describe the box of a cell."""
        return 4 * self.bins if self.box_form == "bins" else 4

    def decode(self, outputs: Mapping[str, np.ndarray], width: int, height: int) -> Boxes:
        """Boxes of one picture."""
        rows, scores = self._split(outputs)
        likely = (scores >= np.asarray(self.min_scores, np.float32)).any(axis=1)  # few cells are worth decoding
        cells = np.flatnonzero(likely)
        return self.keep(self._boxes(rows[cells], cells, len(rows), width, height), scores[cells], width, height)

    def _split(self, outputs: Mapping[str, np.ndarray]) -> Tuple[np.ndarray, np.ndarray]:
        """Box numbers (cells, box_channels) and probabilities (cells, classes)."""
        classes = len(self.min_scores)
        if "head" not in self.outputs:
            boxes, scores = self._rows(outputs, "boxes"), self._rows(outputs, "scores")
            certain = self._rows(outputs, "objectness") if self.objectness else None
        else:
            head, first = self._rows(outputs, "head"), int(self.objectness)
            wanted = self.box_channels + first + classes
            if head.shape[1] != wanted:
                raise LimphomeError(f"{head.shape[1]} numbers for each cell", WHERE, f"{wanted}: box, objectness, classes")
            boxes = head[:, -self.box_channels :] if self.scores_first else head[:, : self.box_channels]
            rest = head[:, : -self.box_channels] if self.scores_first else head[:, self.box_channels :]
            certain, scores = (rest[:, :1], rest[:, 1:]) if self.objectness else (None, rest)
        scores = probabilities(scores, self.activation)
        return boxes, scores if certain is None else scores * probabilities(certain, self.activation)

    def _rows(self, outputs: Mapping[str, np.ndarray], role: str) -> np.ndarray:
        """All parts of a role as float32 (cells, channels)."""
        parts: List[np.ndarray] = []
        for name in self.names(role):
            array = np.asarray(outputs[name], np.float32)[0]
            if array.ndim == 3:
                array = array.reshape(array.shape[0], -1).T
            elif self.cells_last:
                array = array.T
            parts.append(array)
        return np.concatenate(parts)

    def _boxes(self, rows: np.ndarray, cells: np.ndarray, count: int, width: int, height: int) -> np.ndarray:
        if self.box_form.startswith("decoded"):
            boxes = rows if self.box_form == "decoded_corners" else corners(rows)
            return boxes * np.array([width, height] * 2, np.float32) if self.unit == "picture" else boxes
        centres, strides = _cells(width, height, tuple(self.strides))
        if len(strides) != count:
            raise LimphomeError(f"{count} cells", WHERE, f"{len(strides)} with strides {list(self.strides)} at {width}x{height}")
        points = centres[cells] + (self.offset - 0.5) * strides[cells, None]
        unit = strides[cells, None] if self.in_strides else np.float32(1)
        with np.errstate(over="ignore", invalid="ignore"):  # a damaged network; what is not finite gives no box
            if self.box_form == "centre_log_size":
                return corners(np.concatenate([points + rows[:, :2] * unit, np.exp(rows[:, 2:]) * unit], axis=1))
            reach = self._expected(rows) if self.box_form == "bins" else rows
            return np.concatenate([points - reach[:, :2] * unit, points + reach[:, 2:] * unit], axis=1)

    def _expected(self, rows: np.ndarray) -> np.ndarray:
        """Mean of the distribution over distances 0, 1, 2, ... of each side (generalized focal loss, Li et al. 2020)."""
        return softmax(rows.reshape(len(rows), 4, self.bins)) @ np.arange(self.bins, dtype=np.float32)

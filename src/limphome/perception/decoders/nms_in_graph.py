"""Networks that end in boxes: suppression is part of the graph."""

from dataclasses import dataclass
from typing import ClassVar, Mapping, Tuple

import numpy as np

from limphome.core import LimphomeError
from limphome.perception.decoders.boxes import WHERE, Boxes, Decoder, choice
from limphome.resources.config import option

COLUMNS = ("left", "top", "right", "bottom", "score", "class", "ignored")


@dataclass(frozen=True)
class NmsInGraph(Decoder):
    """Reads ``boxes`` (n, 4), ``scores`` (n,), ``classes`` (n,) and, where there is one, ``count``.

    Without ``scores`` they are a fifth column of ``boxes``. Instead of all, one output ``rows`` (n, columns) may hold
    everything side by side.
    """

    nms_iou: float = option(1.0, "boxes of one class that overlap more are one thing; 1: no suppression", 0, 1)
    box_form: str = option("xyxy", "order of the sides: xyxy or yxyx")
    unit: str = option("pixels", "pixels, or picture (0 to 1)")
    first_class: int = option(0, "number that the network gives to the first class", -1, 1000)
    columns: Tuple[str, ...] = option(COLUMNS[:6], "what the columns of rows are")

    roles: ClassVar[Tuple[str, ...]] = ()

    def check(self) -> None:
        """LimphomeError when the section names no decoder that works."""
        choice("box_form", self.box_form, ("xyxy", "yxyx"))
        choice("unit", self.unit, ("pixels", "picture"))
        for column in self.columns:
            choice("columns", column, COLUMNS)
        if not set(COLUMNS[:6]) <= set(self.columns):
            raise LimphomeError(f"columns {', '.join(self.columns)}", WHERE, "each of " + ", ".join(COLUMNS[:6]))
        if "rows" not in self.outputs and not {"boxes", "classes"} <= set(self.outputs):
            raise LimphomeError(f"outputs name {', '.join(self.outputs) or 'none'}", WHERE, "rows, or boxes, classes and scores")

    def decode(self, outputs: Mapping[str, np.ndarray], width: int, height: int) -> Boxes:
        """Boxes of one picture."""
        boxes, scores, classes = self._columns(outputs) if "rows" in self.outputs else self._apart(outputs)
        if self.box_form == "yxyx":
            boxes = boxes[:, [1, 0, 3, 2]]
        if self.unit == "picture":
            boxes = boxes * np.array([width, height] * 2, np.float32)
        class_ids = np.nan_to_num(classes, nan=-1.0, posinf=-1.0, neginf=-1.0).astype(np.int64) - self.first_class
        return self.keep_labelled(boxes, scores, class_ids, width, height)

    def _columns(self, outputs: Mapping[str, np.ndarray]) -> Tuple[np.ndarray, np.ndarray, np.ndarray]:
        rows = np.asarray(self.get(outputs, "rows"), np.float32).reshape(-1, len(self.columns))
        at = [self.columns.index(name) for name in COLUMNS[:6]]
        return rows[:, at[:4]], rows[:, at[4]], rows[:, at[5]]

    def _apart(self, outputs: Mapping[str, np.ndarray]) -> Tuple[np.ndarray, np.ndarray, np.ndarray]:
        boxes = np.asarray(self.get(outputs, "boxes"), np.float32)
        boxes = boxes.reshape(-1, boxes.shape[-1])
        scores = np.asarray(self.get(outputs, "scores"), np.float32).reshape(-1) if "scores" in self.outputs else boxes[:, 4]
        classes = np.asarray(self.get(outputs, "classes"), np.float32).reshape(-1)
        count = len(scores)
        if "count" in self.outputs:
            stated = float(np.asarray(self.get(outputs, "count")).reshape(-1)[0])
            if not np.isfinite(stated):
                raise LimphomeError(f"a count of {stated} boxes", WHERE, "a finite number")
            count = max(0, min(count, int(stated)))
        return boxes[:count, :4], scores[:count], classes[:count]

"""What every decoder of an imported network gives, and the last steps that they share."""

from dataclasses import dataclass
from typing import Any, ClassVar, List, Mapping, NamedTuple, Tuple

import numpy as np

from limphome.core import LimphomeError
from limphome.perception.grid_decoder import sigmoid
from limphome.perception.non_maximum_suppression import non_maximum_suppression
from limphome.resources.config import option

WHERE = "manifest decoder"


class Boxes(NamedTuple):
    """Boxes in the pixels of the network's picture, best first.

    Attributes:
        boxes: float32, shape (k, 4): left, top, right, bottom [px].
        scores: float32, shape (k,). class_ids: int64, shape (k,).
    """

    boxes: np.ndarray
    scores: np.ndarray
    class_ids: np.ndarray


@dataclass(frozen=True)
class Decoder:
    """Common part of the decoders, and their section in a manifest.

    A subclass turns outputs into ``boxes`` (n, 4) and ``scores`` (n, classes); :meth:`keep` does the rest.
    """

    kind: str = option("", "name of the decoder")
    outputs: Mapping[str, Any] = option({}, "what an output is -> its name; a list of names is one output in parts")
    min_scores: Tuple[float, ...] = option((), "per class, scores below are dropped")
    nms_iou: float = option(0.6, "boxes of one class that overlap more are one thing; 1: no suppression", 0, 1)
    max_candidates: int = option(1000, "only so many of the best scores are looked at", 1, 100000)
    max_detections: int = option(100, "only so many boxes leave", 1, 10000)

    roles: ClassVar[Tuple[str, ...]] = ("boxes", "scores")
    """What ``outputs`` must name."""

    def check(self) -> None:
        """LimphomeError when the section names no decoder that works."""
        missing = [role for role in self.roles if role not in self.outputs]
        if missing:
            raise LimphomeError(f"outputs lack {', '.join(missing)}", WHERE, "outputs: " + ", ".join(self.roles))

    def decode(self, outputs: Mapping[str, np.ndarray], width: int, height: int) -> Boxes:
        """Boxes of one picture of ``width`` x ``height`` [px]; what is not finite gives no box."""
        raise NotImplementedError

    def names(self, role: str) -> List[str]:
        """Names of the outputs that make up one role."""
        value = self.outputs[role]
        return [str(name) for name in value] if isinstance(value, (list, tuple)) else [str(value)]

    def get(self, outputs: Mapping[str, np.ndarray], role: str) -> np.ndarray:
        """The output of a role, as the network gave it."""
        (name,) = self.names(role)
        return outputs[name]

    def keep(self, boxes: np.ndarray, scores: np.ndarray, width: int, height: int) -> Boxes:
        """Threshold per class, clip, suppress.

        Args:
            boxes: shape (n, 4) [px]. scores: shape (n, classes), 0 to 1.
        """
        rows, class_ids = np.nonzero(scores >= np.asarray(self.min_scores, np.float32))
        return self.keep_labelled(boxes[rows], scores[rows, class_ids], class_ids, width, height)

    def keep_labelled(self, boxes: np.ndarray, scores: np.ndarray, class_ids: np.ndarray, width: int, height: int) -> Boxes:
        """As :meth:`keep`, for boxes that have one class each: shapes (n, 4), (n,), (n,)."""
        known = (class_ids >= 0) & (class_ids < len(self.min_scores))
        boxes, scores, class_ids = boxes[known], scores[known], class_ids[known].astype(np.int64)
        good = (scores >= np.asarray(self.min_scores, np.float32)[class_ids]) & np.isfinite(scores)
        boxes, scores, class_ids = boxes[good], scores[good], class_ids[good]
        best = np.argsort(-scores, kind="stable")[: self.max_candidates]
        best = best[np.isfinite(boxes[best]).all(axis=1)]
        boxes = np.clip(boxes[best], 0, np.array([width, height] * 2, np.float32)).astype(np.float32)
        whole = (boxes[:, 2:] > boxes[:, :2]).all(axis=1)
        boxes, scores, class_ids = boxes[whole], scores[best][whole].astype(np.float32), class_ids[best][whole]
        kept = np.arange(len(scores))
        if self.nms_iou < 1 and len(scores):
            kept = non_maximum_suppression(boxes, scores, class_ids, self.nms_iou)
        kept = kept[: self.max_detections]
        return Boxes(boxes[kept], scores[kept], class_ids[kept])


def choice(name: str, value: str, allowed: Tuple[str, ...]) -> None:
    """LimphomeError unless ``value`` is one of ``allowed``."""
    if value not in allowed:
        raise LimphomeError(f"'{name}: {value}'", WHERE, "one of " + ", ".join(allowed))


def corners(centre_size: np.ndarray) -> np.ndarray:
    """Boxes (..., 4) ``centre x, centre y, width, height`` as ``left, top, right, bottom``."""
    half = centre_size[..., 2:] / 2
    return np.concatenate([centre_size[..., :2] - half, centre_size[..., :2] + half], axis=-1)


def softmax(logits: np.ndarray) -> np.ndarray:
    """Over the last axis."""
    with np.errstate(invalid="ignore"):  # a damaged network; what is not finite gives no box
        powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def probabilities(values: np.ndarray, activation: str) -> np.ndarray:
    """Scores as probabilities: ``none`` (they are already), ``sigmoid`` or ``softmax`` over the last axis."""
    choice("activation", activation, ("none", "sigmoid", "softmax"))
    values = np.asarray(values, np.float32)
    if activation == "none":
        return values
    return sigmoid(values) if activation == "sigmoid" else softmax(values)

"""What an attacker wants: a loss for each picture that it raises, by the network's head. None of them levels off."""

from typing import Callable, List, Tuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from limphome.learning.assignment import assign
from limphome.learning.detection_loss import DetectionLoss
from limphome.learning.frame_set import ignored

Goal = Callable[[Tensor], Tensor]
"""Takes a head (n, cells, classes + 4), gives the loss of each picture (n,)."""
CONFUSE, HIDE = "confuse", "hide"
GOALS = (CONFUSE, HIDE)


def make_goal(name: str, rows: List[np.ndarray], clean: Tensor, loss: DetectionLoss, classes: int) -> Goal:
    """A goal for some pictures.

    Args:
        name: ``confuse`` makes all scores wrong, things unseen and things seen that are not there; ``hide`` makes things
            unseen, whatever else appears.
        rows: labels of each picture. clean: head of the unchanged pictures. loss: knows the cells.
    """
    boxes, wanted = _labels(rows)
    return _confuse(boxes, wanted, clean, loss, classes) if name == CONFUSE else _hide(boxes, wanted, loss, classes)


def _confuse(boxes: Tensor, wanted: Tensor, clean: Tensor, loss: DetectionLoss, classes: int) -> Goal:
    with torch.no_grad():
        seen = loss.boxes(clean[..., classes:])
        targets = assign(clean[..., :classes].sigmoid(), seen, loss.centres, boxes, wanted).scores

    def cross_entropy(head: Tensor) -> Tensor:
        return functional.binary_cross_entropy_with_logits(head[..., :classes], targets, reduction="none").sum((1, 2))

    return cross_entropy


def _hide(boxes: Tensor, wanted: Tensor, loss: DetectionLoss, classes: int) -> Goal:
    centres = loss.centres[None, None]
    inside = ((centres > boxes[:, :, None, :2]) & (centres < boxes[:, :, None, 2:])).all(-1)
    inside = inside & (wanted >= 0)[:, :, None]
    index = wanted.clamp(min=0)
    there = inside.any(2)

    def unseen(head: Tensor) -> Tensor:
        logits = head[..., :classes].transpose(1, 2).gather(1, index[:, :, None].expand(-1, -1, head.shape[1]))
        best = logits.masked_fill(~inside, -100.0).logsumexp(2)  # of every thing, its cells together
        return -(best * there).sum(1)

    return unseen


def _labels(rows: List[np.ndarray]) -> Tuple[Tensor, Tensor]:
    """Boxes (n, m, 4) and classes (n, m), -1 where a row is padding or hardly visible."""
    most = max([1, *(len(row) for row in rows)])
    boxes, classes = np.zeros((len(rows), most, 4), np.float32), np.full((len(rows), most), -1, np.int64)
    for index, row in enumerate(rows):
        boxes[index, : len(row)] = row["box"]
        classes[index, : len(row)] = np.where(ignored(row), -1, row["class_id"])
    return torch.from_numpy(boxes), torch.from_numpy(classes)

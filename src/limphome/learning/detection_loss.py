"""What the training makes small."""

from typing import Tuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from limphome.learning.assignment import Targets, assign, pair_iou
from limphome.learning.network_config import STRIDES, NetworkConfig
from limphome.perception.grid_decoder import grid_cells

BOX_WEIGHT = 7.5  # YOLOv8


class DetectionLoss(nn.Module):
    """Cross entropy of scores towards the quality of the boxes, and complete IoU of the boxes."""

    centres: Tensor
    strides: Tensor

    def __init__(self, config: NetworkConfig, sharpness: float = 1.0, score_weight: float = 0.5) -> None:
        super().__init__()
        self._sharpness, self._score_weight = sharpness, score_weight
        self._classes = len(config.classes)
        centres, strides = grid_cells(config.width, config.height, STRIDES)
        self.register_buffer("centres", torch.from_numpy(centres))
        self.register_buffer("strides", torch.from_numpy(strides))

    def forward(self, head: Tensor, true_boxes: Tensor, true_classes: Tensor, ignored: Tensor) -> Tuple[Tensor, Tensor]:
        """Losses of scores and of boxes.

        Args:
            head: (n, classes + 4, cells). true_boxes: (n, m, 4) [px]. true_classes: (n, m), -1 is padding.
            ignored: (n, m) bool: things that are neither to be found nor to be denied (hardly visible).
        """
        head = head.float().transpose(1, 2)
        logits, boxes = head[..., : self._classes], self.boxes(head[..., self._classes :])
        wanted = true_classes.masked_fill(ignored, -1)
        targets = assign(logits.detach().sigmoid(), boxes.detach(), self.centres, true_boxes, wanted, self._sharpness)
        total = targets.weight.sum().clamp(min=1.0)
        cross = functional.binary_cross_entropy_with_logits(logits, targets.scores, reduction="none").sum(2)
        score_loss = (cross * self._counts(targets, true_boxes, ignored)).sum() / total
        found = targets.weight > 0
        box_loss = ((1 - complete_iou(boxes[found], targets.boxes[found])) * targets.weight[found]).sum() / total
        return self._score_weight * score_loss, BOX_WEIGHT * box_loss

    def boxes(self, distances: Tensor) -> Tensor:
        """Boxes (n, cells, 4) [px] from distances in strides."""
        reach = distances * self.strides[:, None]
        return torch.cat([self.centres - reach[..., :2], self.centres + reach[..., 2:]], -1)

    def _counts(self, targets: Targets, true_boxes: Tensor, ignored: Tensor) -> Tensor:
        """(n, cells): 0 on background cells inside an ignored box, else 1."""
        centres = self.centres[None, None]
        inside = ((centres > true_boxes[:, :, None, :2]) & (centres < true_boxes[:, :, None, 2:])).all(-1)
        hidden = (inside & ignored[:, :, None]).any(1) & (targets.weight == 0)
        return (~hidden).float()


def complete_iou(boxes: Tensor, true: Tensor) -> Tensor:
    """CIoU of paired boxes (k, 4) (Zheng et al., AAAI 2020)."""
    iou = pair_iou(boxes, true)
    hull = torch.maximum(boxes[:, 2:], true[:, 2:]) - torch.minimum(boxes[:, :2], true[:, :2])
    diagonal = hull.square().sum(1) + 1e-7
    offset = (boxes[:, :2] + boxes[:, 2:] - true[:, :2] - true[:, 2:]).square().sum(1) / 4
    size, true_size = (boxes[:, 2:] - boxes[:, :2]).clamp(min=1e-3), (true[:, 2:] - true[:, :2]).clamp(min=1e-3)
    angle = 0.405285 * (torch.atan(true_size[:, 0] / true_size[:, 1]) - torch.atan(size[:, 0] / size[:, 1])).square()
    with torch.no_grad():
        balance = angle / (1 - iou + angle + 1e-7)
    return iou - offset / diagonal - balance * angle

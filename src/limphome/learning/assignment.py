"""Which cells are to find which thing: task-aligned assignment (Feng et al., TOOD, ICCV 2021)."""

from dataclasses import dataclass

import torch
from torch import Tensor

TOP_K, SCORE_POWER, IOU_POWER = 10, 0.5, 6.0  # as in YOLOv8, which took them from the paper
NEAREST_PX = 4.5  # at least one cell centre of stride 8 lies so near to any box's centre


@dataclass(frozen=True)
class Targets:
    """What each cell is to say.

    Attributes:
        scores: (n, cells, classes), 0 where the cell is background.
        boxes: (n, cells, 4) [px].
        weight: (n, cells): sum of the scores, 0 on background.
    """

    scores: Tensor
    boxes: Tensor
    weight: Tensor


def pair_iou(first: Tensor, second: Tensor) -> Tensor:
    """IoU of broadcast boxes (..., 4); 0 for boxes turned inside out."""
    size = (torch.minimum(first[..., 2:], second[..., 2:]) - torch.maximum(first[..., :2], second[..., :2])).clamp(min=0)
    shared = size.prod(-1)
    area = [(box[..., 2:] - box[..., :2]).clamp(min=0).prod(-1) for box in (first, second)]
    return shared / (area[0] + area[1] - shared + 1e-7)


@torch.no_grad()
def assign(
    scores: Tensor, boxes: Tensor, centres: Tensor, true_boxes: Tensor, true_classes: Tensor, sharpness: float = 1.0
) -> Targets:
    """Give every true box the cells that score and fit it best.

    Args:
        scores: (n, cells, classes), 0 to 1. boxes: (n, cells, 4) [px]. centres: (cells, 2) [px].
        true_boxes: (n, m, 4) [px]. true_classes: (n, m), -1 where a row is padding.
        sharpness: 1 asks the best cell alone for a high score, 0 asks all chosen cells.
    """
    real = true_classes >= 0
    iou = pair_iou(true_boxes[:, :, None], boxes[:, None])
    index = true_classes.clamp(min=0)[:, :, None].expand(-1, -1, scores.shape[1])
    own_score = scores.permute(0, 2, 1).gather(1, index)
    fit = own_score.pow(SCORE_POWER) * iou.pow(IOU_POWER) * _inside(centres, true_boxes) * real[:, :, None]
    best = fit.topk(min(TOP_K, fit.shape[2]), dim=2)
    chosen = torch.zeros_like(fit).scatter_(2, best.indices, (best.values > 0).to(fit.dtype))
    # A cell that two things want goes to the one it fits better.
    owner = (iou * chosen).argmax(1)
    chosen = chosen * torch.zeros_like(chosen).scatter_(1, owner[:, None], 1.0)
    fit = fit * chosen
    # The best cell of a thing is to say 1: "it is there", not "how well it fits" as in the paper. A small person, whose
    # box fits less well, then scores no lower than a large one, and one threshold serves both.
    quality = (fit / (fit.amax(2, keepdim=True) + 1e-9)).pow(sharpness).amax(1)
    target_class = index[:, :, 0].gather(1, owner)
    target = torch.zeros_like(scores).scatter_(2, target_class[..., None], quality[..., None])
    target_box = true_boxes.gather(1, owner[..., None].expand(-1, -1, 4))
    return Targets(target, target_box, quality)


def _inside(centres: Tensor, true_boxes: Tensor) -> Tensor:
    """(n, m, cells): cell centres in each box, or next to the centre of a box too small to hold one."""
    middle = (true_boxes[..., :2] + true_boxes[..., 2:]) / 2
    reach = ((true_boxes[..., 2:] - true_boxes[..., :2]) / 2).clamp(min=NEAREST_PX)
    offset = (centres[None, None] - middle[:, :, None]).abs()
    return (offset < reach[:, :, None]).all(-1)

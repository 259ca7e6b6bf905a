"""Quantization-aware training: some hundred steps in which the network feels the rounding of its INT8 file."""

import math
from dataclasses import replace
from typing import Callable, Dict, Mapping, Tuple

import torch
from torch import nn

from limphome.core import LimphomeError
from limphome.learning.augmentation import Augmentation
from limphome.learning.batches import Batch, Batches
from limphome.learning.detection_loss import DetectionLoss
from limphome.learning.frame_set import FrameSet
from limphome.learning.learner import learning_rate
from limphome.learning.network import Network, space_to_depth
from limphome.learning.quantization.aware_network import AwareNetwork
from limphome.learning.quantization.rounding import RoundedActivations, Span
from limphome.learning.trained import Trained
from limphome.learning.trainer import settled

MOST_BATCH = 16
WEIGHT_RATE, RANGE_RATE = 1e-4, 1e-2  # of Adam, highest; ranges move by that share of themselves
NEXT_SEED = 2  # after those of learning and settling

Progress = Callable[[int, Dict[str, float]], None]


def train_aware(
    trained: Trained, spans: Mapping[str, Span], frames: FrameSet, steps: int, progress: Progress
) -> Tuple[Network, Dict[str, Span]]:
    """Train on with rounding; equal arguments give equal weights, bit for bit, on the same machine.

    Everything is in float32: bfloat16 would round more than INT8 does.

    Args:
        trained: the last part of its recipe decides the loss. spans: ranges to begin with, see :class:`AwareNetwork`.
        frames: to learn from.
        progress: called after every step with its number and the losses.

    Returns:
        The network in float, and the ranges for its INT8 files.
    """
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    network, recipe = trained.network, trained.recipe
    last = settled(recipe.training)
    config = replace(last, steps=steps, batch=min(last.batch, MOST_BATCH), seed=recipe.training.seed + NEXT_SEED)
    aware = AwareNetwork(network, spans)
    loss = DetectionLoss(network.config, config.sharpness, config.score_weight)
    optimizer = torch.optim.Adam(_groups(aware), betas=(0.9, 0.99))
    for step, batch in enumerate(Batches(frames, Augmentation(recipe.augmentation), config)):
        for group in optimizer.param_groups:
            group["lr"] = group["highest"] * learning_rate(step, config)
        progress(step + 1, _descend(aware, loss, optimizer, batch))
    return aware.plain(), aware.spans


def _groups(aware: AwareNetwork) -> list:
    """Weights, and the bounds of ranges, with the highest rate of each."""
    bounds = [part.ratio for part in aware.modules() if isinstance(part, RoundedActivations)]
    known = {id(bound) for bound in bounds}
    weights = [parameter for parameter in aware.parameters() if id(parameter) not in known]
    return [{"params": weights, "highest": WEIGHT_RATE}, {"params": bounds, "highest": RANGE_RATE}]


def _descend(aware: nn.Module, loss: DetectionLoss, optimizer: torch.optim.Optimizer, batch: Batch) -> Dict[str, float]:
    score_loss, box_loss = loss(aware(space_to_depth(batch.pictures)), batch.boxes, batch.classes, batch.ignored)
    losses = {"score_loss": score_loss.item(), "box_loss": box_loss.item()}
    if not math.isfinite(sum(losses.values())):
        raise LimphomeError(f"loss {losses}", "training with rounding", "a network and frames that model train took")
    optimizer.zero_grad(set_to_none=True)
    (score_loss + box_loss).backward()
    torch.nn.utils.clip_grad_norm_(aware.parameters(), 10.0)
    optimizer.step()
    return losses

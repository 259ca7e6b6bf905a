"""Seeded training of the detector."""

import math
from typing import Callable, Dict

import torch
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from limphome.core import LimphomeError
from limphome.learning.augmentation import Augmentation, AugmentationConfig
from limphome.learning.batches import Batches
from limphome.learning.detection_loss import DetectionLoss
from limphome.learning.frame_set import FrameSet
from limphome.learning.network import Network, space_to_depth
from limphome.learning.network_config import NetworkConfig
from limphome.learning.training_config import TrainingConfig

Progress = Callable[[int, Dict[str, float]], None]


def train(
    frames: FrameSet,
    config: TrainingConfig,
    network_config: NetworkConfig,
    augmentation: AugmentationConfig,
    progress: Progress,
) -> Network:
    """Learn from ``frames``; equal arguments give equal weights, bit for bit, on the same machine.

    Args:
        progress: called after every step with its number and the losses.

    Returns:
        The network with averaged weights, in evaluation mode.

    Raises:
        LimphomeError: the loss is no longer a number.
    """
    torch.set_num_threads(config.threads)
    torch.use_deterministic_algorithms(True)
    torch.manual_seed(config.seed)
    network, loss = Network(network_config).train(), DetectionLoss(network_config)
    average = AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(config.average), use_buffers=True)
    optimizer = torch.optim.AdamW(_groups(network, config.weight_decay), lr=config.learning_rate)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: learning_rate(step, config))
    for step, batch in enumerate(Batches(frames, Augmentation(augmentation), config.batch, config.steps, config.seed)):
        with torch.autocast("cpu", torch.bfloat16, enabled=config.bfloat16):
            head, _, _ = network(space_to_depth(batch.pictures))
        score_loss, box_loss = loss(head, batch.boxes, batch.classes, batch.ignored)
        total = score_loss + box_loss
        if not math.isfinite(total.item()):
            raise LimphomeError(f"loss {total.item()} at step {step}", "training", "a lower learning_rate, sound labels")
        optimizer.zero_grad(set_to_none=True)
        total.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 10.0)
        optimizer.step()
        schedule.step()
        average.update_parameters(network)
        progress(step + 1, {"score_loss": score_loss.item(), "box_loss": box_loss.item()})
    result = Network(network_config)
    result.load_state_dict(average.module.state_dict())
    return result.eval()


def learning_rate(step: int, config: TrainingConfig) -> float:
    """Share of the highest rate: a linear rise, then half a cosine down to 1 %."""
    warm = max(1, round(config.warmup * config.steps))
    if step < warm:
        return (step + 1) / warm
    return 0.01 + 0.99 * (1 + math.cos(math.pi * (step - warm) / max(1, config.steps - warm))) / 2


def _groups(network: Network, decay: float) -> list:
    """Weight decay on convolutions only, not on biases and normalization."""
    matrices = [parameter for parameter in network.parameters() if parameter.ndim > 1]
    vectors = [parameter for parameter in network.parameters() if parameter.ndim <= 1]
    return [{"params": matrices, "weight_decay": decay}, {"params": vectors, "weight_decay": 0.0}]

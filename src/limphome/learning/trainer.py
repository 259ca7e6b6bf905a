"""Seeded training of the detector."""

import math
import multiprocessing
import tempfile
from dataclasses import replace
from typing import Callable, Dict, Optional

import torch
from torch import Tensor, distributed, nn
from torch.nn.parallel import DistributedDataParallel
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from limphome.core import LimphomeError
from limphome.learning.augmentation import Augmentation, AugmentationConfig
from limphome.learning.batches import Batch, Batches
from limphome.learning.detection_loss import DetectionLoss
from limphome.learning.frame_set import FrameSet
from limphome.learning.network import Network, space_to_depth
from limphome.learning.network_config import NetworkConfig
from limphome.learning.training_config import TrainingConfig

Progress = Callable[[int, Dict[str, float]], None]


def train(
    frames: FrameSet,
    config: TrainingConfig,
    network: NetworkConfig,
    augmentation: AugmentationConfig,
    progress: Progress,
    start: Optional[Network] = None,
) -> Network:
    """Learn from ``frames``; equal arguments give equal weights, bit for bit, on the same machine.

    Args:
        progress: called after every step with its number and the losses.
        start: weights to begin with; without it they are drawn.

    Returns:
        The network with averaged weights, in evaluation mode.

    Raises:
        LimphomeError: the loss is no longer a number.
    """
    with tempfile.TemporaryDirectory() as folder:
        weights = None if start is None else start.state_dict()
        arguments = (f"file://{folder}/meeting", frames, config, network, augmentation, weights)
        context = multiprocessing.get_context("spawn")
        others = [context.Process(target=_learn, args=(rank, *arguments, _silent)) for rank in range(1, config.processes)]
        for other in others:
            other.start()
        try:
            return _learn(0, *arguments, progress)
        finally:
            for other in others:
                other.join(5.0)
                other.terminate()


def settle(
    frames: FrameSet, config: TrainingConfig, network: Network, augmentation: AugmentationConfig, progress: Progress
) -> Network:
    """The second part of a training: scores that say "it is there" from every cell that fits."""
    if config.settle_steps == 0:
        return network
    second = replace(
        config,
        seed=config.seed + 1,
        steps=config.settle_steps,
        learning_rate=config.settle_rate,
        sharpness=config.settle_sharpness,
    )
    return train(frames, second, network.config, augmentation, progress, network)


def _learn(
    rank: int,
    meeting: str,
    frames: FrameSet,
    config: TrainingConfig,
    network_config: NetworkConfig,
    augmentation: AugmentationConfig,
    weights: Optional[Dict[str, Tensor]],
    progress: Progress,
) -> Network:
    """One of the processes: its share of every batch, gradients averaged with the others'."""
    torch.set_num_threads(1)  # threads wait for each other in every layer, processes once in a step
    torch.use_deterministic_algorithms(True)
    torch.manual_seed(config.seed)
    distributed.init_process_group("gloo", init_method=meeting, rank=rank, world_size=config.processes)
    try:
        network = Network(network_config).train()
        if weights is not None:
            network.load_state_dict(weights)
        shared, loss = DistributedDataParallel(network), DetectionLoss(network_config, config.sharpness)
        average = AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(config.average), use_buffers=True)
        optimizer = torch.optim.AdamW(_groups(network, config.weight_decay), lr=config.learning_rate)
        schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: learning_rate(step, config))
        batches = Batches(frames, Augmentation(augmentation), config.batch, config.steps, config.seed, rank, config.processes)
        for step, batch in enumerate(batches):
            losses = _step(shared, loss, optimizer, batch, config.bfloat16)
            if not math.isfinite(sum(losses.values())):
                raise LimphomeError(f"loss {losses} at step {step}", "training", "a lower learning_rate, sound labels")
            schedule.step()
            average.update_parameters(network)
            progress(step + 1, losses)
    finally:
        distributed.destroy_process_group()
    result = Network(network_config)
    result.load_state_dict(average.module.state_dict())
    return result.eval()


def _step(
    network: nn.Module, loss: DetectionLoss, optimizer: torch.optim.Optimizer, batch: Batch, bfloat16: bool
) -> Dict[str, float]:
    with torch.autocast("cpu", torch.bfloat16, enabled=bfloat16):
        head, _, _ = network(space_to_depth(batch.pictures))
    score_loss, box_loss = loss(head, batch.boxes, batch.classes, batch.ignored)
    optimizer.zero_grad(set_to_none=True)
    (score_loss + box_loss).backward()
    torch.nn.utils.clip_grad_norm_(network.parameters(), 10.0)
    optimizer.step()
    return {"score_loss": score_loss.item(), "box_loss": box_loss.item()}


def _silent(step: int, losses: Dict[str, float]) -> None:
    """Progress of the processes that do not tell."""


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

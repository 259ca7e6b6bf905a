"""Training on attacked pictures: what would mislead the network most at this moment is what it learns from.

Madry et al., "Towards Deep Learning Models Resistant to Adversarial Attacks", ICLR 2018. One gradient from a random start does
nearly as much as many: Wong et al., "Fast is better than free: Revisiting adversarial training", ICLR 2020.
"""

from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from limphome.learning.batches import Batch
from limphome.learning.detection_loss import DetectionLoss
from limphome.learning.mixed_precision import autocast
from limphome.learning.network import Network, space_to_depth
from limphome.learning.training_config import TrainingConfig

ONE_STEP, ALL_STEPS = 1.25, 2.5  # lengths, as shares of epsilon: of Wong's only step, and of Madry's steps together


class Hardening:
    """Attacks a share of each batch before it is learned from.

    Args:
        network: as it learns. loss: that the attacker raises. config: how much, how far, how long.
        rank: of this process; each attacks its own share.
    """

    def __init__(self, network: Network, loss: DetectionLoss, config: TrainingConfig, rank: int = 0) -> None:
        self._network, self._loss, self._config, self._rank = network, loss, config, rank

    def harden(self, step: int, batch: Batch) -> Batch:
        """The batch with its first pictures changed, by whole grey levels; the same one where none are to be attacked."""
        count = round(self._config.adversarial * len(batch.pictures))
        if count == 0:
            return batch
        rng = np.random.default_rng([self._config.seed, 3, step, self._rank])
        pictures, boxes, classes = batch.pictures[:count], batch.boxes[:count], batch.classes[:count]
        few = Batch(pictures, boxes, classes, batch.ignored[:count], batch.frames[:count])
        self._network.eval()  # the running means of the normalization are to come from the batch itself
        worse = self._attack(few, rng)
        self._network.train()
        return replace(batch, pictures=torch.cat([worse, batch.pictures[count:]]))

    def _attack(self, few: Batch, rng: np.random.Generator) -> Tensor:
        config, clean = self._config, few.pictures.float()
        epsilon = config.adversarial_epsilon
        low, high = (clean - epsilon).clamp(min=0), (clean + epsilon).clamp(max=255)
        share = ONE_STEP if config.adversarial_steps == 1 else ALL_STEPS / config.adversarial_steps
        length = max(1, round(share * epsilon))
        start = rng.integers(-epsilon, epsilon + 1, clean.shape, np.int16)
        here = _between(clean + torch.from_numpy(start).to(clean.device), low, high)
        for _ in range(config.adversarial_steps):
            here = _between(here + length * self._slope(here, few).sign(), low, high)
        return here.to(torch.uint8)

    def _slope(self, pictures: Tensor, few: Batch) -> Tensor:
        """Where the loss of each picture grows, like ``pictures``."""
        pictures = pictures.detach().requires_grad_(True)
        with autocast(self._config.bfloat16, pictures.device):
            head = self._network(space_to_depth(pictures))[0]
        loss = sum(self._loss(head, few.boxes, few.classes, few.ignored))
        return torch.autograd.grad(loss, pictures)[0]


def _between(values: Tensor, low: Tensor, high: Tensor) -> Tensor:
    return torch.minimum(torch.maximum(values, low), high)

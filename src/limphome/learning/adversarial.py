"""Pictures changed so little that nobody sees it, and so that a network fails: FGSM and PGD.

Goodfellow et al., "Explaining and Harnessing Adversarial Examples", ICLR 2015; Madry et al., "Towards Deep Learning Models
Resistant to Adversarial Attacks", ICLR 2018. Everything is in whole grey levels, so what is found is a picture
that a camera could have taken, not only numbers that a network can read.
"""

from dataclasses import dataclass
from typing import Callable, Tuple

import numpy as np
import torch
from torch import Tensor

from limphome.core import LimphomeError
from limphome.learning.attack_goals import CONFUSE, GOALS, Goal, make_goal
from limphome.learning.detection_loss import DetectionLoss
from limphome.learning.frame_set import FrameSet
from limphome.learning.network import Network, space_to_depth
from limphome.resources.config import option

BATCH = 16


@dataclass(frozen=True)
class Attack:
    """How far and how long an attacker may go; no pixel changes by more than ``epsilon``."""

    epsilon: int = option(4, "largest change of any pixel [grey levels of 255]", 0, 255)
    steps: int = option(10, "gradients that it may take", 1, 1000)
    step: int = option(1, "change in each step [grey levels]", 1, 255)
    random_start: bool = option(True, "begins at a random point within epsilon")
    goal: str = option(CONFUSE, "confuse or hide, see attack_goals")

    def __post_init__(self) -> None:
        if self.goal not in GOALS:
            raise LimphomeError(f"goal '{self.goal}'", "attack", ", ".join(GOALS))

    @classmethod
    def fgsm(cls, epsilon: int) -> "Attack":
        """One step of full length from the picture itself."""
        return cls(epsilon, 1, max(1, epsilon), random_start=False)


class Attacker:
    """Knows the network's weights and the true labels."""

    def __init__(self, network: Network) -> None:
        self._network = network.fold().channels_last().requires_grad_(False)
        self._loss = DetectionLoss(network.config)
        self._classes = len(network.config.classes)

    def attack(self, frames: FrameSet, attack: Attack, seed: int, progress: Callable[[int], None]) -> np.ndarray:
        """Changed pictures, uint8, like ``frames.images``; more steps of one seed never leave a picture with less loss."""
        result = np.empty(frames.images.shape, np.uint8)
        for start in range(0, len(frames), BATCH):
            rows = range(start, min(start + BATCH, len(frames)))
            result[rows.start : rows.stop] = self._attack(frames, rows, attack, np.random.default_rng([seed, start]))
            progress(rows.stop)
        return result

    def loss(self, pictures: np.ndarray, frames: FrameSet, goal: str = CONFUSE) -> np.ndarray:
        """What the attacker raises, for each picture of ``frames``, shape (n,)."""
        with torch.no_grad():
            return self._goal(frames, range(len(frames)), goal)(self._head(_tensor(pictures))).numpy()

    def _attack(self, frames: FrameSet, rows: range, attack: Attack, rng: np.random.Generator) -> np.ndarray:
        clean = _tensor(frames.images[rows.start : rows.stop])
        low, high = (clean - attack.epsilon).clamp(min=0), (clean + attack.epsilon).clamp(max=255)
        goal, here = self._goal(frames, rows, attack.goal), clean.clone()
        if attack.random_start:
            draws = rng.integers(-attack.epsilon, attack.epsilon + 1, clean.shape).astype(np.float32)
            here = torch.minimum(torch.maximum(clean + torch.from_numpy(draws), low), high)
        best, best_loss = clean.clone(), torch.full((len(rows),), -torch.inf)
        for _ in range(attack.steps):
            loss, slope = self._slope(here, goal)
            best, best_loss = _better(best, best_loss, here, loss)
            here = torch.minimum(torch.maximum(here + attack.step * slope.sign(), low), high)
        with torch.no_grad():
            best, _ = _better(best, best_loss, here, goal(self._head(here)))
        return best.numpy().astype(np.uint8)

    def _slope(self, pictures: Tensor, goal: Goal) -> Tuple[Tensor, Tensor]:
        """Loss of each picture, and the direction in which it grows."""
        pictures = pictures.detach().requires_grad_(True)
        loss = goal(self._head(pictures))
        (slope,) = torch.autograd.grad(loss.sum(), pictures)
        return loss.detach(), slope

    def _head(self, pictures: Tensor) -> Tensor:
        head: Tensor = self._network(space_to_depth(pictures))[0]
        return head.transpose(1, 2)

    @torch.no_grad()
    def _goal(self, frames: FrameSet, rows: range, name: str) -> Goal:
        clean = self._head(_tensor(frames.images[rows.start : rows.stop]))
        return make_goal(name, [frames.of_frame(row) for row in rows], clean, self._loss, self._classes)


def _tensor(pictures: np.ndarray) -> Tensor:
    return torch.from_numpy(np.array(pictures)).float()


def _better(best: Tensor, best_loss: Tensor, here: Tensor, loss: Tensor) -> Tuple[Tensor, Tensor]:
    higher = loss > best_loss
    return torch.where(higher[:, None, None, None], here, best), torch.where(higher, loss, best_loss)

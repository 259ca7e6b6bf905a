"""The recipe of one training run."""

from dataclasses import dataclass, fields, replace
from typing import Any, Mapping

from limphome.core import LimphomeError
from limphome.learning.quantization.integer_form import METHODS
from limphome.resources.config import option

WORLDS_OF = {
    "frames": "worlds",
    "fresh_frames": "fresh_worlds",
    "validation_frames": "validation_worlds",
    "evaluation_frames": "evaluation_worlds",
}
"""Frames of a split -> the worlds that they are taken in."""
AFTERWARDS = ("validation_", "calibration", "evaluation_")
"""How keys begin that decide what is done with the weights, and no weight."""


@dataclass(frozen=True)
class TrainingConfig:
    """Everything that decides the weights, with the data, the network and the augmentation."""

    seed: int = option(1, "of data, weights and batches", 0, 99)
    frames: int = option(24000, "rendered frames to learn from", 32, 10**7)
    worlds: int = option(300, "worlds that they are taken in", 1, 10**4)
    steps: int = option(8000, "batches to learn from", 1, 10**7)
    batch: int = option(32, "frames in a batch", 1, 4096)
    learning_rate: float = option(0.02, "of Muon (3x3 convolutions): highest, reached after the warm-up", 1e-7, 1.0)
    adam_rate: float = option(2e-3, "of Adam (outputs, biases, normalization): highest", 1e-7, 1.0)
    weight_decay: float = option(0.02, "of Muon", 0, 1)
    warmup: float = option(0.05, "share of the steps in which the rate rises", 0, 1)
    sharpness: float = option(1.0, "1 asks the best cell of a thing alone for a high score, towards 0 all that fit", 0.01, 1)
    settle_steps: int = option(2000, "batches after that, which settle the scores", 0, 10**7)
    settle_rate: float = option(0.25, "their highest learning rates, as a share of the first ones", 1e-7, 1.0)
    settle_sharpness: float = option(0.2, "their sharpness", 0.01, 1)
    hard_share: float = option(0.5, "share of their frames on which the network erred before", 0, 1)
    fresh_frames: int = option(0, "rendered frames of further worlds; on the hard ones the scores settle once more", 0, 10**7)
    fresh_worlds: int = option(1000, "worlds that they are taken in", 1, 10**4)
    average: float = option(0.999, "decay of the averaged weights, which are kept", 0, 1)
    validation_frames: int = option(4000, "frames of other worlds: thresholds, feature statistics, golden frame", 8, 10**6)
    validation_worlds: int = option(20, "worlds that they are taken in", 1, 10**4)
    calibration: str = option("percentile", "how integer ranges are measured: " + ", ".join(METHODS))
    calibration_frames: int = option(256, "frames that set the integer scales", 8, 10**5)
    evaluation_frames: int = option(10000, "frames of held-out worlds for the figures", 8, 10**7)
    evaluation_worlds: int = option(16, "held-out worlds", 1, 10**4)
    processes: int = option(2, "that share each batch, one core each; another number gives other weights", 1, 256)
    score_weight: float = option(0.5, "of the scores in the loss, beside the boxes (0.5 in YOLOv8)", 0, 100)
    settle_score_weight: float = option(2.0, "the same while they settle", 0, 100)
    bfloat16: bool = option(
        True, "convolutions in bfloat16 during training where the CPU multiplies it; float32 is faster elsewhere"
    )
    adversarial: float = option(0.0, "share of each batch that is attacked before it is learned from", 0, 1)
    adversarial_epsilon: int = option(4, "largest change of a pixel by that attack [grey levels]", 1, 255)
    adversarial_steps: int = option(1, "gradients that it takes: 1 is FGSM from a random start, more is PGD", 1, 100)

    def __post_init__(self) -> None:
        if self.calibration not in METHODS:  # else it would be found after the whole training
            raise LimphomeError(f"'calibration: {self.calibration}'", "training", "one of " + ", ".join(METHODS))

    @property
    def of_weights(self) -> "TrainingConfig":
        """The same in all that decides the weights, with the defaults of what comes afterwards."""
        usual: Mapping[str, Any] = {one.name: one.default for one in fields(self) if one.name.startswith(AFTERWARDS)}
        return replace(self, **usual)

    def changed(self, changes: Mapping[str, Any]) -> "TrainingConfig":
        """With other values. Where ``steps`` are among them, the second part of the training and the memory of the averaged
        weights, unless given too, keep their share: weights averaged over more steps than there are would be drawn ones.
        Where ``frames`` are among them, the further ones keep their share too. Frames that are fewer than the worlds are taken
        in so many worlds.
        """
        more = changes.get("frames", self.frames) / self.frames
        changes = {**({"fresh_frames": round(self.fresh_frames * more)} if more != 1.0 and self.fresh_frames else {}), **changes}
        share = changes.get("steps", self.steps) / self.steps
        kept = {"settle_steps": round(self.settle_steps * share), "average": max(0.0, 1.0 - (1.0 - self.average) / share)}
        fewer = {name: min(getattr(self, name), changes[frames] or 1) for frames, name in WORLDS_OF.items() if frames in changes}
        return replace(self, **{**(kept if share != 1.0 else {}), **fewer, **changes})

"""The oldest self-test of a training: a network that cannot learn one batch by heart will not learn a data set."""

from contextlib import suppress
from dataclasses import replace
from typing import Dict, List

import numpy as np

from limphome.learning.augmentation import AugmentationConfig
from limphome.learning.checkup.symptom import Symptom
from limphome.learning.learner import Lesson
from limphome.learning.process_group import Place
from limphome.learning.trainer import train
from limphome.learning.training_config import TrainingConfig

STILL = AugmentationConfig(flip=0, gamma=0, contrast=0, brightness=0, tint=0, noise=0, blur=0, nothing=0)
FRAMES, STEPS = 8, 150
LEFT = 0.5  # share of the first loss that may be left; the yard detector leaves far less
FIRST, LAST = 3, 5  # losses whose means are compared


class _Learned(Exception):
    """The loss came down."""


def overfit_one_batch(lesson: Lesson) -> List[Symptom]:
    """Learn the same few frames again and again, until the loss came down; a symptom if it stays.

    Args:
        lesson: the training that is to be tested; its frames with most labels are taken. One that begins with trained weights is
            tested with drawn ones, at the rates of a training from nothing: its own are too low to tell anything in so few steps.
    """
    losses = _learn_by_heart(_few(lesson), alone=Place.from_torchrun() is None)
    if _left(losses) <= LEFT:
        return []
    what = f"after {len(losses)} steps on the same {FRAMES} frames {_left(losses):.0%} of the loss is left"
    advice = "look at labels (limphome data show), learning_rate, and what was changed last in network or loss"
    return [Symptom("one batch not learned", "training", what, advice)]


def _few(lesson: Lesson) -> Lesson:
    """The same training of a few frames that do not change."""
    counts = np.bincount(lesson.frames.labels["frame"], minlength=len(lesson.frames))
    few = lesson.frames.subset(np.sort(np.argsort(-counts, kind="stable")[:FRAMES]))
    batch = max(FRAMES, (Place.from_torchrun() or Place()).ranks)  # none of a torchrun is left without a frame
    config = replace(lesson.config, batch=batch, steps=STEPS, processes=1, average=0.5, warmup=0.1, adversarial=0.0)
    if lesson.start is not None:
        usual = TrainingConfig()
        config = replace(config, learning_rate=usual.learning_rate, adam_rate=usual.adam_rate)
    return Lesson(few, config, lesson.network, STILL, device=lesson.device)


def _learn_by_heart(lesson: Lesson, alone: bool) -> List[float]:
    """Losses of the steps; of all of them under torchrun, where who left early would leave the others waiting."""
    losses: List[float] = []

    def note(step: int, parts: Dict[str, float]) -> None:
        losses.append(sum(parts.values()))
        if alone and len(losses) >= FIRST + LAST and _left(losses) <= LEFT:
            raise _Learned

    with suppress(_Learned):
        train(lesson, note)
    return losses


def _left(losses: List[float]) -> float:
    """Share of the first loss that is left."""
    return float(np.mean(losses[-LAST:]) / np.mean(losses[:FIRST]))

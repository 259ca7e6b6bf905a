"""The oldest self-test of a training: a network that cannot learn one batch by heart will not learn a data set."""

from dataclasses import replace
from typing import List

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


def overfit_one_batch(lesson: Lesson) -> List[Symptom]:
    """Learn the same few frames again and again; a symptom if the loss stays.

    Args:
        lesson: the training that is to be tested; its frames with most labels are taken. One that begins with trained weights is
            tested with drawn ones, at the rates of a training from nothing: its own are too low to tell anything in so few steps.
    """
    counts = np.bincount(lesson.frames.labels["frame"], minlength=len(lesson.frames))
    few = lesson.frames.subset(np.sort(np.argsort(-counts, kind="stable")[:FRAMES]))
    batch = max(FRAMES, (Place.from_torchrun() or Place()).ranks)  # none of a torchrun is left without a frame
    config = replace(lesson.config, batch=batch, steps=STEPS, processes=1, average=0.5, warmup=0.1, adversarial=0.0)
    if lesson.start is not None:
        usual = TrainingConfig()
        config = replace(config, learning_rate=usual.learning_rate, adam_rate=usual.adam_rate)
    losses: List[float] = []
    small = Lesson(few, config, lesson.network, STILL)
    train(small, lambda step, parts: losses.append(sum(parts.values())))
    left = float(np.mean(losses[-5:]) / np.mean(losses[:3]))
    if left <= LEFT:
        return []
    what = f"after {STEPS} steps on the same {FRAMES} frames {left:.0%} of the loss is left"
    advice = "look at labels (limphome data show), learning_rate, and what was changed last in network or loss"
    return [Symptom("one batch not learned", "training", what, advice)]

"""Seeded training of the detector, by one process or several."""

import multiprocessing
import tempfile
from contextlib import suppress
from dataclasses import replace
from typing import Dict

from limphome.core import LimphomeError
from limphome.learning.learner import Lesson, OnSymptom, Progress, ignore, learn
from limphome.learning.network import Network
from limphome.learning.process_group import Place
from limphome.learning.training_config import TrainingConfig
from limphome.resources.parent import end_with_parent


def train(lesson: Lesson, progress: Progress, on_symptom: OnSymptom = ignore) -> Network:
    """Learn a lesson; equal lessons give equal weights, bit for bit, on the same machine.

    Under ``torchrun`` this process is one of those that it started, else ``config.processes`` are started here.

    Args:
        progress: called after every step with its number and the losses.
        on_symptom: called with each thing that seems wrong.

    Returns:
        The network with averaged weights, in evaluation mode.

    Raises:
        LimphomeError: a loss or a gradient is no longer a number.
    """
    given = Place.from_torchrun(device=lesson.device)
    if given is not None:
        return learn(given, lesson, progress, on_symptom)
    with tempfile.TemporaryDirectory() as folder:
        ranks = lesson.config.processes
        places = [Place(rank, ranks, rank, f"file://{folder}/meeting", lesson.device) for rank in range(ranks)]
        context = multiprocessing.get_context("spawn")
        others = [context.Process(target=_learn_beside, args=(place, lesson), daemon=True) for place in places[1:]]
        for other in others:
            other.start()
        try:
            network = learn(places[0], lesson, progress, on_symptom)
            for other in others:
                other.join(5.0)
            return network
        finally:
            for other in others:
                other.kill()


def settle(lesson: Lesson, network: Network, progress: Progress, on_symptom: OnSymptom = ignore) -> Network:
    """The second part of a training: scores that say "it is there" from every cell that fits."""
    if lesson.config.settle_steps == 0:
        return network
    second = replace(lesson, config=settled(lesson.config), start=network.state_dict())
    return train(second, progress, on_symptom)


def settled(config: TrainingConfig) -> TrainingConfig:
    """The recipe of the second part, or the recipe itself where there is none."""
    if config.settle_steps == 0:
        return config
    return replace(
        config,
        seed=config.seed + 1,
        steps=config.settle_steps,
        learning_rate=config.learning_rate * config.settle_rate,
        adam_rate=config.adam_rate * config.settle_rate,
        score_weight=config.settle_score_weight,
        sharpness=config.settle_sharpness,
    )


def _learn_beside(place: Place, lesson: Lesson) -> None:
    end_with_parent()
    with suppress(LimphomeError):  # the first process meets the same, and says so
        learn(place, lesson, _silent)


def _silent(step: int, losses: Dict[str, float]) -> None:
    """Progress of the processes that do not tell."""

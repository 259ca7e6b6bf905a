"""Training twice gives the same network, bit for bit."""

from dataclasses import replace
from typing import Callable

from limphome.learning.audit.outcome import Outcome, judged
from limphome.learning.audit.subject import Subject
from limphome.learning.learner import Lesson
from limphome.learning.trainer import settle, train
from limphome.learning.training_config import TrainingConfig
from limphome.perception.manifest import digest

FRAMES, STEPS, BATCH = 64, 12, 8


def training_reproducible(subject: Subject) -> Outcome:
    """The recipe cut down to two minutes at most, run twice with one seed and once with another, by as many processes."""
    recipe = subject.trained.recipe
    config = shortened(recipe.training)
    frames = subject.sample("train", FRAMES).in_classes(recipe.network.classes)
    lesson = Lesson(frames, config, recipe.network, recipe.augmentation)
    return compare_runs(lambda seed: _weights(replace(lesson, config=replace(config, seed=seed))), config.processes)


def shortened(training: TrainingConfig) -> TrainingConfig:
    """A training of few steps that shares its batches among the processes of the recipe, as far as there is a frame for each."""
    processes = min(training.processes, BATCH)
    return replace(training, frames=FRAMES, steps=STEPS, settle_steps=STEPS // 3, batch=BATCH, processes=processes)


def compare_runs(train_with: Callable[[int], bytes], processes: int = 1) -> Outcome:
    """Judge a training by its weights after two runs with one seed, and by whether another seed matters at all."""
    first, second, other = (digest(train_with(seed)) for seed in (1, 1, 2))
    by = "1 process" if processes == 1 else f"{processes} processes"
    text = f"{STEPS} steps twice by {by}: weights {first[:12]} and {second[:12]}; another seed {other[:12]}"
    return judged(first == second != other, text)


def _weights(lesson: Lesson) -> bytes:
    learned = train(lesson, _quiet)
    network = settle(lesson, learned, _quiet)
    return b"".join(value.numpy().tobytes() for value in network.state_dict().values())


def _quiet(step: int, losses: object) -> None:
    """Nobody watches."""

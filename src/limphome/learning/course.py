"""The whole training of a recipe: learn from all frames, find the hard ones, settle the scores on them."""

from dataclasses import replace
from pathlib import Path
from typing import Any, Callable, Mapping

from limphome.learning.frame_set import FrameSet
from limphome.learning.hard_frames import draw_shares, hard_frames
from limphome.learning.learner import Lesson
from limphome.learning.network import Network
from limphome.learning.recipe import Recipe
from limphome.learning.trainer import settle, train
from limphome.learning.training_state import TrainingState, identity

Count = Callable[[str, int], Callable[..., None]]
"""Makes, from name and size of a step, a function (done, details) that shows how far it is."""


class Course:
    """One training run that can be killed and taken up again.

    Args:
        recipe: decides everything, with the frames.
        folder: where the unfinished states are kept.
        count: shows progress.
    """

    def __init__(self, recipe: Recipe, folder: Path, count: Count) -> None:
        self._recipe, self._folder, self._count = recipe, folder, count

    def run(self, frames: FrameSet) -> Network:
        """The trained network, in evaluation mode."""
        recipe, training = self._recipe, self._recipe.training
        digest = frames.digest
        lesson = Lesson(frames, training, recipe.network, recipe.augmentation, state=self._state("learn", digest))
        network = train(lesson, self._count("train", training.steps))
        if training.settle_steps == 0:
            return network
        shares = draw_shares(hard_frames(network, frames, self._count("find hard frames", len(frames))), training.hard_share)
        second = replace(lesson, shares=shares, state=self._state("settle", digest))
        return settle(second, network, self._count("settle", training.settle_steps))

    def _state(self, part: str, digest: str) -> TrainingState:
        return TrainingState(self._folder / f"{part}.pt", identity(part=part, frames=digest, **_sections(self._recipe)))


def _sections(recipe: Recipe) -> Mapping[str, Any]:
    return {"training": recipe.training, "network": recipe.network, "augmentation": recipe.augmentation}

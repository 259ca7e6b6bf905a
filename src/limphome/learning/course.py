"""The whole training of a recipe: learn from all frames, find the hard ones, settle the scores on them."""

from dataclasses import replace
from pathlib import Path
from typing import Any, Dict, Mapping, Optional

from limphome.learning.checkup.symptom import Symptom
from limphome.learning.frame_set import FrameSet
from limphome.learning.hard_frames import draw_shares, hard_frames
from limphome.learning.learner import Lesson, Progress
from limphome.learning.listener import Listener, counter
from limphome.learning.network import Network
from limphome.learning.recipe import Recipe
from limphome.learning.run_record import RunRecord
from limphome.learning.trainer import settle, train
from limphome.learning.training_state import TrainingState, identity, weights_digest


class Course:
    """One training run that can be killed and taken up again.

    Args:
        recipe: decides everything, with the frames.
        frames: to learn from.
        folder: where the unfinished states are kept.
        listener: hears how far it is, and what seems wrong.
        start: network to begin with, else weights are drawn.
    """

    def __init__(
        self, recipe: Recipe, frames: FrameSet, folder: Path, listener: Listener, start: Optional[Network] = None
    ) -> None:
        self._recipe, self._frames, self._folder, self._listener = recipe, frames, folder, listener
        self._start = None if start is None else start.state_dict()
        self._digest = frames.digest
        self.record = RunRecord(recipe, self._digest)

    @property
    def lesson(self) -> Lesson:
        """Its first part."""
        recipe = self._recipe
        state = self._state("learn")
        return Lesson(self._frames, recipe.training, recipe.network, recipe.augmentation, self._start, state=state)

    def run(self) -> Network:
        """The trained network, in evaluation mode."""
        training, lesson = self._recipe.training, self.lesson
        network = train(lesson, self._progress("train", training.steps), self._on_symptom)
        if training.settle_steps == 0:
            return network
        hard = hard_frames(network, self._frames, counter(self._listener, "find hard frames", len(self._frames)))
        second = replace(lesson, shares=draw_shares(hard, training.hard_share), state=self._state("settle"))
        return settle(second, network, self._progress("settle", training.settle_steps), self._on_symptom)

    def _progress(self, part: str, steps: int) -> Progress:
        show = counter(self._listener, part, steps)

        def progress(step: int, losses: Dict[str, float]) -> None:
            show(step, losses)
            self.record.observe(part, step, losses)

        return progress

    def _on_symptom(self, symptom: Symptom) -> None:
        self.record.symptoms.append(symptom)
        self._listener.tell(f"warning: {symptom}")

    def _state(self, part: str) -> TrainingState:
        deciding = {"part": part, "frames": self._digest, **_sections(self._recipe)}
        if self._start is not None:
            deciding["start"] = weights_digest(self._start)
        return TrainingState(self._folder / f"{part}.pt", identity(**deciding))


def _sections(recipe: Recipe) -> Mapping[str, Any]:
    return {"training": recipe.training, "network": recipe.network, "augmentation": recipe.augmentation}

"""The whole training of a recipe: learn from all frames, find the hard ones, settle the scores on them.

A network that has seen its hard frames often knows them by heart; hard ones among frames that it never saw teach it what it
has not understood. So the scores may settle twice, the second time on fresh frames.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any, Dict, Mapping, Optional

import numpy as np

from limphome.learning.checkup.symptom import Symptom
from limphome.learning.device import CPU
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
        fresh: frames of further worlds to look for hard ones in, after those in ``frames``.
        device: what it is learned on.
    """

    def __init__(
        self,
        recipe: Recipe,
        frames: FrameSet,
        folder: Path,
        listener: Listener,
        start: Optional[Network] = None,
        fresh: Optional[FrameSet] = None,
        device: str = CPU,
    ) -> None:
        self._recipe, self._frames, self._folder, self._listener = recipe, frames, folder, listener
        self._start, self._fresh, self._device = None if start is None else start.state_dict(), fresh, device
        self._digests = (frames.digest, None if fresh is None else fresh.digest)
        self.record = RunRecord(recipe, *self._digests, device=device)

    @property
    def lesson(self) -> Lesson:
        """Its first part."""
        recipe = self._recipe
        return Lesson(
            self._frames,
            recipe.training,
            recipe.network,
            recipe.augmentation,
            self._start,
            device=self._device,
            state=self._state("learn"),
            record=self.record,
        )

    def run(self) -> Network:
        """The trained network, in evaluation mode."""
        training, lesson = self._recipe.training, self.lesson
        network = train(lesson, self._progress("train", training.steps), self._on_symptom)
        if training.settle_steps:
            network = self._settle(lesson, network, "settle")
            if self._fresh is not None:
                anew = replace(lesson, frames=self._fresh, config=replace(training, seed=training.seed + 1))
                network = self._settle(anew, network, "settle anew")
        return network

    def _settle(self, lesson: Lesson, network: Network, part: str) -> Network:
        """Find the hard frames of a lesson, and settle the scores on them."""
        state, steps = self._state(part), lesson.config.settle_steps
        shares = None if state.reached(steps) else self._find_hard(lesson, network)  # what is at its end draws no frame
        return settle(replace(lesson, shares=shares, state=state), network, self._progress(part, steps), self._on_symptom)

    def _find_hard(self, lesson: Lesson, network: Network) -> np.ndarray:
        """How often each frame is to be drawn."""
        hard = hard_frames(network, lesson.frames, counter(self._listener, "find hard frames", len(lesson.frames)))
        self._listener.tell(f"{hard.sum()} of {len(hard)} frames are hard")
        return draw_shares(hard, lesson.config.hard_share)

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
        deciding = {"part": part, "frames": self._digests, **_sections(self._recipe)}
        if self._start is not None:
            deciding["start"] = weights_digest(self._start)
        if self._device != CPU:
            deciding["device"] = self._device
        return TrainingState(self._folder / f"{part}.pt", identity(**deciding))


def _sections(recipe: Recipe) -> Mapping[str, Any]:
    return {"training": recipe.training.of_weights, "network": recipe.network, "augmentation": recipe.augmentation}

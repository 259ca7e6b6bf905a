"""Networks of many sizes by a short recipe: the trainer of the full one, with far fewer steps."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Callable, Dict

import numpy as np

from limphome.core import LimphomeError
from limphome.learning.fitted_frames import fitted
from limphome.learning.frame_set import FrameSet
from limphome.learning.landscape.candidate import Candidate, parse_size
from limphome.learning.learner import Lesson
from limphome.learning.network_config import NetworkConfig
from limphome.learning.quantization.integer_form import IntegerForm
from limphome.learning.recipe import Recipe
from limphome.learning.release import Release
from limphome.learning.trainer import train
from limphome.perception.importing.sole_writer import sole_writer
from limphome.perception.manifest import Manifest

CALIBRATION_FRAMES = 64


@dataclass(frozen=True, eq=False)
class ShortTraining:
    """Trains and publishes the network of a candidate.

    Attributes:
        recipe: of the full training; its network is the one of width 1.
        steps, batch: how long. frames, validation: from what, at the camera's size.
        folder: where model folders are written; one that was made the same way before is taken as it is.
    """

    recipe: Recipe
    steps: int
    batch: int
    frames: FrameSet
    validation: FrameSet
    folder: Path

    def model(self, candidate: Candidate, progress: Callable[..., None]) -> Path:
        """Model folder of a candidate's network.

        Raises:
            LimphomeError: so little was learned that no golden frame can be found, or another command writes there.
        """
        recipe, out = self._recipe_of(candidate), self.folder / candidate.network
        if _was_made_by(out, recipe, self.frames.digest):
            return out
        with sole_writer(out):
            self._write(out, candidate.network, recipe, progress)
        return out

    def _write(self, out: Path, name: str, recipe: Recipe, progress: Callable[..., None]) -> None:
        fit = recipe.network.make_fit()
        frames, validation = fitted(self.frames, fit), fitted(self.validation, fit)
        network = train(Lesson(frames, recipe.training, recipe.network, recipe.augmentation), progress)
        release = Release(out, name, network, lambda text: None)
        pick = np.linspace(0, len(frames) - 1, min(CALIBRATION_FRAMES, len(frames))).astype(int)
        release.write_parent(validation)
        release.write_networks(frames.images[pick], IntegerForm(recipe.training.calibration))
        release.fit(validation)
        facts = {"parameters": sum(p.numel() for p in network.parameters()), "multiplications": network.multiplications}
        release.finish({"recipe": recipe.as_values(), "data": {"train": {"sha256": self.frames.digest}}, **facts}, _card)

    def _recipe_of(self, candidate: Candidate) -> Recipe:
        average = min(self.recipe.training.average, 1 - 10 / max(self.steps, 20))  # of the last tenth, not of the first steps
        training = replace(self.recipe.training, steps=self.steps, settle_steps=0, batch=self.batch, processes=1, average=average)
        training = replace(training, frames=max(32, len(self.frames)))
        return replace(self.recipe, training=training, network=scaled(self.recipe.network, candidate))


def scaled(base: NetworkConfig, candidate: Candidate) -> NetworkConfig:
    """The network at a candidate's size and width; channels stay multiples of 16."""
    width, height = parse_size(candidate.size)
    channels = tuple(_sixteens(value * candidate.width) for value in base.channels)
    stem, head = _sixteens(base.stem * candidate.width), _sixteens(base.head * candidate.width)
    return replace(base, width=width, height=height, stem=stem, channels=channels, head=head)


def _sixteens(channels: float) -> int:
    return max(16, 16 * round(channels / 16))


def _was_made_by(folder: Path, recipe: Recipe, frames: str) -> bool:
    try:
        training = Manifest.load(folder).training
    except LimphomeError:
        return False
    known = Recipe.from_values(training.get("recipe", recipe.as_values()), str(folder))
    return known == recipe and training.get("data", {}).get("train", {}).get("sha256") == frames


def _card(manifest: Dict[str, Any]) -> str:
    training = manifest["training"]["recipe"]["training"]
    return (
        f"# {manifest['name']}\n\nA point of a landscape, trained for {training['steps']} steps of {training['batch']} frames.\n"
        "Its accuracy tells how networks compare when trained this short, not how good this one can get. Not for a robot.\n"
    )

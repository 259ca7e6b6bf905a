"""Where the frames of a training come from: rendered yards, or a folder that a user brings."""

from dataclasses import dataclass
from pathlib import Path
from typing import Optional, Protocol

from limphome.learning.data.frame_loader import load_folder
from limphome.learning.data.origin import DataOrigin
from limphome.learning.fitted_frames import fitted_frames, some_fitted_frames
from limphome.learning.frame_set import FrameSet, evenly
from limphome.learning.listener import Listener, counter
from limphome.learning.recipe import Recipe


class FrameSource(Protocol):
    """Gives the splits of a data set."""

    @property
    def origin(self) -> Optional[DataOrigin]:
        """The folder that they lie in; None for rendered ones."""

    def load(self, split: str, listener: Listener) -> FrameSet:
        """Frames of one split of a training; the listener hears how many of them are ready."""

    def some(self, split: str, count: int, listener: Listener) -> FrameSet:
        """So many of them, spread evenly, as ``load(split).spread(count)`` gives them."""


@dataclass(frozen=True)
class RenderedSource:
    """Yards that are rendered as a recipe says, or were rendered before into ``cache``, fitted into its network."""

    recipe: Recipe
    cache: Path

    @property
    def origin(self) -> Optional[DataOrigin]:
        """See :class:`FrameSource`."""
        return None

    def load(self, split: str, listener: Listener) -> FrameSet:
        """See :class:`FrameSource`."""
        job = self.recipe.jobs()[split]
        network, count = self.recipe.network, counter(listener, f"{split} frames", job.frames)
        return fitted_frames(job, network.make_fit(), self.cache, count).in_classes(network.classes)

    def some(self, split: str, count: int, listener: Listener) -> FrameSet:
        """See :class:`FrameSource`. Where not all were rendered before, the others are not rendered either."""
        job, network = self.recipe.jobs()[split], self.recipe.network
        indices = evenly(job.frames, count)
        told = counter(listener, f"some {split} frames", len(indices))
        return some_fitted_frames(job, network.make_fit(), self.cache, told, indices).in_classes(network.classes)


@dataclass(frozen=True)
class FolderSource:
    """A folder that ``limphome data`` wrote, its pictures fitted into the recipe's network."""

    folder: Path
    recipe: Recipe
    cache: Path

    @property
    def origin(self) -> Optional[DataOrigin]:
        """See :class:`FrameSource`."""
        return DataOrigin.of_folder(self.folder)

    def load(self, split: str, listener: Listener) -> FrameSet:
        """See :class:`FrameSource`. There are as many frames as pictures, whatever the recipe asks for."""
        network = self.recipe.network
        frames = load_folder(self.folder, split, network.classes, network.make_fit(), self.cache)
        counter(listener, f"{split} frames", len(frames))(len(frames))
        return frames

    def some(self, split: str, count: int, listener: Listener) -> FrameSet:
        """See :class:`FrameSource`."""
        return self.load(split, listener).spread(count)


def source_of(recipe: Recipe, data: Optional[Path], cache: Path) -> FrameSource:
    """The folder that a user brings, or without one rendered yards."""
    return RenderedSource(recipe, cache) if data is None else FolderSource(data, recipe, cache)

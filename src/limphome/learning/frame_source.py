"""Where the frames of a training come from: rendered yards, or a folder that a user brings."""

from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Optional, Protocol

from limphome.learning.data.frame_loader import load_folder
from limphome.learning.data.origin import DataOrigin
from limphome.learning.frame_set import FrameSet
from limphome.learning.recipe import Recipe
from limphome.learning.rendering import render_or_load

SPLITS = ("train", "validation", "held_out")


class FrameSource(Protocol):
    """Gives the splits of a data set."""

    @property
    def origin(self) -> Optional[DataOrigin]:
        """The folder that they lie in; None for rendered ones."""

    def load(self, split: str, progress: Callable[[int], None]) -> FrameSet:
        """Frames of one of ``SPLITS``; ``progress`` is called with the number that is ready."""


@dataclass(frozen=True)
class RenderedSource:
    """Yards that are rendered as a recipe says, or were rendered before into ``cache``."""

    recipe: Recipe
    cache: Path

    @property
    def origin(self) -> Optional[DataOrigin]:
        """See :class:`FrameSource`."""
        return None

    def load(self, split: str, progress: Callable[[int], None]) -> FrameSet:
        """See :class:`FrameSource`."""
        return render_or_load(self.recipe.jobs()[split], self.cache, progress).in_classes(self.recipe.network.classes)


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

    def load(self, split: str, progress: Callable[[int], None]) -> FrameSet:
        """See :class:`FrameSource`."""
        network = self.recipe.network
        frames = load_folder(self.folder, split, network.classes, network.make_fit(), self.cache)
        progress(len(frames))
        return frames


def source_of(recipe: Recipe, data: Optional[Path], cache: Path) -> FrameSource:
    """The folder that a user brings, or without one rendered yards."""
    return RenderedSource(recipe, cache) if data is None else FolderSource(data, recipe, cache)

"""Endless labelled pictures for training, world after world."""

from typing import Optional

from limphome.simulation.labelled_frame import LabelledFrame
from limphome.simulation.labelled_world import LabelledWorld

__all__ = ["LabelledFrame", "LabelledScenes", "LabelledWorld"]


class LabelledScenes:
    """Frames from one random world after the other; ``close`` it when done.

    A split goes by world seed: two generators whose seeds do not overlap share no world.

    Args:
        seed: of the first world; the next worlds take the next numbers.
        frames_per_world: how many frames before the next world (a new world costs about as much as five frames).
        shadow_share: share of the frames with shadows, which cost three times as much.
    """

    def __init__(self, seed: int, frames_per_world: int = 100, shadow_share: float = 0.25) -> None:
        self._next_seed, self._count, self._share = seed, frames_per_world, shadow_share
        self._world: Optional[LabelledWorld] = None
        self._index = 0

    def frame(self) -> LabelledFrame:
        """The next frame."""
        if self._world is None or self._index == self._count:
            self.close()
            self._world = LabelledWorld(self._next_seed, self._share)
            self._next_seed, self._index = self._next_seed + 1, 0
        self._index += 1
        return self._world.frame(self._index - 1)

    def close(self) -> None:
        """Free the graphics memory of the current world."""
        if self._world is not None:
            self._world.close()
            self._world = None

"""Shuffled, changed, padded batches, made ahead of the training step."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Iterator, List, Optional, Tuple

import numpy as np
import torch
from torch import Tensor

from limphome.learning.augmentation import Augmentation
from limphome.learning.frame_set import FrameSet, ignored
from limphome.learning.process_group import Place
from limphome.learning.training_config import TrainingConfig


@dataclass(frozen=True)
class Batch:
    """Pictures with what is in them.

    Attributes:
        pictures: uint8 (n, height, width, 3).
        boxes: (n, m, 4) [px]. classes: (n, m), -1 is padding. ignored: (n, m) bool.
        frames: (n,) index of each picture in its frame set.
    """

    pictures: Tensor
    boxes: Tensor
    classes: Tensor
    ignored: Tensor
    frames: Tuple[int, ...]

    def to(self, device: torch.device) -> "Batch":
        """The same on a device; what is there already is not copied."""
        pictures, boxes, classes, hidden = (part.to(device) for part in (self.pictures, self.boxes, self.classes, self.ignored))
        return Batch(pictures, boxes, classes, hidden, self.frames)


class Batches:
    """Iterates over a frame set as often as asked; equal seeds give equal batches.

    Args:
        config: its ``batch`` frames in a whole batch, ``steps`` of them; ``seed`` of order and changes.
        place: of this process among those that share each batch.
        shares: (frames,) how often each frame is drawn; without it each comes once before any comes again.
    """

    def __init__(
        self,
        frames: FrameSet,
        augmentation: Augmentation,
        config: TrainingConfig,
        place: Place = Place(),
        shares: Optional[np.ndarray] = None,
    ) -> None:
        self._frames, self._augmentation, self._config = frames, augmentation, config
        self._place, self._shares = place, shares
        self._first = np.searchsorted(frames.labels["frame"], np.arange(len(frames) + 1))

    def __iter__(self) -> Iterator[Batch]:
        return self.since(0)

    def since(self, first: int) -> Iterator[Batch]:
        """The same batches without those before step ``first``."""
        steps = range(first, self._config.steps)
        if not steps:
            return
        with ThreadPoolExecutor(1) as worker:
            ahead = worker.submit(self._make, first)
            for step in steps:
                batch = ahead.result()
                if step + 1 in steps:
                    ahead = worker.submit(self._make, step + 1)
                yield batch

    def _make(self, step: int) -> Batch:
        rng = np.random.default_rng([self._config.seed, step, self._place.rank])
        indices = self._indices(step)[self._place.rank :: self._place.ranks]
        pictures = np.empty((len(indices), *self._frames.images.shape[1:]), np.uint8)
        labels: List[np.ndarray] = []
        for position, index in enumerate(indices):
            true = self._frames.labels[self._first[index] : self._first[index + 1]]
            labels.append(self._augmentation.apply(self._frames.images[index], true, rng, pictures[position]))
        return _pad(pictures, labels, indices)

    def _indices(self, step: int) -> np.ndarray:
        """Frames of one step."""
        size, seed = self._config.batch, self._config.seed
        if self._shares is not None:
            return np.random.default_rng([seed, 2, step]).choice(len(self._frames), size, p=self._shares)
        places = np.arange(step * size, (step + 1) * size)
        rounds, offsets = np.divmod(places, len(self._frames))
        orders = {turn: np.random.default_rng([seed, 1, turn]).permutation(len(self._frames)) for turn in set(rounds.tolist())}
        return np.array([orders[turn][offset] for turn, offset in zip(rounds.tolist(), offsets.tolist(), strict=True)])


def _pad(pictures: np.ndarray, labels: List[np.ndarray], indices: np.ndarray) -> Batch:
    most = max(1, *(len(rows) for rows in labels))
    shape = (len(labels), most)
    boxes, classes, hidden = np.zeros((*shape, 4), np.float32), np.full(shape, -1), np.zeros(shape, bool)
    for i, rows in enumerate(labels):
        boxes[i, : len(rows)], classes[i, : len(rows)] = rows["box"], rows["class_id"]
        hidden[i, : len(rows)] = ignored(rows)
    from_numpy = torch.from_numpy
    return Batch(from_numpy(pictures), from_numpy(boxes), from_numpy(classes), from_numpy(hidden), tuple(indices.tolist()))

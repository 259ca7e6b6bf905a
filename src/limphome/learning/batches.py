"""Shuffled, changed, padded batches, made ahead of the training step."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Iterator, List

import numpy as np
import torch
from torch import Tensor

from limphome.learning.augmentation import Augmentation
from limphome.learning.frame_set import FrameSet, ignored


@dataclass(frozen=True)
class Batch:
    """Pictures with what is in them.

    Attributes:
        pictures: uint8 (n, height, width, 3).
        boxes: (n, m, 4) [px]. classes: (n, m), -1 is padding. ignored: (n, m) bool.
    """

    pictures: Tensor
    boxes: Tensor
    classes: Tensor
    ignored: Tensor


class Batches:
    """Iterates over a frame set as often as asked; equal seeds give equal batches.

    Args:
        size: frames in a whole batch. steps: how many batches. seed: of order and changes.
        rank, ranks: this is one of so many processes that share each batch.
    """

    def __init__(
        self, frames: FrameSet, augmentation: Augmentation, size: int, steps: int, seed: int, rank: int = 0, ranks: int = 1
    ) -> None:
        self._frames, self._augmentation, self._size, self._steps, self._seed = frames, augmentation, size, steps, seed
        self._rank, self._ranks = rank, ranks
        self._ignored = ignored(frames.labels)
        self._first = np.searchsorted(frames.labels["frame"], np.arange(len(frames) + 1))

    def __iter__(self) -> Iterator[Batch]:
        with ThreadPoolExecutor(1) as worker:
            ahead = worker.submit(self._make, 0)
            for step in range(self._steps):
                batch = ahead.result()
                if step + 1 < self._steps:
                    ahead = worker.submit(self._make, step + 1)
                yield batch

    def _make(self, step: int) -> Batch:
        rng = np.random.default_rng([self._seed, step, self._rank])
        indices = self._indices(step)[self._rank :: self._ranks]
        pictures = np.empty((len(indices), *self._frames.images.shape[1:]), np.uint8)
        boxes: List[np.ndarray] = []
        rows = [slice(self._first[index], self._first[index + 1]) for index in indices]
        for position, (index, row) in enumerate(zip(indices, rows, strict=True)):
            true = self._frames.labels["box"][row]
            boxes.append(self._augmentation.apply(self._frames.images[index], true, rng, pictures[position]))
        return self._pad(pictures, boxes, rows)

    def _indices(self, step: int) -> np.ndarray:
        """Frames of one step: every frame once before any comes again."""
        places = np.arange(step * self._size, (step + 1) * self._size)
        rounds, offsets = np.divmod(places, len(self._frames))
        orders = {
            turn: np.random.default_rng([self._seed, 1, turn]).permutation(len(self._frames)) for turn in set(rounds.tolist())
        }
        return np.array([orders[turn][offset] for turn, offset in zip(rounds.tolist(), offsets.tolist(), strict=True)])

    def _pad(self, pictures: np.ndarray, boxes: List[np.ndarray], rows: List[slice]) -> Batch:
        most = max(1, *(len(box) for box in boxes))
        shape = (len(boxes), most)
        all_boxes, classes, ignored = np.zeros((*shape, 4), np.float32), np.full(shape, -1), np.zeros(shape, bool)
        for i, (box, row) in enumerate(zip(boxes, rows, strict=True)):
            all_boxes[i, : len(box)], classes[i, : len(box)] = box, self._frames.labels["class_id"][row]
            ignored[i, : len(box)] = self._ignored[row]
        arrays = (pictures, all_boxes, classes, ignored)
        return Batch(*(torch.from_numpy(array) for array in arrays))

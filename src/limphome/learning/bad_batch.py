"""The batch after which a training can only learn nonsense: told by its frames, and kept on disk."""

import math
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Tuple

import numpy as np
import torch

from limphome.core import LimphomeError
from limphome.learning.batches import Batch
from limphome.learning.device import CPU
from limphome.learning.process_group import Place
from limphome.learning.training_state import TrainingState

Losses = Mapping[str, float]


def no_number(place: Place, state: Optional[TrainingState], step: int, batch: Batch, losses: Losses) -> LimphomeError:
    """The error, with the batch that caused it kept beside the state; every process has to come here at the same step.

    Where no loss is at fault a gradient is. Whose it was can no longer be told then, and the batches of all are kept.
    """
    parts: List[Tuple[Tuple[int, ...], Dict[str, float]]] = place.of_all((batch.frames, dict(losses)))
    by_loss = [rank for rank, (_, one) in enumerate(parts) if not math.isfinite(sum(one.values()))]
    guilty = by_loss or list(range(len(parts)))
    if place.rank in guilty:
        _keep(state, step, place.rank, batch)
    place.wait_for_all()  # the first process ends the others with itself
    told = [f"{_path(state, step, rank)}frames {', '.join(map(str, parts[rank][0]))}" for rank in guilty]
    what = f"loss {parts[guilty[0]][1]} at step {step}"
    what = what if by_loss else f"a gradient that is no number, {what}"
    return LimphomeError(what, "; ".join(told), "a lower learning_rate, sound labels")


def _path(state: Optional[TrainingState], step: int, rank: int) -> str:
    return "" if state is None else f"{_file(state, step, rank)}: "


def _file(state: TrainingState, step: int, rank: int) -> Path:
    return state.path.with_name(f"bad-batch-{step}-{rank}.npz")


def _keep(state: Optional[TrainingState], step: int, rank: int, batch: Batch) -> None:
    if state is not None:
        arrays: Dict[str, Any] = {name: np.asarray(value) for name, value in vars(batch.to(torch.device(CPU))).items()}
        np.savez_compressed(_file(state, step, rank), **arrays)

"""What one process of a training does: its share of every batch, gradients averaged with the others'."""

import math
import warnings
from dataclasses import dataclass
from typing import Callable, Dict, Iterator, List, Optional, Tuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from limphome.learning.augmentation import Augmentation, AugmentationConfig
from limphome.learning.bad_batch import no_number
from limphome.learning.batches import Batch, Batches
from limphome.learning.checkup.symptom import Symptom
from limphome.learning.checkup.training_watch import TrainingWatch
from limphome.learning.detection_loss import DetectionLoss
from limphome.learning.device import CPU, open_device
from limphome.learning.frame_set import FrameSet
from limphome.learning.hardening import Hardening
from limphome.learning.mixed_precision import autocast
from limphome.learning.muon import Muon
from limphome.learning.network import Network, space_to_depth
from limphome.learning.network_config import NetworkConfig
from limphome.learning.process_group import Place
from limphome.learning.training_config import TrainingConfig
from limphome.learning.training_state import Resumable, TrainingState

Progress = Callable[[int, Dict[str, float]], None]
OnSymptom = Callable[[Symptom], None]


def ignore(symptom: Symptom) -> None:
    """For callers that do not want to know."""


@dataclass(frozen=True, eq=False)
class Lesson:
    """What is learned from what.

    Attributes:
        frames: to learn from.
        config, network, augmentation: of the recipe.
        start: weights to begin with; without them they are drawn.
        shares: (frames,) how often each frame is drawn; without it each comes once before any comes again.
        device: what it is learned on, see :mod:`limphome.learning.device`.
        state: where the unfinished training is kept, if anywhere.
        record: what was told of the run so far, kept with the state and taken up with it.
    """

    frames: FrameSet
    config: TrainingConfig
    network: NetworkConfig
    augmentation: AugmentationConfig
    start: Optional[Dict[str, Tensor]] = None
    shares: Optional[np.ndarray] = None
    device: str = CPU
    state: Optional[TrainingState] = None
    record: Optional[Resumable] = None


def learn(place: Place, lesson: Lesson, progress: Progress, on_symptom: OnSymptom = ignore) -> Network:
    """The network with averaged weights, in evaluation mode; every process gets the same.

    Args:
        on_symptom: called with each thing that seems wrong, in the first process only.

    Raises:
        LimphomeError: a loss or a gradient is no longer a number; the batch is kept beside the state, whose weights are sound.
    """
    torch.set_num_threads(1)  # threads wait for each other in every layer, processes once in a step
    torch.use_deterministic_algorithms(True)
    # Nothing here reads it, and filling takes a twentieth of a step.
    torch.utils.deterministic.fill_uninitialized_memory = False  # type: ignore[attr-defined]
    torch.manual_seed(lesson.config.seed)
    with place.joined():
        learner = _Learner(place, lesson)
        for step, batch in learner.batches():
            losses, symptoms = learner.step(step, batch)
            progress(step + 1, losses)
            for symptom in symptoms:
                on_symptom(symptom)
            learner.keep(step + 1)  # after the two above, whose record is kept with it
        place.wait_for_all()  # nobody leaves while another one still has gradients to share
    return learner.result()


class _Learner:
    def __init__(self, place: Place, lesson: Lesson) -> None:
        config = lesson.config
        self._place, self._lesson = place, lesson
        self._device = open_device(place.device, place.local_rank)
        self._network = Network(lesson.network).channels_last().to(self._device).train()  # drawn on the CPU: equal on any device
        if lesson.start is not None:
            self._network.load_state_dict(lesson.start)
        self._loss = DetectionLoss(lesson.network, config.sharpness, config.score_weight).to(self._device)
        self._hardening = Hardening(self._network, self._loss, config, place.rank)
        self._average = AveragedModel(self._network, multi_avg_fn=get_ema_multi_avg_fn(config.average), use_buffers=True)
        self._muon, self._adam = _optimizers(self._network, config)
        self._steps_done = self._resume()
        warnings.filterwarnings("ignore", "Grad strides do not match bucket view strides")  # of 1x1 kernels: any layout is right
        self._watch = TrainingWatch(self._network, config.steps, lesson.start is None) if place.rank == 0 else None
        self._shared = DistributedDataParallel(self._network)
        self._batches = Batches(lesson.frames, Augmentation(lesson.augmentation), config, place, lesson.shares)

    def _resume(self) -> int:
        kept = self._place.of_first(self._lesson.state.read() if self._lesson.state is not None else None)
        if kept is None:
            return 0
        for name, part in self._parts().items():
            part.load_state_dict(kept[name])
        if self._lesson.record is not None and "record" in kept:  # states from before it was kept lack it
            self._lesson.record.load_state_dict(kept["record"])
        return int(kept["step"])

    def _parts(self) -> Dict[str, "nn.Module | torch.optim.Optimizer"]:
        return {"network": self._network, "average": self._average, "muon": self._muon, "adam": self._adam}

    def batches(self) -> Iterator[Tuple[int, Batch]]:
        """Those that are still to be learned from, with their numbers."""
        return enumerate(self._batches.since(self._steps_done), self._steps_done)

    def step(self, step: int, batch: Batch) -> Tuple[Dict[str, float], List[Symptom]]:
        config = self._lesson.config
        share = learning_rate(step, config)
        _set_rate(self._muon, config.learning_rate * share)
        _set_rate(self._adam, config.adam_rate * share)
        if self._watch is not None:
            self._watch.before(step)
        losses, norm = self._descend(step, self._hardening.harden(step, batch.to(self._device)))
        self._average.update_parameters(self._network)
        return losses, [] if self._watch is None else self._watch.after(step, norm, sum(losses.values()))

    def keep(self, steps_done: int) -> None:
        """Write the state where it is due; the first process does."""
        state, record = self._lesson.state, self._lesson.record
        if state is None or self._place.rank > 0 or not state.due(steps_done, self._lesson.config.steps):
            return
        state.write(steps_done, **self._parts(), **({} if record is None else {"record": record}))

    def _descend(self, step: int, batch: Batch) -> Tuple[Dict[str, float], float]:
        with autocast(self._lesson.config.bfloat16, self._device):
            head, _, _ = self._shared(space_to_depth(batch.pictures))
        score_loss, box_loss = self._loss(head, batch.boxes, batch.classes, batch.ignored)
        losses = {"score_loss": score_loss.item(), "box_loss": box_loss.item()}
        self._muon.zero_grad(set_to_none=True)
        self._adam.zero_grad(set_to_none=True)
        total = score_loss + box_loss
        # A process whose loss is no number spoils the gradients of all, so that all of them stop at this step.
        (total if math.isfinite(sum(losses.values())) else total * math.nan).backward()
        norm = float(torch.nn.utils.clip_grad_norm_(self._network.parameters(), 10.0))
        if not math.isfinite(norm):
            raise no_number(self._place, self._lesson.state, step, batch, losses)
        self._muon.step()
        self._adam.step()
        return losses, norm

    def result(self) -> Network:
        result = Network(self._lesson.network)
        result.load_state_dict(self._average.module.state_dict())
        return result.eval()


def learning_rate(step: int, config: TrainingConfig) -> float:
    """Share of the highest rate: a linear rise, then half a cosine down to 1 %."""
    warm = max(1, round(config.warmup * config.steps))
    if step < warm:
        return (step + 1) / warm
    return 0.01 + 0.99 * (1 + math.cos(math.pi * (step - warm) / max(1, config.steps - warm))) / 2


def _optimizers(network: Network, config: TrainingConfig) -> Tuple[torch.optim.Optimizer, torch.optim.Optimizer]:
    """Muon for the 3x3 convolutions, Adam for the outputs' few channels, biases and normalization."""
    kernels = {id(p): p for p in network.parameters() if p.ndim == 4 and p.shape[-1] == 3}
    rest = [p for p in network.parameters() if id(p) not in kernels]
    muon = Muon(kernels.values(), config.learning_rate, config.weight_decay)
    return muon, torch.optim.Adam(rest, config.adam_rate, betas=(0.9, 0.99))


def _set_rate(optimizer: torch.optim.Optimizer, rate: float) -> None:
    for group in optimizer.param_groups:
        group["lr"] = rate

"""Gradients that explode or vanish, seen layer by layer while the training runs."""

from collections import deque
from typing import Deque, Dict, List

import torch
from torch import nn

from limphome.learning.checkup.symptom import Symptom

WINDOW, SETTLED_STEPS = 100, 20
EXPLODED = 1e3  # times the median of the steps before
VANISHED = 1e-9  # of gradient over weight, root mean square; sound layers have 1e-5 to 1e-1
STEPS_IN_A_ROW = 5


class GradientWatch:
    """Looks at a network's gradients after each backward pass; each symptom is told once."""

    def __init__(self, network: nn.Module) -> None:
        self._layers = {name: p for name, p in network.named_parameters() if p.ndim > 1}
        self._norms: Deque[float] = deque(maxlen=WINDOW)
        self._faint = dict.fromkeys(self._layers, 0)
        self._told: Dict[str, bool] = {}

    def observe(self, step: int, norm: float) -> List[Symptom]:
        """Symptoms that are new.

        Args:
            step: number of the step. norm: of all gradients together, before any clipping.
        """
        return [*self._exploding(step, norm), *self._vanishing(step)]

    def _exploding(self, step: int, norm: float) -> List[Symptom]:
        usual = sorted(self._norms)[len(self._norms) // 2] if len(self._norms) >= SETTLED_STEPS else None
        self._norms.append(norm)
        if usual is None or norm <= EXPLODED * usual or self._told.setdefault("exploding", False):
            return []
        self._told["exploding"] = True
        what = f"norm {norm:.3g} at step {step}, {norm / usual:.0f} times the usual {usual:.3g}"
        return [Symptom("exploding gradients", self._loudest(), what, "a lower learning_rate, a longer warmup, sound labels")]

    def _loudest(self) -> str:
        return max(self._layers, key=lambda name: _rms(self._layers[name].grad))

    def _vanishing(self, step: int) -> List[Symptom]:
        new = []
        for name, parameter in self._layers.items():
            ratio = _rms(parameter.grad) / (_rms(parameter.data) + 1e-30)
            self._faint[name] = self._faint[name] + 1 if ratio < VANISHED else 0
            if self._faint[name] == STEPS_IN_A_ROW:
                what = f"gradient only {ratio:.1e} of the weights at step {step}"
                advice = "normalization before it, other start weights, a shallower network"
                new.append(Symptom("vanishing gradients", name, what, advice))
        return new


def _rms(values: "torch.Tensor | None") -> float:
    return 0.0 if values is None else float(values.norm() / max(1, values.numel()) ** 0.5)

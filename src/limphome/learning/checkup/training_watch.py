"""Looks over a running training and tells what is wrong with it."""

from typing import List

from torch import nn

from limphome.learning.checkup.gradient_watch import GradientWatch
from limphome.learning.checkup.plateau_watch import PlateauWatch
from limphome.learning.checkup.symptom import Symptom
from limphome.learning.checkup.unit_watch import UnitWatch

LOOK_EVERY, LOOK_STEPS = 500, 20  # steps between looks at units, and batches of one look


class TrainingWatch:
    """All watches of one training.

    Args:
        network: that learns. steps: of the training.
        fresh: its weights were drawn; one that was trained before has no reason to fall any more.
    """

    def __init__(self, network: nn.Module, steps: int, fresh: bool = True) -> None:
        self._gradients, self._units = GradientWatch(network), UnitWatch(network)
        self._plateau = PlateauWatch(steps) if fresh else None
        self._every = min(LOOK_EVERY, max(LOOK_STEPS + 1, steps // 2))
        self._looking_since = -1
        self._told: List[str] = []

    def before(self, step: int) -> None:
        """Call before the forward pass of a step."""
        if step % self._every == self._every - LOOK_STEPS:
            self._units.start()
            self._looking_since = step

    def after(self, step: int, norm: float, loss: float) -> List[Symptom]:
        """Symptoms that are new after a step; ``norm`` is that of all gradients."""
        found = self._gradients.observe(step, norm)
        if self._plateau is not None:
            found += self._plateau.observe(step, loss)
        if self._looking_since >= 0 and step >= self._looking_since + LOOK_STEPS - 1:
            self._looking_since = -1
            found += [symptom for symptom in self._units.symptoms() if symptom.where not in self._told]
            self._told += [symptom.where for symptom in found if symptom.name == "dead units"]
        return found

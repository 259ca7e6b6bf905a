"""A loss that no longer falls although there is time and rate left."""

from typing import List

import numpy as np

from limphome.learning.checkup.symptom import Symptom

WINDOWS, LEAST_FALL = 4, 0.01


class PlateauWatch:
    """Compares the medians of successive windows of the loss; told once.

    Args:
        steps: of the whole training. Its last half is let alone: a falling rate, and little left to learn, flatten every curve.
    """

    def __init__(self, steps: int) -> None:
        self._half, self._window = steps // 2, max(50, steps // 40)
        self._losses: List[float] = []
        self._told = False

    def observe(self, step: int, loss: float) -> List[Symptom]:
        """Symptoms that are new."""
        self._losses.append(loss)
        span = self._window * WINDOWS
        if self._told or step > self._half or len(self._losses) < span or len(self._losses) % self._window:
            return []
        recent = np.median(np.array(self._losses[-span:]).reshape(WINDOWS, self._window), axis=1)
        fall = 1 - recent[WINDOWS // 2 :].mean() / recent[: WINDOWS // 2].mean()
        if fall >= LEAST_FALL:
            return []
        self._told = True
        what = f"fell by {max(0.0, fall):.1%} in {span} steps, at {recent[-1]:.3g}"
        advice = "another learning_rate, labels that fit the pictures (limphome model check), a larger network"
        return [Symptom("loss plateau", f"steps {step - span} to {step}", what, advice)]

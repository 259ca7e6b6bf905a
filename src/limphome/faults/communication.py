"""Faults of the transport; they never look into a message, so they take any topic."""

from typing import Any, Optional

import numpy as np

from limphome.faults.message_fault import MessageFault


class Drop(MessageFault):
    """Messages lost at random, each on its own."""

    def __init__(self, probability: float, rng: np.random.Generator) -> None:
        self._probability, self._rng = probability, rng

    def corrupt(self, message: Any, age_s: float) -> Optional[Any]:
        """The message or None."""
        return None if self._rng.random() < self._probability else message


class Delay(MessageFault):
    """Every message later by the same time; stamps stay, so the age shows."""

    def __init__(self, delay_s: float, rng: np.random.Generator) -> None:
        self._delay_s = delay_s

    def delay_s(self, age_s: float) -> float:
        """The time that it takes longer [s]."""
        return self._delay_s

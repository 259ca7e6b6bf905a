"""One row of the fault table."""

from dataclasses import dataclass
from typing import Callable, Optional, Tuple

import numpy as np

from limphome.core import LimphomeError
from limphome.faults.message_fault import MessageFault

LOCKSTEP, ROS, RECORDINGS = "lockstep", "ros", "recordings"
PLACES = (LOCKSTEP, ROS, RECORDINGS)


@dataclass(frozen=True)
class FaultKind:
    """What a fault does, where it may be used and who has to catch it.

    Attributes:
        name: ``layer.kind``.
        quantity, unit: what ``values`` measure.
        values: physical value of severity 0 to 5; 0 is the healthy one, and the row never turns back.
        acts_on: ``message``, ``model``, ``process``, ``base`` or ``mount``.
        targets: what it may be aimed at; the first is the default.
        works_in: subset of :data:`PLACES`.
        guard: the monitor, or the part of the base, that has to answer.
        component: where the fault sits, as diagnosis names it; empty: follows from the target.
        make: builds the fault that a relay applies, from (value, rng); None unless it acts on messages.
    """

    name: str
    quantity: str
    unit: str
    values: Tuple[float, ...]
    acts_on: str
    targets: Tuple[str, ...]
    works_in: Tuple[str, ...]
    guard: str
    component: str
    make: Optional[Callable[[float, np.random.Generator], MessageFault]] = None

    def __post_init__(self) -> None:
        steps = np.diff(self.values)
        if len(self.values) != 6 or not ((steps >= 0).all() or (steps <= 0).all()):
            raise LimphomeError(f"values {self.values}", self.name, "six values that never turn back")
        if (self.acts_on == "message") != (self.make is not None):
            raise LimphomeError(f"acts on {self.acts_on}, make is {self.make}", self.name, "make for faults of messages, only")

    @property
    def layer(self) -> str:
        """First half of the name."""
        return self.name.partition(".")[0]

    @property
    def default_target(self) -> str:
        """What it acts on when the user names nothing."""
        return self.targets[0]

    def value(self, severity: int) -> float:
        """Physical value of one severity, in ``unit``."""
        return self.values[severity]

"""Which faults act at which time."""

from typing import Iterable, Tuple

from limphome.core import FaultSpec
from limphome.faults.table import check, find_kind


class FaultSchedule:
    """The faults of one run.

    Args:
        specs: what is injected; targets are filled in, impossible ones refused.
        set_at_s: moment from which their ``start_s`` counts.
        place: one of ``PLACES`` that they have to work in; empty: any.
    """

    def __init__(self, specs: Iterable[FaultSpec], set_at_s: float = 0.0, place: str = "") -> None:
        self.specs = tuple(check(spec, place) for spec in specs)
        self.set_at_s = set_at_s

    def active(self, now_s: float) -> Tuple[FaultSpec, ...]:
        """The faults that act now: the ground truth, never read by monitors or diagnosis."""
        return tuple(spec for spec in self.specs if spec.is_active(now_s - self.set_at_s))

    def of_topic(self, topic: str) -> Tuple[FaultSpec, ...]:
        """The faults that a relay in this topic has to apply."""
        return tuple(spec for spec in self.specs if spec.target == topic and find_kind(spec.name).make is not None)

    def value(self, name: str, now_s: float) -> float:
        """Physical value of a kind now: that of its highest active severity, the healthy one when none acts."""
        return find_kind(name).value(max((spec.severity for spec in self.active(now_s) if spec.name == name), default=0))

    def is_down(self, node: str, now_s: float) -> bool:
        """True while a crashed node stays away: from the start of the fault for the outage of its severity."""
        crashes = (spec for spec in self.active(now_s) if spec.name == "compute.node_crash" and spec.target == node)
        return any(now_s - self.set_at_s - spec.start_s < find_kind(spec.name).value(spec.severity) for spec in crashes)

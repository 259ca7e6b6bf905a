"""What stands between a source and all its readers when faults are armed."""

import zlib
from typing import Any, Iterable, List, Optional, Tuple

import numpy as np

from limphome.core import FaultSpec, LimphomeError
from limphome.faults.message_fault import MessageFault
from limphome.faults.table import check, find_kind

Timed = Tuple[FaultSpec, float]
"""A fault and the moment at which it was set."""
_Running = Tuple[FaultSpec, float, MessageFault]  # spec, moment it was set, what it does
_SAME_SET_S = 0.2  # two reports of the moment a fault was set differ by transport only


def same(one: Timed, other: Timed) -> bool:
    """True if both are the same setting of a fault, which may be reported again and again."""
    return one[0] == other[0] and abs(one[1] - other[1]) < _SAME_SET_S


class Relay:
    """Passes the messages of one topic on, corrupted by the faults that are active.

    Args:
        topic: relative name of the topic; faults aimed at others are refused.
        seed: of this run. A fault's randomness depends on it, on the fault's own seed, its name and the topic only.
    """

    def __init__(self, topic: str, seed: int = 0) -> None:
        self.topic = topic
        self._seed = seed
        self._running: List[_Running] = []
        self._last_release_s = -np.inf
        self.shown_at_s: Optional[float] = None
        """First time that an output differed from its input (changed, lost or late) since the faults were set."""

    def set(self, faults: Iterable[Timed], now_s: float) -> None:
        """Replace all faults. One that is set already goes on as it is, one that is over stays over.

        Args:
            faults: each with the moment at which it was set, from which its ``start_s`` counts.
        """
        checked = [(check(spec), set_at_s) for spec, set_at_s in faults]
        lasting = [timed for timed in checked if now_s - timed[1] < timed[0].end_s]
        going = [next((running for running in self._running if same(timed, running[:2])), None) for timed in lasting]
        self._running = [running or (*timed, self._make(timed[0])) for timed, running in zip(lasting, going)]
        if not any(going):
            self.shown_at_s = None

    def pass_on(self, message: Any, now_s: float) -> List[Tuple[float, Any]]:
        """What leaves, and when: [] when lost, the same object at ``now_s`` when no fault is active.

        Faults work one after the other in the order in which they were set; messages never overtake each other.
        """
        out, release_s = message, now_s
        for spec, set_at_s, fault in self._running:
            age_s = now_s - set_at_s - spec.start_s
            if not spec.is_active(now_s - set_at_s):
                continue
            out = fault.corrupt(out, age_s)
            if out is None:
                self._shown(now_s)
                return []
            release_s += fault.delay_s(age_s)
        release_s = self._last_release_s = max(release_s, self._last_release_s)
        if out is not message or release_s > now_s:
            self._shown(now_s)
        return [(release_s, out)]

    def active(self, now_s: float) -> Tuple[FaultSpec, ...]:
        """The faults that act now: the ground truth."""
        return tuple(spec for spec, set_at_s, _ in self._running if spec.is_active(now_s - set_at_s))

    def _shown(self, now_s: float) -> None:
        if self.shown_at_s is None:
            self.shown_at_s = now_s

    def _make(self, spec: FaultSpec) -> MessageFault:
        kind = find_kind(spec.name)
        if kind.make is None or spec.target != self.topic:
            raise LimphomeError(f"{spec.name} acts on {spec.target}", f"relay of {self.topic}", "faults of this topic's messages")
        words = zlib.crc32(spec.name.encode()), zlib.crc32(self.topic.encode())
        return kind.make(kind.value(spec.severity), np.random.default_rng([self._seed, spec.seed, *words]))

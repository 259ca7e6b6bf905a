"""Puts the faults of a run in their places: relays, processes, base, mounts."""

from typing import Any, Dict, Iterable, List, Optional, Tuple

from limphome.core import FaultSpec
from limphome.faults.actuation import motor_scale
from limphome.faults.compute import outage_s, slow_inference_s
from limphome.faults.mount import camera_turn_rad
from limphome.faults.relay import Relay
from limphome.faults.table import COMPONENTS, LOCKSTEP, check, find_kind


class FaultInjection:
    """The faults of one lockstep run; every relay is there in every run, idle where nothing is aimed at it.

    Args:
        specs: what to inject; start times count from the start of the run.
        seed: of the run.

    Raises:
        LimphomeError: a fault that does not exist, or cannot work in lockstep.
    """

    def __init__(self, specs: Iterable[FaultSpec], seed: int) -> None:
        self.specs: Tuple[FaultSpec, ...] = tuple(check(spec, LOCKSTEP) for spec in specs)
        self._stage_shown_s: Dict[FaultSpec, float] = {}
        self._relays = {topic: Relay(topic, seed) for topic in COMPONENTS}
        for topic, relay in self._relays.items():
            relay.set([(spec, 0.0) for spec in self.specs if _is_message_fault(spec) and spec.target == topic], 0.0)

    def pass_on(self, topic: str, message: Any, now_s: float) -> List[Tuple[float, Any]]:
        """(release time, message) of what leaves the relay of ``topic``."""
        return self._relays[topic].pass_on(message, now_s)

    def alive(self, node: str, now_s: float) -> bool:
        """False while the process of ``node`` is dead."""
        for spec in self._active("compute.node_crash", now_s):
            if spec.target == node and now_s - spec.start_s < outage_s(spec.severity) - 1e-9:
                self.show(spec, now_s)
                return False
        return True

    def extra_inference_s(self, now_s: float) -> float:
        """How much longer an inference that starts now takes."""
        return sum(slow_inference_s(spec.severity) for spec in self._active("compute.slow_inference", now_s))

    def motor_scale(self, now_s: float) -> float:
        """Share of the drive's torque that is left."""
        return min((motor_scale(spec.severity) for spec in self._active("actuation.weak_motor", now_s)), default=1.0)

    def camera_turn_rad(self, now_s: float) -> float:
        """How far the camera is turned to the left on its mount."""
        return max((camera_turn_rad(spec.severity) for spec in self._active("camera.extrinsic_shift", now_s)), default=0.0)

    def first_active(self, name: str, now_s: float) -> Optional[FaultSpec]:
        """The fault of this kind that acts now, or None."""
        return next(iter(self._active(name, now_s)), None)

    def show(self, spec: FaultSpec, now_s: float) -> None:
        """Note the first moment at which a fault of a stage changed anything."""
        self._stage_shown_s.setdefault(spec, now_s)

    def any_within(self, now_s: float, after_s: float) -> bool:
        """True while a fault acts, or ended less than ``after_s`` ago."""
        return any(spec.severity and spec.start_s <= now_s < spec.end_s + after_s for spec in self.specs)

    def shown_s(self) -> Dict[str, float]:
        """Fault, as text -> first moment that it changed anything."""
        shown = {str(spec): time_s for spec, time_s in self._stage_shown_s.items()}
        for spec in self.specs:
            time_s = self._relays[spec.target].shown_at_s if _is_message_fault(spec) else None
            if time_s is not None:
                shown[str(spec)] = time_s
        return shown

    def _active(self, name: str, now_s: float) -> List[FaultSpec]:
        return [spec for spec in self.specs if spec.name == name and spec.is_active(now_s)]


def _is_message_fault(spec: FaultSpec) -> bool:
    return find_kind(spec.name).acts_on == "message"

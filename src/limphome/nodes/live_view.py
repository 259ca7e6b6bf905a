"""What the running system says, one line for each change."""

import time
from typing import Any, Callable, Dict, List, Optional, Tuple

from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from rclpy.node import Node

from limphome.core import SafetyState, topics
from limphome.nodes.convert.status import to_cause, to_fault, to_safety_state
from limphome.nodes.convert.truth import to_truth
from limphome.nodes.gate_stand import GateStand
from limphome.nodes.guarded import guarded
from limphome.nodes.qos import qos_of
from limphome.nodes.settled_reasons import SettledReasons


class LiveView:
    """Follows mode, reasons, why the gate stands, faults, causes and the simulator's truth.

    Args:
        node: of the process that shows it.
        tell: called with one line for each change.
        simulated: times are the simulator's; else seconds since this view began.
    """

    def __init__(self, node: Node, tell: Callable[[str], None], simulated: bool = True) -> None:
        self._tell = tell
        self._began_s = None if simulated else time.monotonic()
        self._reasons, self._gate = SettledReasons(), GateStand()
        self.state: Optional[SafetyState] = None
        self.truth: Dict[str, Any] = {}
        self.causes: Tuple[Any, ...] = ()
        self.modes: List[Tuple[float, str, str]] = []
        self._active: Tuple[str, ...] = ()
        for kind, topic, hear in (
            (DiagnosticStatus, topics.SAFETY_STATE, self._on_state),
            (DiagnosticArray, topics.DIAGNOSTICS, self._on_diagnostics),
            (DiagnosticArray, topics.ACTIVE_FAULTS, self._on_faults),
            (DiagnosticArray, topics.CAUSES, self._on_causes),
            (DiagnosticArray, topics.TRUTH, self._on_truth),
        ):
            node.create_subscription(kind, topic, guarded(node, topic, hear), qos_of(topic))

    @property
    def time_s(self) -> float:
        """Simulated time of the last truth, or time since the beginning where nothing is simulated [s]."""
        return float(self.truth.get("time_s", 0.0)) if self._began_s is None else time.monotonic() - self._began_s

    def summary(self) -> Dict[str, Any]:
        """Modes in order, and the simulator's last word."""
        return {"modes": self.modes, "truth": self.truth}

    def _on_state(self, message: DiagnosticStatus) -> None:
        before, self.state = self.state, to_safety_state(message, self.time_s)
        if before is None or before.mode != self.state.mode:
            reason = self.state.reasons[0] if self.state.reasons else ""
            self.modes.append((round(self.time_s, 2), self.state.mode.name, reason))
            self._say_state(reason)
            self._reasons.told((reason,) if reason else ())
        elif self._reasons.have_changed(self.state.reasons, time.monotonic()):
            self._say_state("; ".join(self.state.reasons))

    def _say_state(self, reasons: str) -> None:
        assert self.state is not None  # heard
        self._tell(f"{self.time_s:6.1f} s  {self.state.mode.name}  {reasons}".rstrip())

    def _on_diagnostics(self, message: DiagnosticArray) -> None:
        news = self._gate.news(message, self.state.mode if self.state else None, time.monotonic())
        if news:
            self._tell(f"{self.time_s:6.1f} s  {news}")

    def _on_faults(self, message: DiagnosticArray) -> None:
        faults = [to_fault(status) for status in message.status]
        active = tuple(str(spec) for spec, age_s in faults if spec.is_active(age_s))
        for text in sorted(set(active) ^ set(self._active)):
            self._tell(f"{self.time_s:6.1f} s  fault {text} {'acts' if text in active else 'is over'}")
        self._active = active

    def _on_causes(self, message: DiagnosticArray) -> None:
        before, self.causes = self.causes, tuple(to_cause(status) for status in message.status)
        best = self.causes[0] if self.causes else None
        if best and (not before or before[0].fault != best.fault):
            self._tell(f"{self.time_s:6.1f} s  cause {best.fault} {best.component} {best.probability:.2f}")

    def _on_truth(self, message: DiagnosticArray) -> None:
        stamp = message.header.stamp
        self.truth = {"time_s": stamp.sec + stamp.nanosec * 1e-9, **to_truth(message)}

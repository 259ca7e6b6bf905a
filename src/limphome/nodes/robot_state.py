"""How the robot is now: mode, nodes, motion, faults and causes, from what it says anyway."""

import math
from typing import Any, Dict, Optional, Set, Tuple

from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus

from limphome.core import Cause, FaultSpec, SafetyState, topics
from limphome.nodes.asker import Asker
from limphome.nodes.convert.detections import Detection2DArray, to_detections
from limphome.nodes.convert.status import level_name, to_cause, to_fault, to_healths, to_safety_state
from limphome.nodes.convert.status_words import HEALTH, MONITOR
from limphome.nodes.node_list import BRINGUP

_TELL_NUMBERS = ("gate", "safety_monitor", "perception")
_REPORT = ("camera", "recorder")
"""Nodes whose report has to be waited for, while they are active."""
_SPEAKERS = {"perception": "sees", "fault_commander": "faults", "diagnosis": "causes"}
"""Node -> what it says that has to be waited for, while it is active."""


class RobotState:
    """Listens until everything that is said regularly was heard once.

    Args:
        asker: listens.

    Attributes:
        state: mode and reasons; None while the supervisor is silent.
        nodes: name -> lifecycle state, as the bringup sees it; empty without one.
        health: component -> its newest numbers on ``/diagnostics``.
        reports: what else stands there, by name: level, message and values (``perception: network``, ``camera: source``).
        sees: (class, score) of each detection of the newest picture; None, as the next two, while nobody says it.
        faults: what is set, each with the word ``active``, ``waiting`` or ``over``.
        causes: ranked; the first is the most likely.
    """

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self.state: Optional[SafetyState] = None
        self.nodes: Dict[str, str] = {}
        self.health: Dict[str, Dict[str, float]] = {}
        self.reports: Dict[str, Dict[str, str]] = {}
        self._told_numbers: Set[str] = set()
        self._reported: Set[str] = set()
        self.sees: Optional[Tuple[Tuple[str, float], ...]] = None
        self.faults: Optional[Tuple[Tuple[FaultSpec, str], ...]] = None
        self.causes: Optional[Tuple[Cause, ...]] = None
        asker.hear(DiagnosticStatus, topics.SAFETY_STATE, self._on_state)
        asker.hear(DiagnosticArray, topics.DIAGNOSTICS, self._on_diagnostics)
        asker.hear(DiagnosticArray, topics.ACTIVE_FAULTS, self._on_faults)
        asker.hear(DiagnosticArray, topics.CAUSES, self._on_causes)
        asker.hear(Detection2DArray, topics.DETECTIONS, self._on_detections)

    def listen(self) -> None:
        """Until all was heard, at most the asker's time; LimphomeError when nothing of limphome was."""
        self._asker.until(self._is_complete)
        if self.state is None and not self.nodes and not self.health:
            raise self._asker.silence("node of limphome")

    def as_dict(self) -> Dict[str, Any]:
        """The form that ``--json`` prints."""
        return {
            "domain": self._asker.domain,
            "mode": self.state.mode.name if self.state else None,
            "reasons": list(self.state.reasons) if self.state else [],
            "nodes": self.nodes,
            "faults": {str(spec): word for spec, word in self.faults or ()},
            "causes": [cause.as_dict() for cause in self.causes or ()],
            "sees": [{"class": name, "score": round(score, 3)} for name, score in self.sees or ()],
            "reports": self.reports,
            "health": {name: {key: _plain(value) for key, value in row.items()} for name, row in self.health.items()},
        }

    def _is_complete(self) -> bool:
        active = {name for name, what in self.nodes.items() if what == "active"}
        said = [getattr(self, what) is not None for node, what in _SPEAKERS.items() if node in active]
        reported = active & set(_TELL_NUMBERS) <= self._told_numbers and active & set(_REPORT) <= self._reported
        return bool(self.state and self.nodes) and all(said) and reported

    def _on_state(self, message: DiagnosticStatus) -> None:
        self.state = to_safety_state(message, 0.0)

    def _on_diagnostics(self, message: DiagnosticArray) -> None:
        for row in to_healths(message):  # of one component two nodes may speak: itself, and the safety monitor
            self.health.setdefault(row.component, {}).update(row.metrics)
            self._told_numbers.add(message.header.frame_id)
        self._reported.add(message.header.frame_id)
        for status in message.status:
            values = {one.key: one.value for one in status.values}
            if status.name == BRINGUP:
                self.nodes = values
            elif not status.name.startswith((HEALTH, MONITOR)):
                self.reports[status.name] = {"level": level_name(status.level), "message": status.message, **values}

    def _on_faults(self, message: DiagnosticArray) -> None:
        self.faults = tuple((to_fault(status)[0], status.message) for status in message.status)

    def _on_causes(self, message: DiagnosticArray) -> None:
        self.causes = tuple(map(to_cause, message.status))

    def _on_detections(self, message: Detection2DArray) -> None:
        found = to_detections(message)
        pairs = zip(found.class_ids.tolist(), found.scores.tolist())
        self.sees = tuple((found.class_names[class_id], score) for class_id, score in pairs)


def _plain(value: float) -> Optional[float]:
    """JSON has no number that is not finite."""
    return value if math.isfinite(value) else None

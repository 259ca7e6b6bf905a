"""What the starter of processes says about them: alike under `limphome up` and under `ros2 launch`."""

import time
from typing import Dict, Iterable

from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from rclpy.node import Node
from std_msgs.msg import Bool

from limphome.core import topics
from limphome.faults.compute import outage_s
from limphome.nodes.convert.status import array_of, key_values, to_fault, to_safety_state
from limphome.nodes.convert.status_words import GATE
from limphome.nodes.own_faults import CRASH
from limphome.nodes.qos import qos_of, reader_qos_of
from limphome.nodes.stage_node import NO_PUBLISHER_EVENTS
from limphome.safety.gate import EMERGENCY_STOP
from limphome.safety.reactions import waits_for_operator


class ProcessReport:
    """Speaks on ``/diagnostics``; presses the emergency stop while a process stays down, and for one that forgot its own stop.

    Args:
        node: of the process that starts the others.
    """

    def __init__(self, node: Node) -> None:
        self._diagnostics = node.create_publisher(
            DiagnosticArray, topics.DIAGNOSTICS, qos_of(topics.DIAGNOSTICS), event_callbacks=NO_PUBLISHER_EVENTS
        )
        self._stop = node.create_publisher(Bool, topics.EMERGENCY_STOP, qos_of(topics.EMERGENCY_STOP))
        node.create_subscription(Bool, topics.EMERGENCY_STOP, self._on_button, reader_qos_of(topics.EMERGENCY_STOP))
        node.create_subscription(DiagnosticStatus, topics.SAFETY_STATE, self._on_state, qos_of(topics.SAFETY_STATE))
        self._forgets: Dict[str, bool] = {}
        self._is_pressed = False

    def hear(self, message: DiagnosticArray) -> None:
        """What the others say on ``/diagnostics``."""
        for status in message.status:
            if status.name == GATE:
                self._forgets["gate"] = status.message.startswith(EMERGENCY_STOP)

    def died(self, name: str) -> None:
        """A process is gone. One that held a stop for an operator has forgotten it: the emergency stop takes its place."""
        if self._forgets.get(name):
            self._press(True)

    def say(self, statuses: Iterable[DiagnosticStatus], stay_stopped: bool) -> None:
        """Once a second.

        Args:
            stay_stopped: a process died too often.
        """
        message = array_of(statuses, time.time())
        message.header.frame_id = "starter"
        self._diagnostics.publish(message)
        if stay_stopped:
            self._press(True)  # latched by the gate; without a gate the base has stopped by itself

    def _on_state(self, message: DiagnosticStatus) -> None:
        self._forgets["safety_monitor"] = waits_for_operator(to_safety_state(message, 0.0).reasons)

    def _press(self, pressed: bool) -> None:
        self._is_pressed = pressed
        self._stop.publish(Bool(data=pressed))

    def _on_button(self, message: Bool) -> None:
        """Who releases it releases ours too: else a later gate would find it in the topic's history."""
        if self._is_pressed and not message.data:
            self._press(False)


def process_status(name: str, pid: int, restarts: int, is_running: bool, given_up: bool) -> DiagnosticStatus:
    """How one process is."""
    status = DiagnosticStatus(name=f"process: {name}", hardware_id=name, level=DiagnosticStatus.OK, message="running")
    if given_up:
        status.level, status.message = DiagnosticStatus.ERROR, "died too often; the robot stays stopped"
    elif not is_running:
        status.level, status.message = DiagnosticStatus.WARN, "died; about to be started again"
    status.values = key_values({"pid": pid, "restarts": restarts})
    return status


class Outages:
    """A crash that was ordered keeps its process away for as long as was ordered.

    Args:
        node: of the process that starts the others.
    """

    def __init__(self, node: Node) -> None:
        self.held_until_s: Dict[str, float] = {}
        """Node -> steady time before which it must not be started again."""
        node.create_subscription(DiagnosticArray, topics.ACTIVE_FAULTS, self._on_faults, qos_of(topics.ACTIVE_FAULTS))

    def _on_faults(self, message: DiagnosticArray) -> None:
        now_s = time.monotonic()
        for status in message.status:
            spec, age_s = to_fault(status)
            if spec.name == CRASH and spec.is_active(age_s):
                until_s = now_s - age_s + spec.start_s + min(outage_s(spec.severity), spec.duration_s)
                self.held_until_s[spec.target] = until_s

"""What the starter of processes says about them: alike under `limphome up` and under `ros2 launch`."""

import time
from typing import Dict, Iterable

from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from rclpy.node import Node

from limphome.core import topics
from limphome.faults.compute import outage_s
from limphome.nodes.convert.status import array_of, key_values, to_fault
from limphome.nodes.guarded import guarded
from limphome.nodes.own_faults import CRASH
from limphome.nodes.qos import qos_of
from limphome.nodes.stage_node import NO_PUBLISHER_EVENTS
from limphome.nodes.stop_keeper import StopKeeper


class ProcessReport:
    """Speaks on ``/diagnostics``; holds the robot while a process stays down.

    Args:
        node: of the process that starts the others.
    """

    def __init__(self, node: Node) -> None:
        self._diagnostics = node.create_publisher(
            DiagnosticArray, topics.DIAGNOSTICS, qos_of(topics.DIAGNOSTICS), event_callbacks=NO_PUBLISHER_EVENTS
        )
        self._keeper = StopKeeper(node)

    def hear(self, message: DiagnosticArray) -> None:
        """What the others say on ``/diagnostics``."""
        self._keeper.hear(message)

    def died(self, name: str) -> None:
        """A process is gone."""
        self._keeper.died(name)

    def say(self, statuses: Iterable[DiagnosticStatus], stay_stopped: bool) -> None:
        """Once a second.

        Args:
            stay_stopped: a process died too often.
        """
        message = array_of(statuses, time.time())
        message.header.frame_id = "starter"
        self._diagnostics.publish(message)
        if stay_stopped:
            self._keeper.hold()  # latched by the gate; without a gate the base has stopped by itself


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
        hear = guarded(node, topics.ACTIVE_FAULTS, self._on_faults)
        node.create_subscription(DiagnosticArray, topics.ACTIVE_FAULTS, hear, qos_of(topics.ACTIVE_FAULTS))

    def _on_faults(self, message: DiagnosticArray) -> None:
        now_s = time.monotonic()
        for status in message.status:
            spec, age_s = to_fault(status)
            if spec.name == CRASH and spec.is_active(age_s):
                until_s = now_s - age_s + spec.start_s + min(outage_s(spec.severity), spec.duration_s)
                self.held_until_s[spec.target] = until_s

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

_SILENT_S = 2.0
"""Longer than the relays' heartbeat: a busy machine must not end an outage that was ordered."""
_LOOK_S = 0.2


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
    """A crash that was ordered keeps its process away for as long as was ordered, or until it is taken back.

    Args:
        node: of the process that starts the others.
    """

    def __init__(self, node: Node) -> None:
        self._held_until_s: Dict[str, float] = {}
        self._heard_s = 0.0
        hear = guarded(node, topics.ACTIVE_FAULTS, self._on_faults)
        node.create_subscription(DiagnosticArray, topics.ACTIVE_FAULTS, hear, qos_of(topics.ACTIVE_FAULTS))

    def held_until_s(self, now_s: float) -> Dict[str, float]:
        """Node -> steady time before which it must not be started again; nobody is held while the commander is silent."""
        return self._held_until_s if now_s - self._heard_s <= _SILENT_S else {}

    def wait_s(self, name: str, now_s: float) -> float:
        """How long until the next look whether a node may be started; 0: it may. An outage can end before its time."""
        return min(max(0.0, self.held_until_s(now_s).get(name, 0.0) - now_s), _LOOK_S)

    def _on_faults(self, message: DiagnosticArray) -> None:
        now_s = time.monotonic()
        held: Dict[str, float] = {}
        for spec, age_s in map(to_fault, message.status):
            if spec.name == CRASH and spec.is_active(age_s):
                until_s = now_s - age_s + spec.start_s + min(outage_s(spec.severity), spec.duration_s)
                held[spec.target] = max(until_s, held.get(spec.target, 0.0))
        self._held_until_s, self._heard_s = held, now_s

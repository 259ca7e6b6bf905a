"""The observer: hears what the robot says and hands it on as core messages; sets faults through the commander."""

from contextlib import suppress
from dataclasses import replace
from threading import Thread
from types import SimpleNamespace
from typing import Any, Callable

from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from nav_msgs.msg import Path
from rcl_interfaces.srv import SetParametersAtomically
from rclpy.executors import ExternalShutdownException
from rclpy.node import Node

from limphome.core import FaultSpec, topics
from limphome.nodes.convert.codec import codec_of
from limphome.nodes.convert.route import to_route
from limphome.nodes.convert.stamp import from_stamp
from limphome.nodes.convert.status import to_cause, to_fault, to_healths
from limphome.nodes.convert.truth import to_truth
from limphome.nodes.fault_request import COMMANDER, fault_request
from limphome.nodes.guarded import guarded
from limphome.nodes.lean_executor import LeanExecutor
from limphome.nodes.qos import qos_of

Observe = Callable[[str, Any, float], None]
_CODED = (topics.CAMERA, topics.SCAN, topics.DETECTIONS, topics.SAFETY_STATE)


class Observer(Node):
    """Listens only, the setting of faults apart; whoever spins it is called with (topic, core message, robot time).

    Args:
        observe: of ``/diagnostics`` it gets one Health after the other, of ``faults/active`` the specs that act,
            of ``faults/shown`` (spec, time).
    """

    def __init__(self, observe: Observe) -> None:
        super().__init__("observer")
        self._observe = observe
        self.now_s = 0.0
        """The robot's clock, as the newest stamp had it."""
        self.slipped_s = 0.0
        """Real time that the simulator could not keep up with."""
        self.refused: str = ""
        """Why the commander refused a fault, if it did."""
        for topic in _CODED:
            codec = codec_of(topic)
            self._listen(codec.kind, topic, self._hand_on(topic, codec.to_core))
        self._listen(DiagnosticArray, topics.DIAGNOSTICS, self._on_diagnostics)
        self._listen(DiagnosticArray, topics.CAUSES, self._on_causes)
        self._listen(DiagnosticArray, topics.ACTIVE_FAULTS, self._on_faults)
        self._listen(DiagnosticArray, topics.FAULTS_SHOWN, self._on_shown)
        self._listen(Path, topics.ROUTE, self._hand_on(topics.ROUTE, to_route))
        self._listen(DiagnosticArray, topics.TRUTH, self._on_truth)
        self._commander = self.create_client(SetParametersAtomically, COMMANDER)

    def listen_in_background(self) -> Thread:
        """Serve this node in a thread of its own until rclpy is shut down: a busy caller then loses no message."""
        executor = LeanExecutor()
        executor.add_node(self)

        def serve() -> None:
            with suppress(ExternalShutdownException):
                executor.spin()

        thread = Thread(target=serve, name="observer", daemon=True)
        thread.start()
        return thread

    def set_fault(self, spec: FaultSpec) -> None:
        """Ask the commander for a fault that begins at once; a refusal comes to stand in ``refused``."""
        self._commander.call_async(fault_request(replace(spec, start_s=0.0))).add_done_callback(self._answered)

    def _answered(self, future: Any) -> None:
        result = future.result().result
        if not result.successful:
            self.refused = result.reason

    def _listen(self, kind: Any, topic: str, handle: Callable[[Any], None]) -> None:
        self.create_subscription(kind, topic, guarded(self, topic, handle), qos_of(topic))

    def _hand_on(self, topic: str, to_core: Callable[[Any], Any]) -> Callable[[Any], None]:
        return lambda message: self._observe(topic, to_core(message), self.now_s)

    def _on_truth(self, message: DiagnosticArray) -> None:
        self.now_s = from_stamp(message.header.stamp)
        self._observe(topics.TRUTH, SimpleNamespace(**to_truth(message)), self.now_s)

    def _on_causes(self, message: DiagnosticArray) -> None:
        self._observe(topics.CAUSES, tuple(to_cause(status) for status in message.status), self.now_s)

    def _on_diagnostics(self, message: DiagnosticArray) -> None:
        for status in message.status:
            if status.name == "simulator":
                self.slipped_s = float(next((one.value for one in status.values if one.key == "slipped_s"), 0.0))
        for row in to_healths(message):
            self._observe(topics.DIAGNOSTICS, row, self.now_s)

    def _on_faults(self, message: DiagnosticArray) -> None:
        acting = (to_fault(status)[0] for status in message.status if status.level == DiagnosticStatus.WARN)
        self._observe(topics.ACTIVE_FAULTS, tuple(acting), self.now_s)

    def _on_shown(self, message: DiagnosticArray) -> None:
        for status in message.status:
            values = {one.key: one.value for one in status.values}
            shown_s = float(values["shown_at_s"]) if "shown_at_s" in values else from_stamp(message.header.stamp)
            shown_s = min(shown_s, self.now_s)  # our clock may lag behind the relay's, and what it tells of had happened
            self._observe(topics.FAULTS_SHOWN, (to_fault(status)[0], shown_s), self.now_s)

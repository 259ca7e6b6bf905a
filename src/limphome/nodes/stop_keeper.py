"""Keeps a robot stopped that has to stay so, when the process that held it dies."""

import math
import time
from typing import Set

from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from rclpy.node import Node
from std_msgs.msg import Bool

from limphome.core import topics
from limphome.nodes.convert.status import to_safety_state
from limphome.nodes.convert.status_words import GATE, PRESSED
from limphome.nodes.guarded import guarded
from limphome.nodes.qos import EVERY_KIND, qos_of
from limphome.safety.gate import EMERGENCY_STOP
from limphome.safety.reactions import waits_for_operator


class StopKeeper:
    """Remembers who holds the robot until an operator looks, and holds it for one that died.

    It says on ``safety/hold``, latched, what a gate that comes later has to know, from the beginning on: a gate that waits for
    it drives not one command before. A press of the emergency stop is held until its release; both are heard from the source and
    from the gate, for a sender that ends at once is not heard by all. What is held for the dead is released when the source
    has released it too, and never before a gate has said that it stands.

    Args:
        node: of the process that starts the others.
        settled_s: a report of the gate may be so much older than what was heard before it [s].
    """

    def __init__(self, node: Node, settled_s: float = 0.5) -> None:
        self._publisher = node.create_publisher(Bool, topics.HOLD, qos_of(topics.HOLD))
        for qos in EVERY_KIND:  # a latched press of before counts too, and no sender may be missed
            node.create_subscription(Bool, topics.EMERGENCY_STOP, self._on_button, qos)
        hear = guarded(node, topics.SAFETY_STATE, self._on_state)
        node.create_subscription(DiagnosticStatus, topics.SAFETY_STATE, hear, qos_of(topics.SAFETY_STATE))
        self._settled_s = settled_s
        self._holders: Set[str] = set()
        self._held_s = self._gate_died_s = -math.inf
        self._is_held = self._is_owed = self._may_release = self._stays = self._gate_heard_it = False
        self._publisher.publish(Bool(data=False))

    def hear(self, message: DiagnosticArray) -> None:
        """What the others say on ``/diagnostics``."""
        for status in message.status:
            if status.name == GATE and self._is_new(self._gate_died_s):
                self._on_gates_input(any(one.key == PRESSED and one.value == str(True) for one in status.values))
                if self._is_new(self._held_s):
                    self._on_gate(status.message.startswith(EMERGENCY_STOP))

    def died(self, name: str) -> None:
        """A process is gone, and with it what it remembered."""
        if name == "gate":
            self._gate_died_s, self._gate_heard_it = time.monotonic(), False
        if name in self._holders:
            was_released = not self._is_held
            self._hold()
            self._is_owed, self._may_release = True, was_released

    def hold(self) -> None:
        """Hold the robot for good: a process stays down."""
        self._stays = True
        self._hold()

    def _hold(self) -> None:
        self._held_s, self._is_held, self._may_release = time.monotonic(), True, False
        self._publisher.publish(Bool(data=True))

    def _is_new(self, since_s: float) -> bool:
        """Whether a report that is heard now was said after that."""
        return time.monotonic() - since_s > self._settled_s

    def _on_gate(self, stands: bool) -> None:
        self._note("gate", stands)
        if stands:
            self._is_owed = False
            self._release_if_asked()

    def _on_button(self, message: Bool) -> None:
        self._on_input(message.data)

    def _on_gates_input(self, pressed: bool) -> None:
        if pressed != self._gate_heard_it:  # a new gate has heard no press, which is no release
            self._gate_heard_it = pressed
            self._on_input(pressed)

    def _on_input(self, pressed: bool) -> None:
        if not pressed:
            self._may_release = True
            self._release_if_asked()
        else:
            self._note("gate", True)
            self._may_release = False
            if not self._is_held:
                self._hold()

    def _release_if_asked(self) -> None:
        if self._is_held and self._may_release and not (self._is_owed or self._stays):
            self._is_held = False
            self._publisher.publish(Bool(data=False))

    def _on_state(self, message: DiagnosticStatus) -> None:
        self._note("safety_monitor", waits_for_operator(to_safety_state(message, 0.0).reasons))

    def _note(self, name: str, holds: bool) -> None:
        (self._holders.add if holds else self._holders.discard)(name)

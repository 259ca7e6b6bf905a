"""Keeps a robot stopped that has to stay so, when the process that held it dies."""

import math
import time
from typing import Set

from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from rclpy.node import Node
from std_msgs.msg import Bool

from limphome.core import topics
from limphome.nodes.convert.status import to_safety_state
from limphome.nodes.convert.status_words import GATE
from limphome.nodes.qos import EVERY_KIND, qos_of
from limphome.safety.gate import EMERGENCY_STOP
from limphome.safety.reactions import waits_for_operator

_ECHO_S = 0.1
"""For so long a press that is heard may be our own."""


class StopKeeper:
    """Remembers who holds the robot until an operator looks, and presses the emergency stop for one that died.

    It repeats a press, latched, so that a gate that was not there hears it too, and its release. What it pressed for the
    dead is released when the source has released it too, and never before a gate has said that it stands.

    Args:
        node: of the process that starts the others.
        settled_s: a report of the gate may be so much older than what was heard before it [s].
    """

    def __init__(self, node: Node, settled_s: float = 0.5) -> None:
        self._publisher = node.create_publisher(Bool, topics.EMERGENCY_STOP, qos_of(topics.EMERGENCY_STOP))
        for qos in EVERY_KIND:  # a latched press of before counts too, and no sender may be missed
            node.create_subscription(Bool, topics.EMERGENCY_STOP, self._on_button, qos)
        node.create_subscription(DiagnosticStatus, topics.SAFETY_STATE, self._on_state, qos_of(topics.SAFETY_STATE))
        self._settled_s = settled_s
        self._holders: Set[str] = set()
        self._pressed_s = -math.inf
        self._is_pressed = self._is_owed = self._may_release = self._stays = False

    def hear(self, message: DiagnosticArray) -> None:
        """What the others say on ``/diagnostics``."""
        for status in message.status:
            if status.name == GATE and time.monotonic() - self._pressed_s > self._settled_s:
                self._on_gate(status.message.startswith(EMERGENCY_STOP))

    def died(self, name: str) -> None:
        """A process is gone, and with it what it remembered."""
        if name in self._holders:
            was_released = not self._is_pressed
            self._press()
            self._is_owed, self._may_release = True, was_released

    def press(self) -> None:
        """Press the emergency stop for good: a process stays down."""
        self._stays = True
        self._press()

    def _press(self) -> None:
        self._pressed_s, self._is_pressed, self._may_release = time.monotonic(), True, False
        self._publisher.publish(Bool(data=True))

    def _on_gate(self, stands: bool) -> None:
        self._note("gate", stands)
        if stands:
            self._is_owed = False
            self._release_if_asked()

    def _on_button(self, message: Bool) -> None:
        if not message.data:
            self._may_release = True
            self._release_if_asked()
        elif time.monotonic() - self._pressed_s > _ECHO_S:
            self._note("gate", True)
            self._may_release = False
            if not self._is_pressed:
                self._press()

    def _release_if_asked(self) -> None:
        if self._is_pressed and self._may_release and not (self._is_owed or self._stays):
            self._is_pressed = False
            self._publisher.publish(Bool(data=False))

    def _on_state(self, message: DiagnosticStatus) -> None:
        self._note("safety_monitor", waits_for_operator(to_safety_state(message, 0.0).reasons))

    def _note(self, name: str, holds: bool) -> None:
        (self._holders.add if holds else self._holders.discard)(name)

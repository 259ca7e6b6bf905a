"""Brings the nodes up in order, and brings up again what was started again."""

import time
from dataclasses import dataclass
from typing import Tuple

from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from rclpy.clock import Clock, ClockType
from rclpy.node import Node

from limphome.core import topics
from limphome.nodes import parameters
from limphome.nodes.convert.status import array_of, key_values
from limphome.nodes.lifecycle_client import ACTIVE, INACTIVE, UNCONFIGURED, UNKNOWN, LifecycleClient
from limphome.nodes.main import run_node
from limphome.nodes.qos import qos_of
from limphome.nodes.stage_node import NO_PUBLISHER_EVENTS
from limphome.resources import option

_STATE_NAMES = {UNKNOWN: "not there", UNCONFIGURED: "unconfigured", INACTIVE: "inactive", ACTIVE: "active"}
READY, REFUSES = "all nodes are active", "refuses to come up"


@dataclass(frozen=True)
class BringupOptions:
    """Whom to bring up."""

    nodes: Tuple[str, ...] = option(("gate",), "relative names of lifecycle nodes, in order", read_only=True)
    period_s: float = option(0.1, "between two looks while something is missing [s]", 0.02, 5.0, read_only=True)
    watch_period_s: float = option(0.5, "between two looks while all are active [s]", 0.1, 10.0, read_only=True)
    max_failures: int = option(3, "refused transitions in a row before a node is left alone", 1, 100, read_only=True)


class Bringup(Node):
    """All nodes are configured before the first becomes active; then they become active one after the other.

    A node that somebody deactivates stays inactive until somebody activates it or its process is started again.
    """

    def __init__(self) -> None:
        super().__init__("bringup")
        parameters.declare(self, BringupOptions)
        parameters.refuse_unknown(self)
        self._options = parameters.read(self, BringupOptions)
        self._managed = [LifecycleClient(self, name, self._on_answer) for name in self._options.nodes]
        self._diagnostics = self.create_publisher(
            DiagnosticArray, topics.DIAGNOSTICS, qos_of(topics.DIAGNOSTICS), event_callbacks=NO_PUBLISHER_EVENTS
        )
        self._was_ready = False
        self._next_look_s = self._next_report_s = 0.0
        self.create_timer(self._options.period_s, self._look, clock=Clock(clock_type=ClockType.STEADY_TIME))

    def close(self) -> None:
        """Nothing to let go of."""

    @property
    def is_ready(self) -> bool:
        """True while every node is active."""
        return all(client.state == ACTIVE for client in self._managed)

    def _look(self) -> None:
        now_s = time.monotonic()
        if now_s >= self._next_look_s:
            for client in self._managed:
                if self._update(client, now_s):
                    client.ask(now_s)
            self._next_look_s = now_s + (self._options.watch_period_s if self.is_ready else 0.0)
        if now_s >= self._next_report_s:
            self._next_report_s = now_s + 1.0
            self._report()

    def _on_answer(self, client: LifecycleClient) -> None:
        self._update(client, time.monotonic())

    def _update(self, client: LifecycleClient, now_s: float) -> bool:
        """Take an answer, move the node on; True when it is to be asked how it is."""
        before = client.state
        may_ask = client.update(now_s)
        if client.state != before:
            self.get_logger().info(f"{client.name} is {_STATE_NAMES.get(client.state, 'changing')}")
            self._notice_ready()
        may_activate = client.state == INACTIVE and not client.was_active  # else somebody holds it
        is_due = client.state == UNCONFIGURED or (may_activate and self._is_turn_of(client))
        if may_ask and is_due and client.failures < self._options.max_failures:
            client.step(now_s)
            return False
        return may_ask

    def _notice_ready(self) -> None:
        """Said at once: a fault that was planned for the start may end one of them in the next moment."""
        if self.is_ready and not self._was_ready:
            self._was_ready = True
            self._report()

    def _is_turn_of(self, client: LifecycleClient) -> bool:
        if self._was_ready:  # a node that came back does not wait for another that is down
            return True
        earlier = self._managed[: self._managed.index(client)]
        return all(one.state == ACTIVE for one in earlier) and all(one.state in (INACTIVE, ACTIVE) for one in self._managed)

    def _report(self) -> None:
        states = {client.name: self._state_of(client) for client in self._managed}
        missing = {name: state for name, state in states.items() if state != _STATE_NAMES[ACTIVE]}
        status = DiagnosticStatus(name="bringup", hardware_id="bringup", level=DiagnosticStatus.OK, message=READY)
        if missing:
            status.level = DiagnosticStatus.ERROR if REFUSES in missing.values() else DiagnosticStatus.WARN
            status.message = ", ".join(f"{name}: {state}" for name, state in missing.items())
        status.values = key_values(states)
        self._diagnostics.publish(array_of([status], time.time()))

    def _state_of(self, client: LifecycleClient) -> str:
        if client.state != ACTIVE and client.failures >= self._options.max_failures:
            return REFUSES
        return _STATE_NAMES.get(client.state, "changing")


def main() -> None:
    """Run the node."""
    run_node(Bringup)


if __name__ == "__main__":
    main()

"""The whole system as processes: started, watched, reported, ended. What `limphome up` and the demo stand on."""

import os
import signal
import time
from pathlib import Path
from typing import Any, Callable, List

import rclpy
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node
from rclpy.signals import SignalHandlerOptions

from limphome.core import LimphomeError, topics
from limphome.nodes.bringup import READY, REFUSES
from limphome.nodes.domain_lock import DomainLock, domain_id
from limphome.nodes.environment import node_environment, stay_on_this_machine, use_dds_profile
from limphome.nodes.farewell import keep, let_go, wait_until_gone
from limphome.nodes.node_commands import NO_LOG_FILE, commands
from limphome.nodes.node_list import BRINGUP, SystemOptions, nodes_of
from limphome.nodes.process_report import Outages, ProcessReport, process_status
from limphome.nodes.qos import qos_of
from limphome.nodes.refusal import refusal
from limphome.nodes.restart_policy import RestartPolicy
from limphome.nodes.shared_memory import check_space, clean_dead_segments
from limphome.nodes.starter import Starter

_DISCOVERY_S = 1.0
_REPORT_S = 1.0
_STEP_S = 0.05
"""So long a signal waits at most until it is seen."""
_ENDS = (signal.SIGINT, signal.SIGTERM)


class System:
    """Processes of all nodes and, in this process, a node that reports on them.

    Args:
        options: what runs.
        folder: gets ``log/``.
        one_machine: limit discovery to this machine (simulation and tests).
        tell: called with one sentence for each event.
        policy: of restarts.
        to_the_end: this process ends soon after :meth:`stop` and by :func:`leave`; its node is left to that.

    Raises:
        LimphomeError: the domain is in use.
    """

    def __init__(
        self,
        options: SystemOptions,
        folder: Path,
        one_machine: bool = True,
        tell: Callable[[str], None] = print,
        policy: RestartPolicy = RestartPolicy(),
        to_the_end: bool = False,
    ) -> None:
        use_dds_profile(os.environ)
        if one_machine:
            stay_on_this_machine(os.environ)
        self.options, self._tell, self._to_the_end = options, tell, to_the_end
        self._lock = DomainLock(domain_id())
        self._lock.take({"folder": str(folder.resolve())})
        environment = node_environment(one_machine)
        self.starter = Starter(commands(options), environment, folder / "log", policy, commands(options, again=True))
        self.is_ready = False
        """True once every node has become active."""
        self.trouble = ""
        """What bringup says of the nodes that are not active."""
        self.refused: List[str] = []
        """Nodes that refuse to come up."""
        self._report_due_s = 0.0
        self._is_asked_to_end = False
        self._make_node()

    def _make_node(self) -> None:
        self._old_handlers = {number: signal.signal(number, self._ask_to_end) for number in _ENDS}
        # rclpy's own handlers take its context away at any line: whatever is called next would fail
        rclpy.init(args=["--ros-args", *NO_LOG_FILE], signal_handler_options=SignalHandlerOptions.NO)
        self.node = Node("starter")
        self._executor = SingleThreadedExecutor()
        self._executor.add_node(self.node)
        self._process_report, self._outages = ProcessReport(self.node), Outages(self.node)
        self.node.create_subscription(DiagnosticArray, topics.DIAGNOSTICS, self._on_diagnostics, qos_of(topics.DIAGNOSTICS))

    def start(self) -> bool:
        """Start every process; False when asked to end before.

        Raises:
            LimphomeError: there is no room for them, or nodes of these names are there already.
        """
        clean_dead_segments()
        check_space(len(self.starter.processes))
        if not self._spin_for(_DISCOVERY_S):
            return False
        ours = {entry.name for entry in nodes_of(self.options)} | {BRINGUP}
        there = sorted(ours & set(self.node.get_node_names()))
        if there:
            raise LimphomeError(
                f"domain {domain_id()} already has nodes named {', '.join(there)}",
                "ROS_DOMAIN_ID",
                "end them, or another ROS_DOMAIN_ID (0 to 101)",
            )
        self.starter.start()
        return True

    def spin(self, seconds: float) -> bool:
        """Serve the node and watch the processes for a while; False when the process was asked to end.

        Raises:
            LimphomeError: a node cannot start.
        """
        deadline_s = time.monotonic() + seconds
        while time.monotonic() < deadline_s:
            if not self._spin_for(min(_STEP_S, seconds)):
                return False
            self._watch(time.monotonic())
        return True

    def wait_ready(self, timeout_s: float = 60.0) -> bool:
        """Until every node is active; False when asked to end.

        Raises:
            LimphomeError: a node refuses to come up, or it takes too long.
        """
        deadline_s = time.monotonic() + timeout_s
        while not self.is_ready:
            if not self.spin(0.1):
                return False
            refused = [*self.refused, *sorted(self.starter.given_up)]
            if refused:
                raise refusal(refused[0], self.starter.processes[refused[0]].log)
            if time.monotonic() > deadline_s:
                raise LimphomeError(f"not within {timeout_s:g} s: {self.trouble}", "the nodes did not come up", self._see_logs())
        return True

    def stop(self) -> None:
        """End every process and give the domain back; safe to call again."""
        self.starter.stop()
        self._lock.release()
        if rclpy.ok():
            self._end_node()
        rclpy.try_shutdown()
        for number, handler in self._old_handlers.items():
            signal.signal(number, handler)

    def _end_node(self) -> None:
        if self._to_the_end:
            keep(self.node)
        else:
            wait_until_gone(self.node, self.starter.processes)
            let_go(self.node)

    def _see_logs(self) -> str:
        return f"see {next(iter(self.starter.processes.values())).log.parent}"

    def _spin_for(self, seconds: float) -> bool:
        deadline_s = time.monotonic() + seconds
        while not self._is_asked_to_end and time.monotonic() < deadline_s:
            self._executor.spin_once(timeout_sec=min(max(0.0, deadline_s - time.monotonic()), _STEP_S))
        return not self._is_asked_to_end

    def _ask_to_end(self, *_: Any) -> None:
        self._is_asked_to_end = True

    def _watch(self, now_s: float) -> None:
        self.starter.hold(self._outages.held_until_s(now_s))
        events = self.starter.watch(now_s)
        for event in events:
            self._tell(event)
        if events:
            self._tell_of_the_dead()
        if events or now_s >= self._report_due_s:
            self._report_due_s = now_s + _REPORT_S
            self._process_report.say([self._status(name) for name in self.starter.processes], bool(self.starter.given_up))

    def _tell_of_the_dead(self) -> None:
        for name, process in self.starter.processes.items():
            if not process.is_running:
                self._process_report.died(name)

    def _status(self, name: str) -> DiagnosticStatus:
        process, restarts = self.starter.processes[name], self.starter.restarts(name)
        return process_status(name, process.pid, restarts, process.is_running, name in self.starter.given_up)

    def _on_diagnostics(self, message: DiagnosticArray) -> None:
        self._process_report.hear(message)
        for status in message.status:
            if status.name == BRINGUP:
                self.is_ready = self.is_ready or status.message == READY
                self.trouble = status.message
                self.refused = [one.key for one in status.values if one.value == REFUSES]

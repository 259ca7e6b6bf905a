"""One stepped drive over DDS, watched from outside: what is compared with lockstep and with another drive."""

import time
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, List, Tuple

from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from rclpy.qos import QoSProfile

from limphome.core import LimphomeError, topics
from limphome.nodes.convert.stamp import from_stamp
from limphome.nodes.convert.status import to_safety_state
from limphome.nodes.convert.truth import to_truth
from limphome.nodes.node_list import SystemOptions
from limphome.nodes.system import System

_DEEP = QoSProfile(depth=5000)
Sample = Tuple[float, float, float, float, float, float]


@dataclass(frozen=True)
class SteppedDrive:
    """What the simulator's truth and the supervisor said.

    Attributes:
        samples: (time [s], x [m], y [m], yaw [rad], contacts, distance to the goal [m]) at 10 Hz.
        states: (mode, first reason) of every change of mode.
    """

    samples: Tuple[Sample, ...]
    states: Tuple[Tuple[str, str], ...]


def sample_of(time_s: float, truth: Any) -> Sample:
    """What is compared of one moment."""
    return round(time_s, 3), truth.x_m, truth.y_m, truth.yaw_rad, float(truth.contacts), truth.goal_distance_m


def drive_stepped(options: SystemOptions, folder: Path, until_s: float, timeout_s: float = 300.0) -> SteppedDrive:
    """Drive up to a simulated time; logs lie in ``folder``.

    Raises:
        LimphomeError: a node does not come up or does not answer, or it takes longer than ``timeout_s``.
    """
    system = System(options, folder, tell=lambda text: None)
    watcher = _Watcher(system.node)
    deadline_s = time.monotonic() + timeout_s
    try:
        system.start()
        system.wait_ready(timeout_s)
        while not (watcher.samples and watcher.samples[-1][0] >= until_s):
            system.spin(0.05)
            if watcher.trouble or time.monotonic() > deadline_s:
                raise LimphomeError(watcher.trouble or "not over in time", "stepped drive", f"{until_s:g} s in {timeout_s:g} s")
    finally:
        system.stop()
    return SteppedDrive(tuple(one for one in watcher.samples if one[0] <= until_s), tuple(watcher.states))


class _Watcher:
    def __init__(self, node: Any) -> None:
        self.samples: List[Sample] = []
        self.states: List[Tuple[str, str]] = []
        self.trouble = ""
        node.create_subscription(DiagnosticArray, topics.TRUTH, self._on_truth, _DEEP)
        node.create_subscription(DiagnosticStatus, topics.SAFETY_STATE, self._on_state, _DEEP)
        node.create_subscription(DiagnosticArray, topics.DIAGNOSTICS, self._on_diagnostics, _DEEP)

    def _on_truth(self, message: DiagnosticArray) -> None:
        self.samples.append(sample_of(from_stamp(message.header.stamp), SimpleNamespace(**to_truth(message))))

    def _on_state(self, message: DiagnosticStatus) -> None:
        state = to_safety_state(message, 0.0)
        if not self.states or self.states[-1][0] != state.mode.name:
            self.states.append((state.mode.name, state.reasons[0] if state.reasons else ""))

    def _on_diagnostics(self, message: DiagnosticArray) -> None:
        for status in message.status:
            if status.name == "conductor" and status.level == DiagnosticStatus.ERROR:
                self.trouble = status.message

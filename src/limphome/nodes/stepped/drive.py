"""One stepped drive over DDS, watched from outside: what is compared with lockstep and with another drive."""

import math
import time
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, List, Tuple

from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from rclpy.qos import QoSProfile

from limphome.core import FaultSpec, LimphomeError, SafetyState, topics
from limphome.nodes.convert.stamp import from_stamp
from limphome.nodes.convert.status import to_safety_state
from limphome.nodes.convert.truth import to_truth
from limphome.nodes.node_list import SystemOptions
from limphome.nodes.system import System

_DEEP = QoSProfile(depth=5000)
Sample = Tuple[float, float, float, float, float, float]


EQUAL_M = 1e-9
"""How far a stepped drive and lockstep may differ: stamps and turns are rounded on the way through a message."""


@dataclass(frozen=True)
class SteppedDrive:
    """What the simulator's truth and the supervisor said.

    Attributes:
        samples: (time [s], x [m], y [m], yaw [rad], contacts, distance to the goal [m]) at 10 Hz.
        states: (mode, first reason) of every change of mode.
    """

    samples: Tuple[Sample, ...]
    states: Tuple[Tuple[str, str], ...]

    def difference_from(self, other: "SteppedDrive") -> float:
        """Largest difference of any number of two drives; infinite when the samples are not of the same times."""
        if [one[0] for one in self.samples] != [one[0] for one in other.samples]:
            return math.inf
        pairs = zip(self.samples, other.samples)
        return max((abs(a - b) for one, another in pairs for a, b in zip(one, another)), default=math.inf)


def sample_of(time_s: float, truth: Any) -> Sample:
    """What is compared of one moment."""
    return round(time_s, 3), truth.x_m, truth.y_m, truth.yaw_rad, float(truth.contacts), truth.goal_distance_m


def drive_stepped(options: SystemOptions, folder: Path, until_s: float, timeout_s: float = 300.0) -> SteppedDrive:
    """Drive up to a simulated time; logs lie in ``folder``.

    Raises:
        LimphomeError: a node does not come up or does not answer, or it takes longer than ``timeout_s``.
        KeyboardInterrupt: asked to end; nothing stays behind.
    """
    system = System(options, folder, tell=lambda text: None)
    watcher = _Watcher(system.node)
    deadline_s = time.monotonic() + timeout_s
    try:
        if not (system.start() and system.wait_ready(timeout_s)):
            raise KeyboardInterrupt
        while not (watcher.samples and watcher.samples[-1][0] >= until_s):
            if not system.spin(0.05):
                raise KeyboardInterrupt
            if watcher.trouble or time.monotonic() > deadline_s:
                raise LimphomeError(watcher.trouble or "not over in time", "stepped drive", f"{until_s:g} s in {timeout_s:g} s")
    finally:
        system.stop()
    return SteppedDrive(tuple(one for one in watcher.samples if one[0] <= until_s), tuple(watcher.states))


def drive_in_lockstep(options: SystemOptions, until_s: float) -> SteppedDrive:
    """The same drive without ROS."""
    from limphome.simulation import closed_loop  # where a simulator is

    samples: List[Sample] = []
    states: List[Tuple[str, str]] = []

    def observe(topic: str, message: Any, now_s: float) -> None:
        if topic == topics.TRUTH and message.time_s <= until_s:
            samples.append(sample_of(message.time_s, message))
        elif topic == topics.SAFETY_STATE and message.stamp_s <= until_s:
            _note(message, states)

    specs = [FaultSpec.parse(text, options.seed) for text in options.faults]
    closed_loop.run(options.scenario, options.seed, specs, observe)
    return SteppedDrive(tuple(samples), tuple(states))


def _note(state: SafetyState, states: List[Tuple[str, str]]) -> None:
    if not states or states[-1][0] != state.mode.name:
        states.append((state.mode.name, state.reasons[0] if state.reasons else ""))


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
        _note(to_safety_state(message, 0.0), self.states)

    def _on_diagnostics(self, message: DiagnosticArray) -> None:
        for status in message.status:
            if status.name == "conductor" and status.level == DiagnosticStatus.ERROR:
                self.trouble = status.message

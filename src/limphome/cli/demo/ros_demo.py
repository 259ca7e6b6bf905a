"""The story as real ROS 2 processes over DDS, at real time."""

import os
from pathlib import Path
from typing import Any, List

from limphome.cli.checks.ros_domain import free_domain
from limphome.cli.demo.live_view import LiveView
from limphome.cli.demo.story import Act, Story
from limphome.cli.report.drive_log import DriveLog
from limphome.cli.report.drive_recorder import DriveRecorder
from limphome.cli.report.outcome import GOAL_REACHED_M
from limphome.core import LimphomeError

WAY = "real ROS 2 processes over DDS at real time"
RECORDING = "recording.mcap"
_STEP_S = 0.05
_LINGER_S = 1.0
"""So long it goes on after the arrival, for the last pictures and answers."""
_SILENCE_S = 10.0
_STANDING_MPS = 0.05
_SLIP_TOLD_S = 1.0


def drive_ros(story: Story, folder: Path, console: Any) -> DriveLog:
    """Start every process, tell the story, end every process; the recording lies in ``folder``.

    Raises:
        LimphomeError: a process does not come up, the domain is in use, a fault is refused, the simulator falls silent.
        KeyboardInterrupt: asked to end; nothing stays behind.
    """
    os.environ.setdefault("ROS_DOMAIN_ID", str(free_domain()))
    from limphome.nodes.node_list import SystemOptions
    from limphome.nodes.system import System

    options = SystemOptions(scenario=story.scenario, seed=story.seed, armed=True, recording=str((folder / RECORDING).resolve()))
    with LiveView("limphome demo", console) as view:
        system = System(options, folder, tell=view.say)
        try:
            return RosDemo(story, system, view).tell()
        finally:
            system.stop()


class RosDemo:
    """One telling of the story.

    Args:
        story: what happens, and when.
        system: the processes, not yet started.
        view: shows it.
    """

    def __init__(self, story: Story, system: Any, view: LiveView) -> None:
        from limphome.nodes.observer import Observer

        self._story, self._system, self._view = story, system, view
        self._recorder = DriveRecorder()
        self._observer = Observer(self._recorder.observe)
        system.node.executor.add_node(self._observer)

    def tell(self) -> DriveLog:
        """From the first process to the arrival."""
        self._view.say(f"starting the nodes (ROS_DOMAIN_ID={os.environ['ROS_DOMAIN_ID']})")
        try:
            self._system.start()
            if not self._system.wait_ready():
                raise KeyboardInterrupt
            self._view.say("all nodes are active")
            self._drive()
            if self._observer.slipped_s > _SLIP_TOLD_S:
                self._view.say(
                    f"this machine did not keep up with real time: {self._observer.slipped_s:.1f} s were lost on the way"
                )
        finally:
            self._observer.destroy_node()
        return self._recorder.log(WAY)

    def _drive(self) -> None:
        waiting, end_s, silent_s, last_s = list(self._story.acts), self._story.limit_s + _LINGER_S, 0.0, -1.0
        while self._observer.now_s < end_s:
            if not self._system.spin(_STEP_S):
                raise KeyboardInterrupt
            now_s = self._observer.now_s
            silent_s = silent_s + _STEP_S if now_s == last_s else 0.0
            last_s = now_s
            if silent_s > _SILENCE_S:
                raise LimphomeError(f"silent for {_SILENCE_S:g} s", "simulator", "see log/ in the run's folder")
            self._break_what_is_due(waiting, now_s)
            self._view.update(self._recorder, now_s)
            if self._arrived() and not waiting:
                end_s = min(end_s, now_s + _LINGER_S)

    def _break_what_is_due(self, waiting: List[Act], now_s: float) -> None:
        if waiting and now_s >= waiting[0].fault.start_s:
            self._observer.set_fault(waiting.pop(0).fault)
        if self._observer.refused:
            raise LimphomeError(self._observer.refused, "fault_commander")

    def _arrived(self) -> bool:
        truth = self._recorder.truth
        return truth is not None and truth.goal_distance_m <= GOAL_REACHED_M and abs(truth.v_mps) < _STANDING_MPS

"""The story as real ROS 2 processes over DDS, at real time."""

import os
import time
from pathlib import Path
from threading import Lock
from typing import Any, List

from limphome.cli.checks.ros_domain import free_domain
from limphome.cli.demo.live_view import LiveView
from limphome.cli.demo.pauses import Pauses
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
_SLIP_TOLD_S, _SLIP_ENDS_S = 1.0, 30.0
_JOIN_S = 5.0
_BRINGUP_S = 120.0


def drive_ros(story: Story, folder: Path, console: Any, pauses: Pauses, record: bool = True) -> DriveLog:
    """Start every process, tell the story, end every process; the recording, if one is wanted, lies in ``folder``.

    Once in a process, which then ends by :func:`~limphome.nodes.farewell.leave`; see :mod:`limphome.cli.demo.drive_apart`.

    Args:
        pauses: ended with the drive, before the processes are.

    Raises:
        LimphomeError: a process does not come up, the domain is in use, a fault is refused, the simulator falls silent.
        KeyboardInterrupt: asked to end; nothing stays behind.
    """
    os.environ.setdefault("ROS_DOMAIN_ID", str(free_domain()))
    from limphome.nodes.node_list import SystemOptions
    from limphome.nodes.system import System

    recording = str((folder / RECORDING).resolve()) if record else ""
    options = SystemOptions(scenario=story.scenario, seed=story.seed, armed=True, recording=recording)
    with LiveView("limphome demo", console) as view:
        system = System(options, folder, tell=view.say, to_the_end=True)
        demo = RosDemo(story, system, view)
        try:
            return demo.tell()
        finally:
            pauses.end()
            system.stop()
            demo.close()


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
        self._lock = Lock()
        self._last_s, self._moved_at_s = -1.0, time.monotonic()
        self._observer = Observer(self._hear)
        self._listener = self._observer.listen_in_background()

    def tell(self) -> DriveLog:
        """From the first process to the arrival."""
        self._view.say(f"starting the nodes (ROS_DOMAIN_ID={os.environ['ROS_DOMAIN_ID']})")
        if not (self._system.start() and self._system.wait_ready(_BRINGUP_S)):
            raise KeyboardInterrupt
        self._view.say("all nodes are active")
        self._drive()
        if self._observer.slipped_s > _SLIP_TOLD_S:
            self._view.say(f"this machine did not keep up with real time: {self._observer.slipped_s:.1f} s were lost on the way")
        with self._lock:
            return self._recorder.log(WAY)

    def close(self) -> None:
        """After the system was stopped, and rclpy with it: wait until the observer has noticed."""
        self._listener.join(_JOIN_S)

    def _hear(self, topic: str, message: Any, now_s: float) -> None:
        with self._lock:
            self._recorder.observe(topic, message, now_s)

    def _drive(self) -> None:
        waiting, end_s = list(self._story.acts), self._story.limit_s + _LINGER_S
        self._moved_at_s = time.monotonic()
        while self._observer.now_s < end_s:
            if not self._system.spin(_STEP_S):
                raise KeyboardInterrupt
            now_s = self._observer.now_s
            self._watch_the_clock(now_s)
            self._break_what_is_due(waiting, now_s)
            with self._lock:
                self._view.update(self._recorder, now_s)
            if self._arrived() and not waiting:
                end_s = min(end_s, now_s + _LINGER_S)

    def _watch_the_clock(self, now_s: float) -> None:
        if now_s != self._last_s:
            self._last_s, self._moved_at_s = now_s, time.monotonic()
        elif time.monotonic() - self._moved_at_s > _SILENCE_S:
            raise LimphomeError(f"silent for {_SILENCE_S:g} s", "simulator", "see log/ in the run's folder")
        lost_s = self._observer.slipped_s
        if lost_s > _SLIP_ENDS_S:
            what = f"this machine does not keep up with real time: {lost_s:.0f} s lost at {now_s:.0f} s of driving"
            raise LimphomeError(what, "simulator", "end other programs, or limphome demo --lockstep")

    def _break_what_is_due(self, waiting: List[Act], now_s: float) -> None:
        if waiting and now_s >= waiting[0].fault.start_s:
            self._observer.set_fault(waiting.pop(0).fault)
        if self._observer.refused:
            raise LimphomeError(self._observer.refused, "fault_commander")

    def _arrived(self) -> bool:
        truth = self._recorder.truth
        return truth is not None and truth.goal_distance_m <= GOAL_REACHED_M and abs(truth.v_mps) < _STANDING_MPS

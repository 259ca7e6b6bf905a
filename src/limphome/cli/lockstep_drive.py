"""A lockstep run together with the log that pictures and reports are made of."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, List, Optional, Sequence

import numpy as np

from limphome.cli.report.drive_log import DriveLog
from limphome.cli.report.drive_recorder import DriveRecorder
from limphome.core import FaultSpec, Route, topics
from limphome.faults.fault_schedule import FaultSchedule
from limphome.faults.table import check
from limphome.resources import share_dir

Watch = Callable[[DriveRecorder, float], None]
Record = Callable[[str, Any, float], None]
WAY = "lockstep: all stages in one process on simulated time, without ROS"


@dataclass(frozen=True)
class LockstepDrive:
    """Result of the loop, the log for people, and the folder of the network that drove."""

    result: Any
    log: DriveLog
    model: Path


def drive(
    scenario: str,
    seed: int,
    specs: Sequence[FaultSpec],
    watch: Watch,
    record: Optional[Record] = None,
    model: Optional[Path] = None,
) -> LockstepDrive:
    """Run the closed loop and listen to it.

    Args:
        watch: called with the recorder and the simulated time after every message.
        record: called with (topic, core message, simulated time) of every message, the route first, what showed last.
        model: folder of the network that drives; without it the yard's.
    """
    from limphome.simulation import closed_loop
    from limphome.simulation.scenario import load_scenario

    specs = [check(spec) for spec in specs]
    ear = _Ear(specs, watch, record)
    ear.tell(topics.ROUTE, Route(np.array(load_scenario(scenario).route)), 0.0)
    result = closed_loop.run(scenario, seed, specs, ear.observe, model=model)
    for spec in specs:
        ear.tell(topics.FAULTS_SHOWN, (spec, result.log.shown_s.get(str(spec), spec.start_s)), result.truth.time_s)
    return LockstepDrive(result, ear.recorder.log(WAY), model or share_dir() / "models" / "perception" / "yard_detector")


class _Ear:
    """Hears the loop for a recorder, a watcher, and whoever records."""

    def __init__(self, specs: Sequence[FaultSpec], watch: Watch, record: Optional[Record]) -> None:
        self.recorder, self._schedule, self._watch = DriveRecorder(), FaultSchedule(specs), watch
        self._hear: List[Record] = [self.recorder.observe] if record is None else [self.recorder.observe, record]
        self._seen_s = 0.0

    def tell(self, topic: str, message: Any, now_s: float) -> None:
        for one in self._hear:
            one(topic, message, now_s)

    def observe(self, topic: str, message: Any, arrived_s: float) -> None:
        # What arrives within one step of the loop comes in the order of its topics.
        self._seen_s = now_s = max(self._seen_s, arrived_s)
        self.recorder.observe(topics.ACTIVE_FAULTS, self._schedule.active(now_s), now_s)
        self.tell(topic, message, now_s)
        self._watch(self.recorder, now_s)

"""A lockstep run together with the log that pictures and reports are made of."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Optional, Sequence

import numpy as np

from limphome.cli.report.drive_log import DriveLog
from limphome.cli.report.drive_recorder import DriveRecorder
from limphome.core import FaultSpec, Route, topics
from limphome.faults.fault_schedule import FaultSchedule
from limphome.faults.table import check
from limphome.resources import share_dir

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
    watch: Callable[[DriveRecorder, float], None],
    record: Optional[Callable[[str, Any, float], None]] = None,
) -> LockstepDrive:
    """Run the closed loop and listen to it.

    Args:
        watch: called with the recorder and the simulated time after every message.
        record: called with (topic, core message, simulated time) of every message, the route first, what showed last.
    """
    from limphome.simulation import closed_loop
    from limphome.simulation.scenario import load_scenario

    specs = [check(spec) for spec in specs]
    recorder, schedule = DriveRecorder(), FaultSchedule(specs)
    hear = [recorder.observe] if record is None else [recorder.observe, record]

    def tell(topic: str, message: Any, now_s: float) -> None:
        for one in hear:
            one(topic, message, now_s)

    tell(topics.ROUTE, Route(np.array(load_scenario(scenario).route)), 0.0)
    seen_s = 0.0

    def observe(topic: str, message: Any, arrived_s: float) -> None:
        nonlocal seen_s
        seen_s = now_s = max(seen_s, arrived_s)  # what arrives within one step of the loop comes in the order of its topics
        recorder.observe(topics.ACTIVE_FAULTS, schedule.active(now_s), now_s)
        tell(topic, message, now_s)
        watch(recorder, now_s)

    result = closed_loop.run(scenario, seed, specs, observe)
    for spec in specs:
        tell(topics.FAULTS_SHOWN, (spec, result.log.shown_s.get(str(spec), spec.start_s)), result.truth.time_s)
    return LockstepDrive(result, recorder.log(WAY), share_dir() / "models" / "perception" / "yard_detector")

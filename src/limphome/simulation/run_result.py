"""The outcome of one run, in the form that ``limphome run --json`` prints."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any, Dict, List, Optional

from limphome.core import FaultSpec, Mode
from limphome.resources.machine import cpu_model, versions
from limphome.simulation.answers import detected_after_s
from limphome.simulation.fault_injection import FaultInjection
from limphome.simulation.run_log import RunLog
from limphome.simulation.scenario import Scenario
from limphome.simulation.truth import Truth

AFTER_FAULT_S = 5.0  # a departure from NOMINAL, or a cause, this long after a fault may still be its consequence
GOAL_REACHED_M = 0.5


@dataclass(frozen=True)
class RunResult:
    """What was asked, what happened, and the log that it was read from.

    Times are simulated seconds since the start; ``wall_s`` is the loop alone, without start-up.
    """

    scenario: Scenario
    seed: int
    faults: "tuple[str, ...]"
    truth: Truth
    log: RunLog
    false_alarms: int
    false_causes: int
    wall_s: float

    @classmethod
    def of(cls, scenario: Scenario, seed: int, faults: FaultInjection, log: RunLog, truth: Truth, wall_s: float) -> "RunResult":
        """Read the outcome from what happened."""
        specs = tuple(str(spec) for spec in faults.specs)
        alarms = sum(_is_false_alarm(log, i, faults) for i in range(1, len(log.modes)))
        causes = sum(cause.fault != "none" and not faults.any_within(time_s, AFTER_FAULT_S) for time_s, cause in log.diagnoses)
        return cls(scenario, seed, specs, truth, log, alarms, causes, wall_s)

    @property
    def mission(self) -> str:
        """``completed`` (at the goal, the route driven), ``stopped`` (stands in SAFE_STOP), or ``timeout``."""
        if self.truth.goal_distance_m <= GOAL_REACHED_M and self.log.approaches:
            return "completed"
        return "stopped" if self.log.modes and self.log.modes[-1][1] == Mode.SAFE_STOP else "timeout"

    @property
    def shown_s(self) -> Optional[float]:
        """First moment at which a fault changed anything; None when none ever did."""
        return min(self.log.shown_s.values(), default=None)

    @property
    def detected_after_s(self) -> Optional[float]:
        """From the first moment that a fault shows to the first answer that it explains, see :func:`answers.detected_after_s`."""
        return detected_after_s({FaultSpec.parse(text): shown_s for text, shown_s in self.log.shown_s.items()}, self.log)

    def digest(self) -> str:
        """SHA-256 over the simulated quantities: trajectory, modes, detections, causes; never over wall-clock times."""
        rows: List[Any] = [[t, round(p.x_m, 6), round(p.y_m, 6), round(p.yaw_rad, 6), int(mode)] for t, p, mode in self.log.track]
        rows += [
            [seen.stamp_s, seen.boxes_xyxy.tolist(), seen.scores.tolist(), seen.class_ids.tolist()]
            for seen in self.log.detections
        ]
        rows += [[t, int(mode), reason] for t, mode, reason in self.log.modes]
        rows += [cause.as_dict() for cause in self.log.causes]
        return hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()

    def as_dict(self) -> Dict[str, Any]:
        """The JSON of ``limphome run``."""
        return {
            "schema_version": 1,
            "scenario": self.scenario.name,
            "seed": self.seed,
            "faults": list(self.faults),
            "mission": self.mission,
            "distance_m": round(self.truth.distance_m, 3),
            "contacts": self.truth.contacts,
            "contacts_nominal": self.log.contacts_nominal,
            "contacts_person_moving": self.truth.contacts_person_moving,
            "min_clearance_m": _lowest(self.log),
            "modes": [[round(t, 3), mode.name, reason] for t, mode, reason in self.log.modes],
            "shown_s": None if self.shown_s is None else round(self.shown_s, 3),
            "detected_after_s": self.detected_after_s,
            "causes": [cause.as_dict() for cause in self.log.causes],
            "false_alarms": self.false_alarms,
            "false_causes": self.false_causes,
            "sim_s": round(self.truth.time_s, 3),
            "wall_s": round(self.wall_s, 3),
            "digest": self.digest(),
            "cpu": cpu_model(),
            "versions": versions(),
        }


def _is_false_alarm(log: RunLog, index: int, faults: FaultInjection) -> bool:
    time_s, mode, _ = log.modes[index]
    left_nominal = log.modes[index - 1][1] == Mode.NOMINAL and mode > Mode.NOMINAL
    return left_nominal and not faults.any_within(time_s, AFTER_FAULT_S)


def _lowest(log: RunLog) -> Optional[float]:
    return round(min(truth.clearance_m for _, truth, _ in log.track), 3) if log.track else None

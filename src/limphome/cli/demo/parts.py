"""The drive cut at its acts, each part in the form that ``limphome run --json`` has."""

import hashlib
import json
from typing import Any, Dict, List, Optional, Tuple

from limphome.cli.demo.false_causes import explained, false_causes
from limphome.cli.demo.judge import named, noticed, span_of
from limphome.cli.demo.story import Act, Story
from limphome.cli.report.drive_log import DriveLog
from limphome.cli.report.outcome import GOAL_REACHED_M, Outcome
from limphome.core import Mode


def parts(story: Story, log: DriveLog, ran: Dict[str, Any], wall_s: float) -> List[Dict[str, Any]]:
    """The opening without a fault, then one part for each act, up to the next."""
    begins = [span.start_s if span else act.fault.start_s for act, span in ((act, span_of(act, log)) for act in story.acts)]
    edges = [0.0, *begins, log.duration_s]
    return [_part(story, log, index, (edges[index], edges[index + 1]), ran, wall_s) for index in range(len(edges) - 1)]


def _part(
    story: Story, log: DriveLog, index: int, window: Tuple[float, float], ran: Dict[str, Any], wall_s: float
) -> Dict[str, Any]:
    start_s, end_s = window
    act = story.acts[index - 1] if index else None
    outcome = Outcome.of(log.part(start_s, end_s))
    modes = [[round(c.time_s, 3), c.mode.name, c.reason] for c in log.modes if start_s <= c.time_s < end_s]
    return {
        "scenario": story.scenario,
        "seed": story.seed,
        "faults": [str(act.fault)] if act else [],
        "mission": _mission(log),
        "distance_m": round(outcome.distance_m, 3),
        "contacts": outcome.contacts,
        "contacts_nominal": outcome.contacts_nominal,
        "contacts_person_moving": outcome.contacts_person_moving,
        "min_clearance_m": round(outcome.min_clearance_m, 3) if outcome.min_clearance_m < float("inf") else None,
        "modes": modes,
        **_answer(act, log),
        "false_alarms": _false_alarms(log, start_s, end_s),
        "false_causes": sum(start_s <= cause.start_s < end_s for cause in false_causes(log)),
        "sim_s": round(end_s - start_s, 3),
        "wall_s": round(wall_s * (end_s - start_s) / max(log.duration_s, 1e-9), 3),
        "digest": _digest([modes, [[p.x_m, p.y_m] for p in log.part(start_s, end_s)]]),
        "cpu": ran["cpu"],
        "versions": ran["versions"],
    }


def _answer(act: Optional[Act], log: DriveLog) -> Dict[str, Any]:
    """When the fault of an act was noticed, and what it was named."""
    span = span_of(act, log) if act else None
    change = noticed(span, log) if span else None
    ranking = named(span, log) if span else None
    return {
        "shown_s": round(span.start_s, 3) if span else None,
        "detected_after_s": round(change.time_s - span.start_s, 3) if change and span else None,
        "causes": [cause.as_dict() for cause in ranking.causes] if ranking else [],
    }


def _digest(rows: List[Any]) -> str:
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def _mission(log: DriveLog) -> str:
    if Outcome.of(log.track).goal_distance_m <= GOAL_REACHED_M:
        return "completed"
    return "stopped" if log.mode_at(log.duration_s) == Mode.SAFE_STOP else "timeout"


def _false_alarms(log: DriveLog, start_s: float, end_s: float) -> int:
    departures = [after for before, after in zip(log.modes, log.modes[1:]) if before.mode == Mode.NOMINAL]
    return sum(start_s <= after.time_s < end_s and not explained(after.time_s, log) for after in departures)

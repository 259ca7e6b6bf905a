"""Compares what was told with what happened."""

import math
from typing import List, Optional, Tuple

from limphome.cli.demo.false_causes import AFTER_FAULT_S, explained, false_causes
from limphome.cli.demo.story import Act, Story
from limphome.cli.report.drive_log import Diagnosis, DriveLog, FaultSpan, ModeChange
from limphome.cli.report.outcome import GOAL_REACHED_M, Outcome
from limphome.cli.report.summary_line import SummaryLine
from limphome.core import Mode

SETS_OFF_M = 1.0
_SILENT = ("none", "unknown")


def judge(story: Story, log: DriveLog) -> Tuple[SummaryLine, ...]:
    """Everything that was asked, in the order of the story."""
    findings = [_sets_off(log)]
    for act in story.acts:
        span = span_of(act, log)
        findings += _judge_act(act, span, log) if span else [SummaryLine(act.title, "the fault never showed", False)]
    return (*findings, _arrives(story, log), _touches_nothing(log), _stays_calm(log), _names_nothing_else(log))


def as_told(findings: Tuple[SummaryLine, ...]) -> bool:
    """True when nothing failed."""
    return all(finding.passed for finding in findings)


def noticed(span: FaultSpan, log: DriveLog) -> Optional[ModeChange]:
    """The first change to a stricter mode while the fault acts."""
    inside = [change for change in log.modes if span.start_s <= change.time_s <= min(span.end_s, log.duration_s) + AFTER_FAULT_S]
    return next((change for change in inside if change.mode > Mode.NOMINAL), None)


def named(span: FaultSpan, log: DriveLog) -> Optional[Diagnosis]:
    """The ranking that first gave the answer which still stood when the fault was healed; None when that answer names nothing."""
    during = [diagnosis for diagnosis in log.diagnoses if span.start_s <= diagnosis.time_s <= span.end_s]
    if not during or during[-1].best.fault in _SILENT:
        return None
    answer = _name(during[-1])
    changes = [index for index, diagnosis in enumerate(during) if _name(diagnosis) != answer]
    return during[changes[-1] + 1 if changes else 0]


def _name(diagnosis: Diagnosis) -> Tuple[str, str]:
    return diagnosis.best.fault, diagnosis.best.component


def _judge_act(act: Act, span: FaultSpan, log: DriveLog) -> List[SummaryLine]:
    return [_notices(act, span, log), _names(act, span, log), _recovers(act, span, log)]


def _sets_off(log: DriveLog) -> SummaryLine:
    first_s = min((fault.start_s for fault in log.faults), default=math.inf)
    before = [point for point in log.track if point.time_s < first_s]
    driven = sum(math.hypot(b.x_m - a.x_m, b.y_m - a.y_m) for a, b in zip(before, before[1:]) if b.mode == Mode.NOMINAL)
    return SummaryLine(
        "Sets off in NOMINAL and follows its route",
        f"drove {driven:.1f} m in NOMINAL before anything broke",
        driven >= SETS_OFF_M,
    )


def _notices(act: Act, span: FaultSpan, log: DriveLog) -> SummaryLine:
    wanted = " or ".join(mode.name for mode in act.modes)
    asked = f"{act.title}: goes to {wanted} within {act.notice_within_s:g} s"
    change = noticed(span, log)
    if change is None:
        return SummaryLine(asked, "no reaction", False)
    after_s = change.time_s - span.start_s
    happened = f"{change.mode.name} after {after_s:.2f} s ({change.reason})"
    return SummaryLine(asked, happened, change.mode in act.modes and after_s <= act.notice_within_s)


def _names(act: Act, span: FaultSpan, log: DriveLog) -> SummaryLine:
    asked = f"Names the cause within {act.name_within_s:g} s: {' or '.join(act.causes)} in {act.component}"
    ranking = named(span, log)
    if ranking is None:
        return SummaryLine(asked, "named nothing", False)
    best, after_s = ranking.best, ranking.time_s - span.start_s
    happened = f"{best.fault} in {best.component}, probability {best.probability:.2f}, after {after_s:.1f} s"
    right = best.fault in act.causes and best.component == act.component
    return SummaryLine(asked, happened, right and after_s <= act.name_within_s)


def _recovers(act: Act, span: FaultSpan, log: DriveLog) -> SummaryLine:
    asked = f"Healed: back to NOMINAL within {act.recover_within_s:g} s"
    if log.duration_s < span.end_s:
        return SummaryLine(asked, "the fault was never healed", False)
    if log.mode_at(span.end_s) == Mode.NOMINAL:
        return SummaryLine(asked, "was in NOMINAL already", noticed(span, log) is not None)
    back = next((change for change in log.modes if change.time_s > span.end_s and change.mode == Mode.NOMINAL), None)
    if back is None:
        return SummaryLine(asked, f"stayed in {log.mode_at(log.duration_s).name}", False)
    after_s = back.time_s - span.end_s
    return SummaryLine(asked, f"NOMINAL after {after_s:.1f} s", after_s <= act.recover_within_s)


def _arrives(story: Story, log: DriveLog) -> SummaryLine:
    outcome = Outcome.of(log.track)
    left_m = outcome.goal_distance_m
    happened = f"{left_m:.2f} m from the goal after {log.duration_s:.0f} s and {outcome.distance_m:.1f} m"
    return SummaryLine(
        f"Arrives within {story.limit_s:g} s", happened, left_m <= GOAL_REACHED_M and log.duration_s <= story.limit_s
    )


def _touches_nothing(log: DriveLog) -> SummaryLine:
    outcome = Outcome.of(log.track)
    if outcome.contacts:
        return SummaryLine("Touches nothing and nobody", f"{outcome.contacts} contacts", False)
    nearest = (
        f"came no closer than {outcome.min_clearance_m:.2f} m to a thing, {outcome.min_person_clearance_m:.2f} m to a person"
    )
    return SummaryLine("Touches nothing and nobody", nearest, True)


def _stays_calm(log: DriveLog) -> SummaryLine:
    pairs = zip(log.modes, log.modes[1:])
    alarms = [after for before, after in pairs if before.mode == Mode.NOMINAL and not explained(after.time_s, log)]
    happened = "; ".join(f"{alarm.mode.name} at {alarm.time_s:.1f} s ({alarm.reason})" for alarm in alarms) or "none"
    return SummaryLine("No alarm without a fault", happened, not alarms)


def _names_nothing_else(log: DriveLog) -> SummaryLine:
    named_wrongly = false_causes(log)
    happened = "; ".join(map(str, named_wrongly)) or "none"
    return SummaryLine("No cause named without a fault", happened, not named_wrongly)


def span_of(act: Act, log: DriveLog) -> Optional[FaultSpan]:
    """When the fault of an act truly acted, or None."""
    return next((span for span in log.faults if span.name == act.fault.name), None)

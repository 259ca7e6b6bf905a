"""Health, Verdict, SafetyState, Cause and FaultSpec to diagnostic_msgs and back.

``DiagnosticStatus.name`` starts with what the status is (``health:``, ``monitor:``); ``hardware_id`` is the component.
"""

import math
from typing import Iterable, List, Mapping, Optional, Tuple

from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus, KeyValue

from limphome.core import Cause, FaultSpec, Health, LimphomeError, Mode, SafetyState, Verdict, topics
from limphome.nodes.convert.stamp import from_stamp, to_stamp

HEALTH, MONITOR = topics.HEALTH_STATUS, "monitor: "
_LEVELS = {Mode.NOMINAL: DiagnosticStatus.OK, Mode.LIMP_HOME: DiagnosticStatus.WARN, Mode.SAFE_STOP: DiagnosticStatus.ERROR}


def key_values(values: Mapping[str, object]) -> List[KeyValue]:
    """Key-values of anything that prints so that it can be read back."""
    return [KeyValue(key=key, value=str(value)) for key, value in values.items()]


def array_of(statuses: Iterable[DiagnosticStatus], stamp_s: float) -> DiagnosticArray:
    """An array with a stamp of the robot's clock."""
    message = DiagnosticArray(status=list(statuses))
    message.header.stamp = to_stamp(stamp_s)
    return message


def from_health(health: Health) -> DiagnosticStatus:
    """Numbers as key-values."""
    values = [KeyValue(key=key, value=repr(float(value))) for key, value in health.metrics.items()]
    return DiagnosticStatus(
        level=DiagnosticStatus.OK, name=HEALTH + health.component, hardware_id=health.component, values=values
    )


def to_healths(message: DiagnosticArray) -> Tuple[Health, ...]:
    """The rows of telemetry in an array, other statuses left out; LimphomeError for a value that is no number."""
    stamp_s = from_stamp(message.header.stamp)
    rows = (status for status in message.status if status.name.startswith(HEALTH))
    return tuple(Health(stamp_s, row.hardware_id, {one.key: _number(row.name, one) for one in row.values}) for row in rows)


def _number(name: str, value: KeyValue) -> float:
    try:
        return float(value.value)
    except ValueError as error:
        raise LimphomeError(f"'{name}' holds '{value.key}: {value.value}'", "DiagnosticArray", "a number") from error


def from_verdict(verdict: Verdict) -> DiagnosticStatus:
    """One status for each monitor: OK, WARN (asks for LIMP_HOME) or ERROR (asks for SAFE_STOP)."""
    return DiagnosticStatus(
        level=_LEVELS[verdict.demand],
        name=MONITOR + verdict.monitor,
        message=verdict.reason,
        hardware_id=verdict.component,
        values=key_values({"demand": verdict.demand.name}),
    )


def to_verdicts(message: DiagnosticArray) -> Tuple[Verdict, ...]:
    """The monitors' judgements in an array."""
    stamp_s = from_stamp(message.header.stamp)
    demand = {level: mode for mode, level in _LEVELS.items()}
    rows = (status for status in message.status if status.name.startswith(MONITOR))
    return tuple(Verdict(stamp_s, row.name[len(MONITOR) :], row.hardware_id, demand[row.level], row.message) for row in rows)


def from_safety_state(state: SafetyState) -> DiagnosticStatus:
    """Mode as level and message, reasons as key-values."""
    return DiagnosticStatus(
        level=_LEVELS[state.mode],
        name="safety/state",
        message=state.mode.name,
        hardware_id="supervisor",
        values=[KeyValue(key=f"reason.{n}", value=reason) for n, reason in enumerate(state.reasons)],
    )


def to_safety_state(message: DiagnosticStatus, arrived_s: float) -> SafetyState:
    """The message has no stamp: it gets that of its arrival."""
    if message.message not in Mode.__members__:
        raise LimphomeError(f"mode '{message.message}'", "DiagnosticStatus", "one of " + ", ".join(Mode.__members__))
    return SafetyState(arrived_s, Mode[message.message], tuple(one.value for one in message.values))


def from_cause(cause: Cause) -> DiagnosticStatus:
    """One ranked cause; OK only for "none"."""
    values = {
        "probability": repr(float(cause.probability)),
        "onset_s": "" if cause.onset_s is None else repr(float(cause.onset_s)),
    }
    evidence = {f"evidence.{n}": text for n, text in enumerate(cause.evidence)}
    level = DiagnosticStatus.OK if cause.fault == "none" else DiagnosticStatus.WARN
    return DiagnosticStatus(
        level=level, name=f"cause: {cause.fault}", hardware_id=cause.component, values=key_values({**values, **evidence})
    )


def to_cause(status: DiagnosticStatus) -> Cause:
    """The cause of one status."""
    values = {one.key: one.value for one in status.values}
    onset = float(values["onset_s"]) if values.get("onset_s") else None
    evidence = tuple(value for key, value in values.items() if key.startswith("evidence."))
    return Cause(status.name.partition(": ")[2], status.hardware_id, float(values["probability"]), onset, evidence)


def from_fault(spec: FaultSpec, age_s: float, shown_at_s: Optional[float] = None) -> DiagnosticStatus:
    """A fault that was set ``age_s`` ago; WARN while it acts."""
    values = {
        "severity": spec.severity,
        "start_s": spec.start_s,
        "duration_s": spec.duration_s,
        "seed": spec.seed,
        "age_s": age_s,
    }
    if shown_at_s is not None:
        values["shown_at_s"] = shown_at_s
    active = spec.is_active(age_s)
    return DiagnosticStatus(
        level=DiagnosticStatus.WARN if active else DiagnosticStatus.OK,
        name=f"fault: {spec.name}",
        message="active" if active else "waiting" if age_s < spec.start_s else "over",
        hardware_id=spec.target,
        values=key_values(values),
    )


def to_fault(status: DiagnosticStatus) -> Tuple[FaultSpec, float]:
    """The fault and how long ago it was set [s]."""
    values = {one.key: one.value for one in status.values}
    layer, _, kind = status.name.partition(": ")[2].partition(".")
    try:
        numbers = {key: float(values[key]) for key in ("start_s", "duration_s", "age_s")}
        severity, seed = int(values["severity"]), int(values["seed"])
    except (KeyError, ValueError) as error:
        raise LimphomeError(
            f"{status.name}: {error}", "DiagnosticStatus", "severity, start_s, duration_s, seed, age_s"
        ) from error
    check_not_nan(status.name, numbers)
    return FaultSpec(layer, kind, severity, numbers["start_s"], numbers["duration_s"], status.hardware_id, seed), numbers["age_s"]


def check_not_nan(where: str, numbers: Mapping[str, float]) -> None:
    """LimphomeError for a NaN; an infinite duration is fine."""
    for key, value in numbers.items():
        if math.isnan(value):
            raise LimphomeError(f"{key} is NaN", where, "a number")

"""Health, Verdict, SafetyState, Cause and FaultSpec to diagnostic_msgs and back.

``DiagnosticStatus.name`` starts with what the status is (``health:``, ``monitor:``); ``hardware_id`` is the component.
"""

import math
from typing import Iterable, List, Mapping, Optional, Tuple

from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus, KeyValue

from limphome.core import Cause, FaultSpec, Health, LimphomeError, Mode, SafetyState, Verdict
from limphome.nodes.convert.stamp import from_stamp, to_stamp
from limphome.nodes.convert.status_words import (
    HEALTH,
    LEVELS,
    MONITOR,
    STAMP,
    StatusWords,
    words_of_cause,
    words_of_fault,
    words_of_health,
    words_of_state,
    words_of_verdict,
)

_LEVELS = (DiagnosticStatus.OK, DiagnosticStatus.WARN, DiagnosticStatus.ERROR)  # rclpy has them as bytes
_LEVEL_NAMES = {**dict(zip(_LEVELS, ("OK", "WARN", "ERROR"))), DiagnosticStatus.STALE: "STALE"}


def key_values(values: Mapping[str, object]) -> List[KeyValue]:
    """Key-values of anything that prints so that it can be read back."""
    return [KeyValue(key=key, value=str(value)) for key, value in values.items()]


def from_words(words: StatusWords) -> DiagnosticStatus:
    """The message of what was put into words."""
    level, name, message, hardware_id, values = words
    return DiagnosticStatus(level=_LEVELS[level], name=name, message=message, hardware_id=hardware_id, values=key_values(values))


def level_name(level: bytes) -> str:
    """``OK``, ``WARN``, ``ERROR`` or ``STALE``; the number where it is none of them."""
    return _LEVEL_NAMES.get(level, str(level[0]) if level else "OK")


def array_of(statuses: Iterable[DiagnosticStatus], stamp_s: float) -> DiagnosticArray:
    """An array with a stamp of the robot's clock."""
    message = DiagnosticArray(status=list(statuses))
    message.header.stamp = to_stamp(stamp_s)
    return message


def from_health(health: Health) -> DiagnosticStatus:
    """Numbers as key-values."""
    return from_words(words_of_health(health))


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
    return from_words(words_of_verdict(verdict))


def to_verdicts(message: DiagnosticArray) -> Tuple[Verdict, ...]:
    """The monitors' judgements in an array."""
    stamp_s = from_stamp(message.header.stamp)
    demand = {_LEVELS[level]: mode for mode, level in LEVELS.items()}
    rows = (status for status in message.status if status.name.startswith(MONITOR))
    return tuple(Verdict(stamp_s, row.name[len(MONITOR) :], row.hardware_id, demand[row.level], row.message) for row in rows)


def from_safety_state(state: SafetyState) -> DiagnosticStatus:
    """Mode as level and message, reasons and stamp as key-values."""
    return from_words(words_of_state(state))


def to_safety_state(message: DiagnosticStatus, arrived_s: float) -> SafetyState:
    """One that says no ``stamp_s`` (of another supervisor, of an older recording) gets that of its arrival."""
    if message.message not in Mode.__members__:
        raise LimphomeError(f"mode '{message.message}'", "DiagnosticStatus", "one of " + ", ".join(Mode.__members__))
    stamp_s = next((_number(message.name, one) for one in message.values if one.key == STAMP), arrived_s)
    check_not_nan(message.name, {STAMP: stamp_s})
    return SafetyState(stamp_s, Mode[message.message], tuple(one.value for one in message.values if one.key != STAMP))


def from_cause(cause: Cause) -> DiagnosticStatus:
    """One ranked cause; OK only for "none"."""
    return from_words(words_of_cause(cause))


def to_cause(status: DiagnosticStatus) -> Cause:
    """The cause of one status; LimphomeError when its numbers are none."""
    values = {one.key: one.value for one in status.values}
    try:
        onset = float(values["onset_s"]) if values.get("onset_s") else None
        probability = float(values["probability"])
    except (KeyError, ValueError) as error:
        raise LimphomeError(f"{status.name}: {error}", "DiagnosticStatus", "probability, onset_s") from error
    evidence = tuple(value for key, value in values.items() if key.startswith("evidence."))
    return Cause(status.name.partition(": ")[2], status.hardware_id, probability, onset, evidence)


def from_fault(spec: FaultSpec, age_s: float, shown_at_s: Optional[float] = None) -> DiagnosticStatus:
    """A fault that was set ``age_s`` ago; WARN while it acts."""
    return from_words(words_of_fault(spec, age_s, shown_at_s))


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

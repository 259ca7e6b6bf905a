"""What our statuses say, without ROS: ``status.py`` makes messages of it, a lockstep recording plain ones."""

from typing import Any, Dict, Mapping, NamedTuple, Optional, Tuple

from limphome.core import Cause, FaultSpec, Health, Mode, SafetyState, Verdict, topics

HEALTH, MONITOR, GATE = topics.HEALTH_STATUS, "monitor: ", "gate: reason"
PRESSED, HELD = "pressed", "held"
STAMP = "stamp_s"
OK, WARN, ERROR = 0, 1, 2  # as diagnostic_msgs numbers them
LEVELS = {Mode.NOMINAL: OK, Mode.LIMP_HOME: WARN, Mode.SAFE_STOP: ERROR}
NUMBERS = (
    "x_m", "y_m", "yaw_rad", "v_mps", "contacts", "contacts_person_moving", "clearance_m", "person_clearance_m",
    "goal_distance_m", "distance_m",
)  # fmt: skip


class StatusWords(NamedTuple):
    """A DiagnosticStatus before it is a message; ``values`` print so that they can be read back."""

    level: int
    name: str
    message: str
    hardware_id: str
    values: Mapping[str, object]


def words_of_health(health: Health) -> StatusWords:
    """One row of telemetry."""
    numbers = {key: repr(float(value)) for key, value in health.metrics.items()}
    return StatusWords(OK, HEALTH + health.component, "", health.component, numbers)


def words_of_verdict(verdict: Verdict) -> StatusWords:
    """One monitor: OK, WARN (asks for LIMP_HOME) or ERROR (asks for SAFE_STOP)."""
    demand = {"demand": verdict.demand.name}
    return StatusWords(LEVELS[verdict.demand], MONITOR + verdict.monitor, verdict.reason, verdict.component, demand)


def words_of_gate(
    reason: str, stopped: bool, blind: str = "", pressed: bool = False, held: Optional[bool] = False
) -> StatusWords:
    """Why the gate stops or limits, as the message, empty when it does neither.

    Args:
        blind: why it has no scan to go by. pressed: the emergency-stop input, as it was heard last.
        held: what ``safety/hold`` said; None before.
    """
    values = {PRESSED: pressed, HELD: held, "stopped": stopped, "blind": blind}
    return StatusWords(WARN if stopped else OK, GATE, reason, "gate", values)


def words_of_state(state: SafetyState) -> StatusWords:
    """Mode as level and message, reasons as values, after them when it was decided: a DiagnosticStatus has no stamp."""
    reasons = {f"reason.{n}": reason for n, reason in enumerate(state.reasons)}
    values = {**reasons, STAMP: repr(float(state.stamp_s))}
    return StatusWords(LEVELS[state.mode], "safety/state", state.mode.name, "supervisor", values)


def words_of_cause(cause: Cause) -> StatusWords:
    """One ranked cause; OK only for "none"."""
    onset = "" if cause.onset_s is None else repr(float(cause.onset_s))
    evidence = {f"evidence.{n}": text for n, text in enumerate(cause.evidence)}
    values = {"probability": repr(float(cause.probability)), "onset_s": onset, **evidence}
    return StatusWords(OK if cause.fault == "none" else WARN, f"cause: {cause.fault}", "", cause.component, values)


def words_of_fault(spec: FaultSpec, age_s: float, shown_at_s: Optional[float] = None) -> StatusWords:
    """A fault that was set ``age_s`` ago; WARN while it acts."""
    values: Dict[str, object] = {name: getattr(spec, name) for name in ("severity", "start_s", "duration_s", "seed")}
    values["age_s"] = age_s
    if shown_at_s is not None:
        values["shown_at_s"] = shown_at_s
    active = spec.is_active(age_s)
    message = "active" if active else "waiting" if age_s < spec.start_s else "over"
    return StatusWords(WARN if active else OK, f"fault: {spec.name}", message, spec.target, values)


def words_of_truth(truth: Any) -> Tuple[StatusWords, ...]:
    """One status with the numbers of ``limphome.simulation.Truth``, one with what was touched, one with the persons.

    Args:
        truth: of the simulator; taken by attribute so that a robot without a simulator can load this module.
    """
    numbers = {name: repr(float(getattr(truth, name))) for name in NUMBERS}
    touched = {str(n): name for n, name in enumerate(truth.touched)}
    persons = {str(n): f"{x:.3f} {y:.3f}" for n, (x, y) in enumerate(truth.persons_m)}
    parts = (("truth", numbers), ("touched", touched), ("persons", persons))
    return tuple(StatusWords(OK, name, "", "simulator", values) for name, values in parts)

"""What our nodes say in diagnostic_msgs, as plain dicts; equal to theirs (nodes/convert/status.py, truth.py)."""

from typing import Any, Dict, Iterable, List, Mapping, Optional, Tuple

from limphome.cli.recording.plain_stamp import header
from limphome.core import Cause, FaultSpec, Health, Mode, SafetyState, topics

Plain = Dict[str, Any]
_OK, _WARN, _ERROR = 0, 1, 2
_LEVELS = {Mode.NOMINAL: _OK, Mode.LIMP_HOME: _WARN, Mode.SAFE_STOP: _ERROR}
_TRUTH = (
    "x_m", "y_m", "yaw_rad", "v_mps", "contacts", "contacts_person_moving", "clearance_m", "person_clearance_m",
    "goal_distance_m", "distance_m",
)  # fmt: skip


def array(statuses: Iterable[Plain], stamp_s: float, frame_id: str = "") -> Plain:
    """A DiagnosticArray; ``frame_id`` names the node that says it."""
    return {"header": header(stamp_s, frame_id), "status": list(statuses)}


def status(level: int, name: str, message: str, hardware_id: str, values: Mapping[str, object]) -> Plain:
    """A DiagnosticStatus."""
    return {"level": level, "name": name, "message": message, "hardware_id": hardware_id, "values": key_values(values)}


def key_values(values: Mapping[str, object]) -> List[Plain]:
    """Key-values of anything that prints so that it can be read back."""
    return [{"key": key, "value": str(value)} for key, value in values.items()]


def of_health(health: Health) -> Plain:
    """One row of telemetry."""
    numbers = {key: repr(float(value)) for key, value in health.metrics.items()}
    row = status(_OK, topics.HEALTH_STATUS + health.component, "", health.component, numbers)
    return array([row], health.stamp_s, health.component)


def of_state(state: SafetyState) -> Plain:
    """The mode, and its reasons as key-values."""
    reasons = {f"reason.{n}": reason for n, reason in enumerate(state.reasons)}
    return status(_LEVELS[state.mode], "safety/state", state.mode.name, "supervisor", reasons)


def of_causes(causes: Iterable[Cause], now_s: float) -> Plain:
    """The ranking, best first."""
    return array([_of_cause(cause) for cause in causes], now_s)


def _of_cause(cause: Cause) -> Plain:
    onset = "" if cause.onset_s is None else repr(float(cause.onset_s))
    values = {"probability": repr(float(cause.probability)), "onset_s": onset}
    evidence = {f"evidence.{n}": text for n, text in enumerate(cause.evidence)}
    level = _OK if cause.fault == "none" else _WARN
    return status(level, f"cause: {cause.fault}", "", cause.component, {**values, **evidence})


def of_faults(faults: Iterable[Tuple[FaultSpec, float]], now_s: float) -> Plain:
    """(fault, how long ago it was set) of all that are set."""
    return array([_of_fault(spec, age_s) for spec, age_s in faults], now_s)


def of_shown(spec: FaultSpec, shown_s: float, now_s: float) -> Plain:
    """When a fault first changed something."""
    return array([_of_fault(spec, spec.start_s, shown_s)], now_s)


def _of_fault(spec: FaultSpec, age_s: float, shown_s: Optional[float] = None) -> Plain:
    values = {
        "severity": spec.severity,
        "start_s": spec.start_s,
        "duration_s": spec.duration_s,
        "seed": spec.seed,
        "age_s": age_s,
    }
    more = {} if shown_s is None else {"shown_at_s": shown_s}
    active = spec.is_active(age_s)
    message = "active" if active else "waiting" if age_s < spec.start_s else "over"
    return status(_WARN if active else _OK, f"fault: {spec.name}", message, spec.target, {**values, **more})


def of_truth(truth: Any) -> Plain:
    """What really happened in the simulator."""
    numbers = {name: repr(float(getattr(truth, name))) for name in _TRUTH}
    touched = {str(n): name for n, name in enumerate(truth.touched)}
    persons = {str(n): f"{x:.3f} {y:.3f}" for n, (x, y) in enumerate(truth.persons_m)}
    parts = (("truth", numbers), ("touched", touched), ("persons", persons))
    return array([status(_OK, name, "", "simulator", values) for name, values in parts], truth.time_s)

"""What our nodes say in diagnostic_msgs, as plain dicts; equal to theirs (nodes/convert/status.py, truth.py)."""

from typing import Any, Dict, Iterable, Tuple

from limphome.cli.recording.plain_stamp import header
from limphome.core import Cause, FaultSpec, Health, SafetyState
from limphome.nodes.convert.status_words import (
    StatusWords,
    words_of_cause,
    words_of_fault,
    words_of_health,
    words_of_state,
    words_of_truth,
)

Plain = Dict[str, Any]


def array(statuses: Iterable[StatusWords], stamp_s: float, frame_id: str = "") -> Plain:
    """A DiagnosticArray; ``frame_id`` names the node that says it."""
    return {"header": header(stamp_s, frame_id), "status": [status(words) for words in statuses]}


def status(words: StatusWords) -> Plain:
    """A DiagnosticStatus."""
    values = [{"key": key, "value": str(value)} for key, value in words.values.items()]
    return {**words._asdict(), "values": values}


def of_health(health: Health) -> Plain:
    """One row of telemetry."""
    return array([words_of_health(health)], health.stamp_s, health.component)


def of_state(state: SafetyState) -> Plain:
    """The mode, and its reasons as key-values."""
    return status(words_of_state(state))


def of_causes(causes: Iterable[Cause], now_s: float) -> Plain:
    """The ranking, best first."""
    return array(map(words_of_cause, causes), now_s)


def of_faults(faults: Iterable[Tuple[FaultSpec, float]], now_s: float) -> Plain:
    """(fault, how long ago it was set) of all that are set."""
    return array([words_of_fault(spec, age_s) for spec, age_s in faults], now_s)


def of_shown(spec: FaultSpec, shown_s: float, now_s: float) -> Plain:
    """When a fault first changed something."""
    return array([words_of_fault(spec, spec.start_s, shown_s)], now_s)


def of_truth(truth: Any) -> Plain:
    """What really happened in the simulator."""
    return array(words_of_truth(truth), truth.time_s)

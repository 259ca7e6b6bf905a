"""A drive over ROS in which something was broken, from its recording: the telemetry, and what was injected."""

from pathlib import Path
from typing import Any, Dict, Optional, Tuple

from limphome.core import FaultSpec, LimphomeError, topics
from limphome.diagnosis.recorded_run import RecordedFault, RecordedRun
from limphome.diagnosis.recording import messages_of, stamp_s_of, telemetry_of
from limphome.faults.table import component_of

_FAULT = "fault: "
_Key = Tuple[str, str, int]


def recorded_drive(path: Path) -> RecordedRun:
    """A drive to judge the diagnosis by; without a fault in it a nominal one.

    Faults are read from ``faults/active``, when they first changed anything from ``faults/shown``; one that is set again at
    the same severity counts once.

    Raises:
        LimphomeError: no readable recording, no telemetry in it, or a fault that does not exist.
    """
    specs: Dict[_Key, Tuple[FaultSpec, float]] = {}
    shown_s: Dict[_Key, float] = {}
    for topic, message in messages_of(path, topics.ACTIVE_FAULTS, topics.FAULTS_SHOWN):
        for status in message.status:
            spec, age_s, at_s = _read(status, stamp_s_of(message), str(path))
            key = (spec.name, spec.target, spec.severity)
            if topic == topics.FAULTS_SHOWN:
                shown_s.setdefault(key, at_s)
            else:
                specs.setdefault(key, (spec, at_s - age_s))
    faults = tuple(_fault(spec, set_s, shown_s.get(key)) for key, (spec, set_s) in specs.items())
    return RecordedRun(telemetry_of(path), path.parent.name, 0, "test", faults)


def _fault(spec: FaultSpec, set_s: float, shown_s: Optional[float]) -> RecordedFault:
    return RecordedFault(spec.name, component_of(spec), spec.severity, shown_s, set_s + spec.end_s)


def _read(status: Any, stamp_s: float, where: str) -> Tuple[FaultSpec, float, float]:
    """The fault, how long ago it was set, and the moment that is told of [s]."""
    values = {one.key: one.value for one in status.values}
    layer, _, kind = status.name[len(_FAULT) :].partition(".")
    try:
        start_s, duration_s, age_s = (float(values[name]) for name in ("start_s", "duration_s", "age_s"))
        spec = FaultSpec(layer, kind, int(values["severity"]), start_s, duration_s, status.hardware_id, int(values["seed"]))
        return spec, age_s, float(values.get("shown_at_s", stamp_s))
    except (KeyError, ValueError) as error:
        raise LimphomeError(f"holds an unreadable fault, '{status.name}': {error}", where, "as limphome records") from error

"""A drive over ROS in which something was broken, from its recording: the telemetry, and what was injected."""

import math
from pathlib import Path
from typing import Any, Dict, Tuple

from limphome.core import FaultSpec, LimphomeError, topics
from limphome.diagnosis.recorded_run import RecordedFault, RecordedRun
from limphome.diagnosis.recording import messages_of, stamp_s_of, telemetry_of
from limphome.faults.table import component_of

_FAULT = "fault: "
_Key = Tuple[str, str, int]


def recorded_drive(path: Path) -> RecordedRun:
    """A drive to judge the diagnosis by; without a fault in it a nominal one.

    Faults are read from ``faults/active``, when they first changed anything from ``faults/shown``; one that is set again at
    the same severity counts once. One that is no longer told of was ended by hand.

    Raises:
        LimphomeError: no readable recording, no telemetry in it, or a fault that does not exist.
    """
    injected = _Injected(str(path))
    for topic, message in messages_of(path, topics.ACTIVE_FAULTS, topics.FAULTS_SHOWN):
        injected.hear(topic, message)
    return RecordedRun(telemetry_of(path), path.parent.name, 0, "test", injected.faults())


class _Injected:
    """What a recording tells of faults: when each was set, when it showed, and since when it is told of no longer [s]."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._set: Dict[_Key, Tuple[FaultSpec, float]] = {}
        self._shown_s: Dict[_Key, float] = {}
        self._gone_s: Dict[_Key, float] = {}

    def hear(self, topic: str, message: Any) -> None:
        """Take a message of ``faults/active`` or ``faults/shown``, in the order of time."""
        told = {}
        for spec, age_s, at_s in (_read(status, stamp_s_of(message), self._where) for status in message.status):
            told[spec.name, spec.target, spec.severity] = spec, at_s - age_s, at_s
        if topic == topics.FAULTS_SHOWN:
            for key, (_, _, at_s) in told.items():
                self._shown_s.setdefault(key, at_s)
            return
        for key, (spec, set_s, _) in told.items():
            self._set.setdefault(key, (spec, set_s))
        for key in self._set.keys() - told.keys():
            self._gone_s.setdefault(key, stamp_s_of(message))

    def faults(self) -> Tuple[RecordedFault, ...]:
        """All of them, in the order in which they were set."""
        return tuple(self._fault(key, spec, set_s) for key, (spec, set_s) in self._set.items())

    def _fault(self, key: _Key, spec: FaultSpec, set_s: float) -> RecordedFault:
        end_s = min(set_s + spec.end_s, self._gone_s.get(key, math.inf))
        return RecordedFault(spec.name, component_of(spec), spec.severity, self._shown_s.get(key), end_s)


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

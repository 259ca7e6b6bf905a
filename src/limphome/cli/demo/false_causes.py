"""Causes that diagnosis named although nothing was broken."""

from dataclasses import dataclass
from typing import List, Tuple

from limphome.cli.report.drive_log import DriveLog

AFTER_FAULT_S = 5.0
LINGERS_S = 15.0
"""So long after the last fault a cause may still be named: until a dead process is back and the incident is cleared."""


@dataclass(frozen=True)
class NamedCause:
    """One best cause, for as long as it was given."""

    fault: str
    component: str
    start_s: float
    end_s: float

    def __str__(self) -> str:
        where = f" in {self.component}" if self.component else ""
        return f"{self.fault}{where} from {self.start_s:.1f} s to {self.end_s:.1f} s"


def false_causes(log: DriveLog) -> Tuple[NamedCause, ...]:
    """Those that begin without a fault (``unknown`` too: it says that something is wrong), or outlast the last one by far."""
    return tuple(one for one in named_causes(log) if not explained(one.start_s, log) or _lingers(one, log))


def named_causes(log: DriveLog) -> Tuple[NamedCause, ...]:
    """Every best cause but ``none``, in the order of time."""
    found: List[NamedCause] = []
    ends = [*(diagnosis.time_s for diagnosis in log.diagnoses[1:]), log.duration_s]
    for diagnosis, until_s in zip(log.diagnoses, ends):
        best = diagnosis.best
        if found and (found[-1].fault, found[-1].component, found[-1].end_s) == (best.fault, best.component, diagnosis.time_s):
            found[-1] = NamedCause(best.fault, best.component, found[-1].start_s, until_s)
        else:
            found.append(NamedCause(best.fault, best.component, diagnosis.time_s, until_s))
    return tuple(one for one in found if one.fault != "none")


def explained(time_s: float, log: DriveLog) -> bool:
    """True while a fault acts, and a little after."""
    return any(fault.start_s <= time_s <= fault.end_s + AFTER_FAULT_S for fault in log.faults)


def _lingers(cause: NamedCause, log: DriveLog) -> bool:
    begun = [fault.end_s for fault in log.faults if fault.start_s <= cause.end_s]
    return bool(begun) and cause.end_s > max(begun) + LINGERS_S

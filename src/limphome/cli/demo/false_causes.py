"""Causes that diagnosis named although nothing was broken."""

from typing import Tuple

from limphome.cli.report.drive_log import DriveLog
from limphome.cli.report.named_causes import NamedCause, named_causes

AFTER_FAULT_S = 5.0
LINGERS_S = 15.0
"""So long after the last fault a cause may still be named: until a dead process is back and the incident is cleared."""


def false_causes(log: DriveLog) -> Tuple[NamedCause, ...]:
    """Those that begin without a fault (``unknown`` too: it says that something is wrong), or outlast the last one by far."""
    return tuple(one for one in named_causes(log) if not explained(one.start_s, log) or _lingers(one, log))


def explained(time_s: float, log: DriveLog) -> bool:
    """True while a fault acts, and a little after."""
    return any(fault.start_s <= time_s <= fault.end_s + AFTER_FAULT_S for fault in log.faults)


def _lingers(cause: NamedCause, log: DriveLog) -> bool:
    begun = [fault.end_s for fault in log.faults if fault.start_s <= cause.end_s]
    return bool(begun) and cause.end_s > max(begun) + LINGERS_S

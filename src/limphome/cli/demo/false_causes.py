"""Causes that diagnosis named although nothing was broken."""

from typing import Tuple

from limphome.cli.report.drive_log import DriveLog
from limphome.cli.report.named_causes import NamedCause, named_causes

AFTER_FAULT_S = 5.0
LINGERS_S = 15.0
"""So long after the last fault a cause may still be named: until a dead process is back and the incident is cleared."""


def false_causes(log: DriveLog) -> Tuple[NamedCause, ...]:
    """Those that begin without a fault (``unknown`` too: it says that something is wrong), or outlast the last one by far.

    What an incident that never ended goes back to, where that is what was broken, does not begin again.
    """
    named = named_causes(log)
    return tuple(
        one
        for number, one in enumerate(named)
        if _lingers(one, log) or not (explained(one.start_s, log) or _returns(one, named[:number], log))
    )


def explained(time_s: float, log: DriveLog) -> bool:
    """True while a fault acts, and a little after."""
    return any(fault.start_s <= time_s <= fault.end_s + AFTER_FAULT_S for fault in log.faults)


def _returns(cause: NamedCause, before: Tuple[NamedCause, ...], log: DriveLog) -> bool:
    """True when it was named while its fault acted, and something has been named without a pause since."""
    since_s = cause.start_s
    for one in reversed(before):
        if one.end_s < since_s:
            return False
        since_s = one.start_s
        if (one.fault, one.component) == (cause.fault, cause.component):
            return any(one.names(fault) for fault in log.faults)
    return False


def _lingers(cause: NamedCause, log: DriveLog) -> bool:
    begun = [fault.end_s for fault in log.faults if fault.start_s <= cause.end_s]
    return bool(begun) and cause.end_s > max(begun) + LINGERS_S

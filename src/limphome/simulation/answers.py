"""Which answers of the safety layer a fault explains."""

from typing import Dict, FrozenSet, Iterator, Mapping, Optional, Set

from limphome.core import FaultSpec, Mode
from limphome.diagnosis.feed_graph import ROVER
from limphome.faults.table import component_of
from limphome.simulation.run_log import RunLog

_OBEYED = {"gate": ("supervisor",), "odometry": ("base",)}
"""Beside the topics: a gate obeys the mode, wheels turn as the base turns them."""
_COMPARES = {"camera_lidar": ("camera", "perception", "lidar"), "imu_odometry": ("imu", "odometry", "base")}
"""Monitors that hold one component against another: either may be at fault."""


def detected_after_s(faults: Mapping[FaultSpec, float], log: RunLog) -> Optional[float]:
    """From the first moment that a fault shows to the first answer that it explains [s]; of several faults the soonest answered.

    An answer is a stricter mode or a monitor's error; None when no fault got one.

    Args:
        faults: each that showed, with the moment at which it did [s].
    """
    after = [time_s - shown_s for spec, shown_s in faults.items() for time_s in _answers_s(spec, log) if time_s >= shown_s]
    return round(min(after), 3) if after else None


def _answers_s(spec: FaultSpec, log: RunLog) -> Iterator[float]:
    reached = reach(component_of(spec))
    owners = {error.monitor: error.component for error in log.errors}
    yield from (error.stamp_s for error in log.errors if _explains(reached, error.monitor, error.component))
    before = Mode.SAFE_STOP
    for time_s, mode, reason in log.modes:
        monitor = reason.partition(":")[0]
        # A reason of the supervisor's own (a monitor is silent, a stop was asked for) has no owner: any fault may be behind it.
        if mode > before and (monitor not in owners or _explains(reached, monitor, owners[monitor])):
            yield time_s
        before = mode


def _explains(reached: FrozenSet[str], monitor: str, component: str) -> bool:
    return not reached.isdisjoint(_COMPARES.get(monitor, (component,)))


def reach(component: str) -> FrozenSet[str]:
    """The components whose output a fault in one of them spoils: itself, and what it feeds.

    What the base does to the sensors by moving them is left out: everything would be explained by everything.
    """
    feeders: Dict[str, Set[str]] = {name: {one for one in fed_by if one != "base"} for name, fed_by in ROVER.items()}
    feeders.pop("supervisor")  # it watches; its verdicts are those of the components
    for name, obeyed in _OBEYED.items():
        feeders[name] |= set(obeyed)
    reached = {component}
    while True:
        more = {name for name, fed_by in feeders.items() if fed_by & reached} - reached
        if not more:
            return frozenset(reached)
        reached |= more

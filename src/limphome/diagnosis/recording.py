"""A recorded drive over ROS: its telemetry, the same rows that the engine reads while driving."""

from contextlib import suppress
from pathlib import Path
from typing import Any, Iterator, Tuple

from limphome.core import Health, LimphomeError, topics
from limphome.diagnosis.recorded_run import RecordedRun
from limphome.diagnosis.settings import ModelSettings
from limphome.diagnosis.telemetry import Telemetry
from limphome.resources.recording import recorded_messages

_SETTINGS = ModelSettings()


def nominal_run(path: Path) -> RecordedRun:
    """A drive in which nothing was broken, from its MCAP recording.

    Raises:
        LimphomeError: no readable recording, no telemetry in it or too little, or a fault: what it did would become normal.
    """
    for _, message in messages_of(path, topics.ACTIVE_FAULTS):
        for status in message.status:
            raise LimphomeError(f"holds an injected fault, '{status.name}'", str(path), "a drive in which nothing was broken")
    run = RecordedRun(telemetry_of(path), path.parent.name, 0, "fit")
    shortest_s = _SETTINGS.shortest_ticks * _SETTINGS.tick_s
    if run.seconds < shortest_s:
        raise LimphomeError(f"holds {run.seconds:.1f} s of telemetry", str(path), f"a drive of {shortest_s:.1f} s or more")
    return run


def telemetry_of(path: Path) -> Telemetry:
    """The health rows of a recording; LimphomeError when it is not readable, has none, or its clock jumps."""
    rows = [row for _, message in messages_of(path, topics.DIAGNOSTICS) for row in _rows(message)]
    if not rows:
        raise LimphomeError("no telemetry in it", str(path), f"a recording of a drive with {topics.DIAGNOSTICS}")
    return Telemetry.from_health(rows, where=str(path))


def messages_of(path: Path, *names: str) -> Iterator[Tuple[str, Any]]:
    """(topic, message) of the topics asked for, in the order of the recording; LimphomeError when it is not readable."""
    recorded = {"/" + name.lstrip("/"): name for name in names}
    for heard in recorded_messages(path, recorded):
        yield recorded[heard.topic], heard.message


def stamp_s_of(message: Any) -> float:
    """The robot's time in a message's header [s]."""
    return float(message.header.stamp.sec + message.header.stamp.nanosec * 1e-9)


def _rows(message: Any) -> Iterator[Health]:
    """Health rows; a status of others that is called so too and holds no numbers is none."""
    stamp_s = stamp_s_of(message)
    for status in message.status:
        if status.name.startswith(topics.HEALTH_STATUS):
            with suppress(ValueError):
                yield Health(stamp_s, status.hardware_id, {one.key: float(one.value) for one in status.values})

"""A recorded drive over ROS: its telemetry, the same rows that the engine reads while driving."""

import struct
from pathlib import Path
from typing import Any, Iterator, Tuple

from mcap.exceptions import McapError
from mcap.reader import make_reader
from mcap_ros2.decoder import DecoderFactory

from limphome.core import Health, LimphomeError, topics
from limphome.diagnosis.recorded_run import RecordedRun
from limphome.diagnosis.telemetry import Telemetry


def nominal_run(path: Path) -> RecordedRun:
    """A drive in which nothing was broken, from its MCAP recording.

    Raises:
        LimphomeError: no readable recording, no telemetry in it, or a fault: what it did would become normal.
    """
    for _, message in messages_of(path, topics.ACTIVE_FAULTS):
        for status in message.status:
            raise LimphomeError(f"holds an injected fault, '{status.name}'", str(path), "a drive in which nothing was broken")
    return RecordedRun(telemetry_of(path), path.parent.name, 0, "fit")


def telemetry_of(path: Path) -> Telemetry:
    """The health rows of a recording; LimphomeError when it is not readable or has none."""
    rows = [row for _, message in messages_of(path, topics.DIAGNOSTICS) for row in _rows(message)]
    if not rows:
        raise LimphomeError("no telemetry in it", str(path), f"a recording of a drive with {topics.DIAGNOSTICS}")
    return Telemetry.from_health(rows)


def messages_of(path: Path, *names: str) -> Iterator[Tuple[str, Any]]:
    """(topic, message) of the topics asked for, in the order of the recording; LimphomeError when it is not readable."""
    recorded = {"/" + name.lstrip("/"): name for name in names}
    try:
        with open(path, "rb") as stream:
            reader = make_reader(stream, decoder_factories=[DecoderFactory()])
            for _, channel, _, message in reader.iter_decoded_messages(topics=list(recorded)):
                yield recorded[channel.topic], message
    except OSError as error:
        raise LimphomeError(f"cannot be read: {error.strerror}", str(path), "an MCAP recording") from error
    except (McapError, struct.error) as error:
        raise LimphomeError(f"is not a readable recording: {error}", str(path), "an MCAP recording") from error


def stamp_s_of(message: Any) -> float:
    """The robot's time in a message's header [s]."""
    return float(message.header.stamp.sec + message.header.stamp.nanosec * 1e-9)


def _rows(message: Any) -> Iterator[Health]:
    stamp_s = stamp_s_of(message)
    for status in message.status:
        if status.name.startswith(topics.HEALTH_STATUS):
            yield Health(stamp_s, status.hardware_id, {one.key: float(one.value) for one in status.values})

"""Telemetry out of a recording of a drive over ROS: the same rows that the engine reads while driving."""

import struct
from pathlib import Path
from typing import Any, Iterator

from mcap.exceptions import McapError
from mcap.reader import make_reader
from mcap_ros2.decoder import DecoderFactory

from limphome.core import Health, LimphomeError, topics
from limphome.diagnosis.recorded_run import RecordedRun
from limphome.diagnosis.telemetry import Telemetry


def nominal_run(path: Path) -> RecordedRun:
    """A drive in which nothing was broken, from its MCAP recording.

    Raises:
        LimphomeError: no readable recording, or no telemetry in it.
    """
    rows = list(_healths(path))
    if not rows:
        raise LimphomeError("no telemetry in it", str(path), f"a recording of a drive with {topics.DIAGNOSTICS}")
    return RecordedRun(Telemetry.from_health(rows), path.parent.name, 0, "fit")


def _healths(path: Path) -> Iterator[Health]:
    try:
        with open(path, "rb") as stream:
            reader = make_reader(stream, decoder_factories=[DecoderFactory()])
            for _, _, _, message in reader.iter_decoded_messages(topics=[topics.DIAGNOSTICS]):
                yield from _rows(message)
    except OSError as error:
        raise LimphomeError(f"cannot be read: {error.strerror}", str(path), "an MCAP recording") from error
    except (McapError, struct.error) as error:
        raise LimphomeError(f"is not a readable recording: {error}", str(path), "an MCAP recording") from error


def _rows(message: Any) -> Iterator[Health]:
    stamp_s = message.header.stamp.sec + message.header.stamp.nanosec * 1e-9
    for status in message.status:
        if status.name.startswith(topics.HEALTH_STATUS):
            yield Health(stamp_s, status.hardware_id, {one.key: float(one.value) for one in status.values})

"""Messages out of an MCAP recording; one that its recorder could not finish is read to where it ends."""

import io
import struct
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Collection, Dict, Iterator, NamedTuple, Optional, cast

from mcap.exceptions import EndOfFile, McapError
from mcap.reader import NonSeekingReader, SeekingReader
from mcap.records import Channel, Schema
from mcap.stream_reader import CRCValidationError, StreamReader
from mcap.summary import Summary
from mcap_ros2._vendor.rosidl_adapter.parser import InvalidSpecification, InvalidValue
from mcap_ros2.decoder import DecoderFactory
from zstandard import ZstdError

from limphome.core import LimphomeError
from limphome.resources.whole_records import MAGIC, WholeRecords

_ALLOWED = "an MCAP recording of ROS 2 messages"
_READER = (McapError, struct.error, LookupError, ValueError, OverflowError, MemoryError)
_UNPACKING = (ZstdError, RuntimeError)  # RuntimeError is lz4's
_DEFINITIONS = (InvalidSpecification, InvalidValue, NameError, TypeError, AttributeError)
_DAMAGE = (*_READER, *_UNPACKING, *_DEFINITIONS)
"""What flipped bytes make the reader, the decompressors, the parser of message definitions and the decoders raise."""
_CUT = (EndOfFile, CRCValidationError, *_UNPACKING)  # all but the first: room that was taken on the disk, and never filled


class Recorded(NamedTuple):
    """A message, the topic it was heard on, and when the recorder heard it [ns]."""

    topic: str
    heard_ns: int
    message: Any


def recorded_topics(path: Path) -> Dict[str, str]:
    """Topic -> type such as ``sensor_msgs/msg/Image``, of all that the recorder listened to, silent ones too.

    Raises:
        LimphomeError: no readable recording.
    """
    with _opened(path) as stream:
        summary = _summary(stream)
        if summary is None or not summary.channels:
            return _announced(stream)
        kinds = {number: schema.name for number, schema in summary.schemas.items()}
        return {one.topic: kinds.get(one.schema_id, "") for one in summary.channels.values()}


def recorded_messages(path: Path, names: Collection[str]) -> Iterator[Recorded]:
    """The messages of some topics, in the order in which they were heard, a part of the file at a time.

    Args:
        names: topics as they are in the recording, with ``/`` in front.

    Raises:
        LimphomeError: no readable recording.
    """
    with _opened(path) as stream:
        for _, channel, raw, message in _decoded(stream, list(names)):
            yield Recorded(channel.topic, raw.log_time, message)


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    try:
        with open(path, "rb") as stream:
            if stream.read(len(MAGIC)) != MAGIC:
                raise LimphomeError("is not a readable recording: it does not begin as one", str(path), _ALLOWED)
            yield stream
    except OSError as error:
        raise LimphomeError(f"cannot be read: {error.strerror}", str(path), _ALLOWED) from error
    except _DAMAGE as error:
        raise LimphomeError(f"is not a readable recording: {type(error).__name__} {error}", str(path), _ALLOWED) from error


def _summary(stream: Any) -> Optional[Summary]:
    """What a recorder writes at the end; None where it died before, or where that is broken."""
    stream.seek(-len(MAGIC), io.SEEK_END)
    if stream.read() != MAGIC:
        return None
    with suppress(*_DAMAGE, OSError):  # OSError: too short for a summary
        return SeekingReader(stream).get_summary()
    return None


def _decoded(stream: Any, names: Collection[str]) -> Iterator[Any]:
    summary = _summary(stream)
    if summary is None or not summary.chunk_indexes:
        return _from_the_start(stream, names)
    stream.seek(0)
    return SeekingReader(stream, decoder_factories=[DecoderFactory()]).iter_decoded_messages(topics=names)


def _from_the_start(stream: Any, names: Collection[str]) -> Iterator[Any]:
    """In the order of the file: to sort by time would take all of it into memory."""
    reader = NonSeekingReader(cast(IO[bytes], WholeRecords(stream)), validate_crcs=True, decoder_factories=[DecoderFactory()])
    with suppress(*_CUT):
        yield from reader.iter_decoded_messages(topics=names, log_time_order=False)


def _announced(stream: Any) -> Dict[str, str]:
    """Topic -> type, from the whole file."""
    kinds: Dict[int, str] = {0: ""}
    found: Dict[str, str] = {}
    with suppress(*_CUT):
        for record in StreamReader(cast(IO[bytes], WholeRecords(stream)), validate_crcs=True).records:
            if isinstance(record, Schema):
                kinds[record.id] = record.name
            elif isinstance(record, Channel):
                found[record.topic] = kinds.get(record.schema_id, "")
    return found

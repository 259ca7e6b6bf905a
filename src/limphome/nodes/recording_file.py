"""An MCAP file of raw ROS messages that stays readable whatever happens."""

import contextlib
import shutil
from pathlib import Path
from typing import BinaryIO, Dict, Optional

from mcap.writer import CompressionType, Writer

from limphome.core import LimphomeError
from limphome.nodes.message_text import message_text

SCHEMA_VERSION = "1"


class RecordingFile:
    """Writes serialized messages; the file is finished by :meth:`close` or when the disk gets full.

    Args:
        path: of the new file; its folder is made.
        reserve_bytes: free space that stays: the recording ends before the disk is full.
        chunk_bytes: what a killed process loses at most.
    """

    def __init__(self, path: Path, reserve_bytes: int, chunk_bytes: int = 1 << 20) -> None:
        self.path = path
        self._reserve_bytes = reserve_bytes
        self._channels: Dict[str, int] = {}
        self.messages = 0
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._check_space()
            self._stream: Optional[BinaryIO] = open(path, "wb")  # noqa: SIM115  # closed by close()
        except OSError as error:
            raise LimphomeError(f"cannot be written: {error.strerror}", str(path), "a folder that takes a new file") from error
        self._writer = Writer(self._stream, chunk_size=chunk_bytes, compression=CompressionType.NONE)
        self._writer.start(profile="ros2", library="limphome")
        self._writer.add_metadata("limphome", {"schema_version": SCHEMA_VERSION})

    @property
    def is_open(self) -> bool:
        """False once the file is finished."""
        return self._stream is not None

    @property
    def size_bytes(self) -> int:
        """Bytes on the disk so far."""
        return self.path.stat().st_size if self.path.is_file() else 0

    def add_channel(self, topic: str, kind: str) -> None:
        """Announce a topic of a type such as ``sensor_msgs/msg/Image``."""
        schema = self._writer.register_schema(kind, "ros2msg", message_text(kind).encode("utf-8"))
        self._channels[topic] = self._writer.register_channel(topic, "cdr", schema)

    def write(self, topic: str, data: bytes, time_ns: int) -> None:
        """Append one message.

        Raises:
            LimphomeError: the disk refused; the file has been closed with what it holds.
        """
        if self._stream is None:
            return
        try:
            self._writer.add_message(
                self._channels[topic], log_time=time_ns, data=data, publish_time=time_ns, sequence=self.messages
            )
        except OSError as error:
            self._abandon()
            raise LimphomeError(f"recording ended: {error.strerror}", str(self.path), "free space on the disk") from error
        self.messages += 1

    def check_space(self) -> None:
        """Finish the file in time when the disk runs full; LimphomeError says so."""
        if self._stream is not None:
            try:
                self._check_space()
            except LimphomeError:
                self.close()
                raise

    def close(self) -> None:
        """Write the index and close; safe to call again."""
        if self._stream is None:
            return
        try:
            self._writer.finish()
        except OSError:
            self._abandon()  # no room for the index: readers fall back to reading from the start
            return
        self._stream.close()
        self._stream = None

    def _check_space(self) -> None:
        free = shutil.disk_usage(self.path.parent).free
        if free < self._reserve_bytes:
            raise LimphomeError(
                f"recording ended: {free / 1e6:.0f} MB are free", str(self.path), f"{self._reserve_bytes / 1e6:.0f} MB stay free"
            )

    def _abandon(self) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            with contextlib.suppress(OSError):  # the buffer cannot be emptied either; what is on the disk stays
                stream.close()

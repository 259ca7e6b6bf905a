"""The part of an MCAP file that its recorder wrote to the end."""

import io
import struct
from typing import BinaryIO

MAGIC = b"\x89MCAP0\r\n"
_HEAD = struct.Struct("<BQ")  # opcode, length of what follows


class WholeRecords:
    """Reads a file from its beginning to behind its last whole record.

    What a recorder that died had begun to write is left out: the readers of mcap would take a part of it for all of it.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._end = _end_of_whole_records(stream)
        stream.seek(0)

    def read(self, count: int) -> bytes:
        """The next bytes, ``count`` at most; none at the end."""
        return self._stream.read(min(count, self._end - self._stream.tell()))


def _end_of_whole_records(stream: BinaryIO) -> int:
    size, end = stream.seek(0, io.SEEK_END), len(MAGIC)
    while end + _HEAD.size <= size:
        stream.seek(end)
        opcode, length = _HEAD.unpack(stream.read(_HEAD.size))
        if opcode == 0 or end + _HEAD.size + length > size:  # no opcode is 0: a disk that lost power may hold zeros
            break
        end += _HEAD.size + length
    return end

"""Read protobuf messages without their description (https://protobuf.dev/programming-guides/encoding)."""

from typing import Iterator, Tuple

from limphome.core import LimphomeError

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
"""Wire types; groups, which nobody writes any more, are refused."""
_SIZES = {FIXED64: 8, FIXED32: 4}


def fields(data: bytes, start: int, stop: int) -> Iterator[Tuple[int, int, int, int]]:
    """(number, wire type, start, stop of the content) of every field of a message.

    Raises:
        LimphomeError: it is no whole message.
    """
    while start < stop:
        key, start = varint(data, start, stop)
        wire, number = key & 7, (key & 0xFFFFFFFF) >> 3  # readers keep 32 bits of a key
        if wire == VARINT:
            end = varint(data, start, stop)[1]
        elif wire == BYTES:
            length, start = varint(data, start, stop)
            end = start + length
        elif wire in _SIZES:
            end = start + _SIZES[wire]
        else:
            raise _damaged(start)
        if end > stop:
            raise _damaged(start)
        yield number, wire, start, end
        start = end


def varint(data: bytes, start: int, stop: int) -> Tuple[int, int]:
    """A number and where it ends; LimphomeError when it does not."""
    value = 0
    for index in range(start, min(start + 10, stop)):
        value |= (data[index] & 0x7F) << 7 * (index - start)
        if data[index] < 0x80:
            return value, index + 1
    raise _damaged(start)


def _damaged(offset: int) -> LimphomeError:
    return LimphomeError(f"not an ONNX file: no protobuf at byte {offset}", "ONNX model", "the bytes of a .onnx file")

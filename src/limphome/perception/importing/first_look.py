"""A first look at a file that should be ONNX: needs no package, so it comes before the one that reads the file."""

from typing import Tuple

_GRAPH = 7
"""Number of the field of a ModelProto that holds the network (onnx.proto3)."""
_VARINT, _LENGTH = 0, 2
_FIXED_BYTES = {1: 8, 5: 4}
"""Wire types: protobuf.dev, "Encoding"."""


def may_be_onnx(data: bytes) -> bool:
    """Whether the bytes are fields of a protobuf from the first to the last, and one of them may be a graph."""
    place, seen = 0, set()
    try:
        while place < len(data):
            key, place = _varint(data, place)
            place = _behind(data, place, key & 7)
            seen.add((key >> 3, key & 7))
    except (IndexError, KeyError):
        return False
    return place == len(data) and (_GRAPH, _LENGTH) in seen


def _behind(data: bytes, place: int, wire_type: int) -> int:
    """The place behind a value; KeyError for a wire type that ONNX does not use."""
    if wire_type == _VARINT:
        return _varint(data, place)[1]
    if wire_type == _LENGTH:
        length, place = _varint(data, place)
        return place + length
    return place + _FIXED_BYTES[wire_type]


def _varint(data: bytes, place: int) -> Tuple[int, int]:
    """A number of seven bits a byte, and the place behind it; IndexError where it does not end."""
    number = shift = 0
    while data[place] & 0x80:
        number |= (data[place] & 0x7F) << shift
        place, shift = place + 1, shift + 7
    return number | data[place] << shift, place + 1

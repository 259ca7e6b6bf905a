"""Where the weights lie in an ONNX file, found without the onnx package, which a robot does not carry.

An ONNX file is one protobuf message (https://protobuf.dev/programming-guides/encoding): fields of
(number, wire type, content). Numbers are those of onnx.proto: ModelProto.graph 7, GraphProto.initializer 5,
TensorProto.dims 1, data_type 2, raw_data 9.
"""

from typing import Iterator, List, Tuple

from limphome.core import LimphomeError

_GRAPH, _INITIALIZER, _DIMS, _DATA_TYPE, _RAW_DATA = 7, 5, 1, 2, 9
_FLOAT32, _INT8 = 1, 3
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5

Span = Tuple[int, int]


def weight_spans(model: bytes) -> List[Span]:
    """(start, stop) of the raw bytes of every weight: float32 or int8, two axes or more (biases and scales have fewer)."""
    spans = []
    for number, _, start, stop in _fields(model, 0, len(model)):
        if number == _GRAPH:
            for inner, _, tensor_start, tensor_stop in _fields(model, start, stop):
                if inner == _INITIALIZER:
                    spans += _weight(model, tensor_start, tensor_stop)
    return spans


def _weight(model: bytes, start: int, stop: int) -> List[Span]:
    axes, data_type, raw = 0, 0, (0, 0)
    for number, wire, begin, end in _fields(model, start, stop):
        if number == _DIMS:
            axes += sum(model[i] < 0x80 for i in range(begin, end)) if wire == _BYTES else 1  # packed, or one a field
        elif number == _DATA_TYPE:
            data_type = _varint(model, begin, stop)[0]
        elif number == _RAW_DATA:
            raw = (begin, end)
    return [raw] if axes >= 2 and data_type in (_FLOAT32, _INT8) and raw[1] > raw[0] else []


def _fields(data: bytes, start: int, stop: int) -> Iterator[Tuple[int, int, int, int]]:
    """(number, wire type, start, stop of the content) of every field of a message."""
    while start < stop:
        key, start = _varint(data, start, stop)
        wire = key & 7
        if wire == _VARINT:
            end = _varint(data, start, stop)[1]
        elif wire == _BYTES:
            length, start = _varint(data, start, stop)
            end = start + length
        elif wire in (_FIXED64, _FIXED32):
            end = start + (8 if wire == _FIXED64 else 4)
        else:
            raise _damaged(start)
        if end > stop:
            raise _damaged(start)
        yield key >> 3, wire, start, end
        start = end


def _varint(data: bytes, start: int, stop: int) -> Tuple[int, int]:
    value = 0
    for index in range(start, min(start + 10, stop)):
        value |= (data[index] & 0x7F) << 7 * (index - start)
        if data[index] < 0x80:
            return value, index + 1
    raise _damaged(start)


def _damaged(offset: int) -> LimphomeError:
    return LimphomeError(f"not an ONNX file: no protobuf at byte {offset}", "ONNX model", "the bytes of a .onnx file")

"""Where the weights lie in an ONNX file, found without the onnx package, which a robot does not carry.

An ONNX file is one protobuf message. Numbers are those of onnx.proto: ModelProto.graph 7, GraphProto.initializer 5,
TensorProto.dims 1, data_type 2, raw_data 9.
"""

from typing import List, Tuple

from limphome.resources.protobuf import BYTES, fields, varint

_GRAPH, _INITIALIZER, _DIMS, _DATA_TYPE, _RAW_DATA = 7, 5, 1, 2, 9
_FLOAT32, _INT8 = 1, 3

Span = Tuple[int, int]


def weight_spans(model: bytes) -> List[Span]:
    """(start, stop) of the raw bytes of every weight: float32 or int8, two axes or more (biases and scales have fewer)."""
    spans = []
    for number, _, start, stop in fields(model, 0, len(model)):
        if number == _GRAPH:
            for inner, _, tensor_start, tensor_stop in fields(model, start, stop):
                if inner == _INITIALIZER:
                    spans += _weight(model, tensor_start, tensor_stop)
    return spans


def _weight(model: bytes, start: int, stop: int) -> List[Span]:
    axes, data_type, raw = 0, 0, (0, 0)
    for number, wire, begin, end in fields(model, start, stop):
        if number == _DIMS:
            axes += sum(model[i] < 0x80 for i in range(begin, end)) if wire == BYTES else 1  # packed, or one a field
        elif number == _DATA_TYPE:
            data_type = varint(model, begin, stop)[0]
        elif number == _RAW_DATA:
            raw = (begin, end)
    return [raw] if axes >= 2 and data_type in (_FLOAT32, _INT8) and raw[1] > raw[0] else []

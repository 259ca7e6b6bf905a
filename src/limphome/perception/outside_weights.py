"""Weights that an ONNX file keeps in other files, found without the onnx package, which a robot does not carry.

Runtimes look for such files below the folder that the process happens to run in; no digest covers them.
"""

from typing import Dict, List, Tuple

from limphome.core import LimphomeError
from limphome.perception.runtime_errors import no_model
from limphome.resources.protobuf import BYTES, VARINT, fields, varint

HOLDERS: Dict[str, Dict[int, str]] = {
    "ModelProto": {7: "GraphProto", 20: "TrainingInfoProto", 25: "FunctionProto"},
    "TrainingInfoProto": {1: "GraphProto", 2: "GraphProto"},
    "FunctionProto": {7: "NodeProto", 11: "AttributeProto"},
    "GraphProto": {1: "NodeProto", 5: "TensorProto", 15: "SparseTensorProto"},
    "NodeProto": {5: "AttributeProto"},
    "AttributeProto": {
        **{5: "TensorProto", 10: "TensorProto"},
        **{6: "GraphProto", 11: "GraphProto"},
        **{22: "SparseTensorProto", 23: "SparseTensorProto"},
    },
    "SparseTensorProto": {1: "TensorProto", 2: "TensorProto"},
    "TensorProto": {},
}
"""Message of onnx.proto -> those of its fields in which a tensor can lie, and their messages."""
_DATA_LOCATION = 14


def refuse_outside_weights(model: bytes, runtime: str) -> None:
    """LimphomeError for a network whose weights are not all in ``model``, and for what is no network at all."""
    try:
        outside = has_outside_weights(model)
    except LimphomeError as error:
        raise no_model(runtime, ValueError(error.what)) from error
    if outside:
        raise LimphomeError("weights in another file", "model", "a file that holds them: limphome model import takes them in")


def has_outside_weights(model: bytes) -> bool:
    """Whether any tensor, in whatever part of the network, lies in another file; LimphomeError when it is no ONNX file."""
    messages: List[Tuple[str, int, int]] = [("ModelProto", 0, len(model))]
    while messages:
        kind, start, stop = messages.pop()
        for number, wire, begin, end in fields(model, start, stop):
            if wire == BYTES and number in HOLDERS[kind]:
                messages.append((HOLDERS[kind][number], begin, end))
            elif kind == "TensorProto" and number == _DATA_LOCATION and wire == VARINT and varint(model, begin, end)[0]:
                return True
    return False

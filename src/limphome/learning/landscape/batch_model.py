"""The same network for several pictures at once."""

import numpy as np
import onnx
from onnx import numpy_helper

from limphome.core import LimphomeError


def with_batch(model: bytes, batch: int) -> bytes:
    """An ONNX file of ours (one picture, fixed shapes) for ``batch`` pictures; weights and scales are untouched.

    Raises:
        LimphomeError: its first axis is not one picture.
    """
    network = onnx.load_from_string(model)
    graph = network.graph
    for tensor in (*graph.input, *graph.output):
        first = tensor.type.tensor_type.shape.dim[0]
        if first.dim_value != 1:
            raise LimphomeError(f"'{tensor.name}' has {first.dim_value} pictures", "model", "a file for one picture")
        first.dim_value = batch
    shapes = {node.input[1] for node in graph.node if node.op_type == "Reshape"}
    sizes = {node.input[3] for node in graph.node if node.op_type == "Resize" and len(node.input) > 3}
    for constant in graph.initializer:
        value = numpy_helper.to_array(constant)
        if constant.name in shapes:
            constant.CopyFrom(numpy_helper.from_array(_open_first(value), constant.name))
        elif constant.name in sizes:
            constant.CopyFrom(numpy_helper.from_array(np.array([batch, *value[1:]], np.int64), constant.name))
    del graph.value_info[:]  # they tell of one picture
    return network.SerializeToString()


def _open_first(shape: np.ndarray) -> np.ndarray:
    """A shape whose first axis is what is left (-1), which is the number of pictures."""
    return np.array([-1, *shape[1:]], np.int64) if shape[0] == 1 and -1 not in shape else shape

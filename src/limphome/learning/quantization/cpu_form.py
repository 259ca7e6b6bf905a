"""The same numbers by operators that ONNX Runtime is faster with on a CPU; TensorRT keeps the others, which it knows better."""

from typing import List, Optional, Set

import numpy as np
import onnx
from onnx import helper, numpy_helper, shape_inference

CHANNELS_LAST, CHANNELS_FIRST = [0, 2, 3, 1], [0, 3, 1, 2]


def for_cpu(model: onnx.ModelProto) -> None:
    """Rewrite a sorted Q/DQ network with bytes between its layers; it stays sorted. Only the order of sums differs.

    Maps are enlarged by moving bytes (a Resize visits each number), 1x1 convolutions in float become matrix products of the bytes
    as they lie (a Conv has them laid out anew).
    """
    graph = _Graph(model)
    for node in list(model.graph.node):
        better = graph.enlarged(node) if node.op_type == "Resize" else graph.product(node) if node.op_type == "Conv" else None
        if better:
            graph.replace(node, better)
    graph.tidy()


class _Graph:
    def __init__(self, model: onnx.ModelProto) -> None:
        self._graph = model.graph
        inferred = shape_inference.infer_shapes(model).graph
        known = [*inferred.value_info, *inferred.output]
        self._shapes = {item.name: [size.dim_value for size in item.type.tensor_type.shape.dim] for item in known}
        self._arrays = {item.name: item for item in model.graph.initializer}
        self._makers = {name: node for node in model.graph.node for name in node.output}

    def enlarged(self, resize: onnx.NodeProto) -> Optional[List[onnx.NodeProto]]:
        """The nearest byte above and to the left, row by row, column by column; None where something else is asked."""
        attributes = {item.name: helper.get_attribute_value(item) for item in resize.attribute}
        way = [attributes.get(name) for name in ("mode", "coordinate_transformation_mode", "nearest_mode")]
        source, result = self._bytes_of(resize.input[0]), self._quantized(resize.output[0])
        if way != [b"nearest", b"asymmetric", b"floor"] or source is None or result is None:
            return None
        before, after = self._shapes[resize.input[0]], self._shapes[resize.output[0]]
        name, names = resize.name, [f"{resize.name}_{step}" for step in ("last", "rows", "columns")]
        picks = [self._constant(f"{name}_{axis}", np.arange(after[axis]) * before[axis] // after[axis]) for axis in (2, 3)]
        return [
            helper.make_node("Transpose", [source], [names[0]], names[0], perm=CHANNELS_LAST),
            helper.make_node("Gather", [names[0], picks[0]], [names[1]], names[1], axis=1),
            helper.make_node("Gather", [names[1], picks[1]], [names[2]], names[2], axis=2),
            helper.make_node("Transpose", [names[2]], [result.output[0]], name, perm=CHANNELS_FIRST),
        ]

    def product(self, conv: onnx.NodeProto) -> Optional[List[onnx.NodeProto]]:
        """Weights times pixels, for a 1x1 convolution in float that reads bytes and is only reshaped; else None."""
        weight, reader = self._arrays.get(conv.input[1]), self._makers.get(conv.input[0])
        readers = [node for node in self._graph.node if conv.output[0] in node.input]
        if weight is None or list(weight.dims[2:]) != [1, 1] or [node.op_type for node in readers] != ["Reshape"]:
            return None
        if reader is None or reader.op_type != "DequantizeLinear" or len(conv.input) < 3:
            return None
        kernel, bias = numpy_helper.to_array(weight), numpy_helper.to_array(self._arrays[conv.input[2]])
        n, channels, rows, columns = self._shapes[conv.input[0]]
        name, names = conv.name, [f"{conv.name}_{step}" for step in ("last", "pixels", "float", "product", "sum")]
        shape = self._constant(f"{name}_shape", np.array([n, rows * columns, channels]))
        matrix, offset = self._constant(f"{name}_matrix", kernel[:, :, 0, 0].T), self._constant(f"{name}_bias", bias)
        return [
            helper.make_node("Transpose", [reader.input[0]], [names[0]], names[0], perm=CHANNELS_LAST),
            helper.make_node("Reshape", [names[0], shape], [names[1]], names[1]),
            helper.make_node("DequantizeLinear", [names[1], *reader.input[1:]], [names[2]], names[2]),
            helper.make_node("MatMul", [names[2], matrix], [names[3]], names[3]),
            helper.make_node("Add", [names[3], offset], [names[4]], names[4]),
            helper.make_node("Transpose", [names[4]], list(conv.output), name, perm=[0, 2, 1]),
        ]

    def replace(self, node: onnx.NodeProto, better: List[onnx.NodeProto]) -> None:
        """Put these in a node's place; a later one that made the same goes."""
        made = {name for one in better for name in one.output}
        nodes: List[onnx.NodeProto] = []
        for one in self._graph.node:
            nodes += better if one == node else [] if made.intersection(one.output) else [one]
        del self._graph.node[:]
        self._graph.node.extend(nodes)

    def tidy(self) -> None:
        """Drop what nothing reads any more, and the shapes of what is gone."""
        makers = {name: node for node in self._graph.node for name in node.output}
        read: Set[str] = set()
        waiting = [item.name for item in self._graph.output]
        while waiting:
            name = waiting.pop()
            if name not in read:
                read.add(name)
                waiting.extend(makers[name].input if name in makers else ())
        nodes = [node for node in self._graph.node if read.intersection(node.output)]
        arrays = [item for item in self._graph.initializer if item.name in read]
        del self._graph.node[:], self._graph.initializer[:], self._graph.value_info[:]
        self._graph.node.extend(nodes)
        self._graph.initializer.extend(arrays)

    def _bytes_of(self, tensor: str) -> Optional[str]:
        maker = self._makers.get(tensor)
        return maker.input[0] if maker is not None and maker.op_type == "DequantizeLinear" else None

    def _quantized(self, tensor: str) -> Optional[onnx.NodeProto]:
        """The only reader of a tensor, if it rounds it as what the tensor was made from."""
        readers = [node for node in self._graph.node if tensor in node.input]
        source = self._makers.get(self._makers[tensor].input[0])
        alike = len(readers) == 1 and source is not None and list(readers[0].input[1:]) == list(source.input[1:])
        return readers[0] if alike and readers[0].op_type == "QuantizeLinear" else None

    def _constant(self, name: str, values: np.ndarray) -> str:
        self._graph.initializer.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

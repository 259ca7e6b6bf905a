"""Static INT8 for networks of ours: only convolutions, the head in float, bytes as input."""

import tempfile
from pathlib import Path
from typing import Collection, Dict, List, Sequence, Tuple

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization.shape_inference import quant_pre_process

from limphome.learning.quantization.calibration import Calibration, measure
from limphome.learning.quantization.cpu_form import for_cpu
from limphome.learning.quantization.integer_form import IntegerForm
from limphome.learning.quantization.qdq import add_qdq, finish
from limphome.perception.input_layout import NCHW, InputLayout

IMAGE = "image"
OPERATORS = ["Conv", "Relu", "Resize", "Concat"]


def calibrate(parent: Path, images: np.ndarray, method: str = "percentile") -> Calibration:
    """Measure the ranges.

    Args:
        parent: FP32 network as :func:`export` writes it.
        images: uint8, shape (n, height, width, 3).
        method: ``minmax``, ``percentile`` (99.999 %) or ``entropy``.
    """
    height, width = images.shape[1:3]
    layout = InputLayout(NCHW, "float32", width, height)
    feeds = [{IMAGE: layout.prepare(image).copy()} for image in images]
    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder) / "prepared.onnx"
        quant_pre_process(parent, prepared, skip_symbolic_shape=True)
        calibration = measure(prepared, feeds, method)
    # Pixels are 0 to 255 by construction: then the first scale is exactly 1/255 and bytes can go in as they are.
    pixels = calibration.ranges.data[IMAGE]
    pixels.lowest, pixels.highest = np.float32(0), np.float32(1)
    _share_ranges(calibration)
    return calibration


def _share_ranges(calibration: Calibration) -> None:
    """What is joined gets one range, and so one scale: then bytes are joined as they are."""
    makers = {name: node for node in calibration.model.graph.node for name in node.output}
    last = last_joins(calibration.model)
    for join in calibration.model.graph.node:
        if join.op_type != "Concat" or join.name in last:
            continue
        enlarged = [makers[name].input[0] for name in join.input if name in makers and makers[name].op_type == "Resize"]
        ranges = [calibration.ranges.data[name] for name in (*join.input, *join.output, *enlarged)]
        lowest, highest = min(one.lowest for one in ranges), max(one.highest for one in ranges)
        for one in ranges:
            one.lowest, one.highest = lowest, highest


def head_convolutions(model: onnx.ModelProto) -> List[str]:
    """Convolutions that write scores and boxes: cheap, and the only ones whose rounding shows in a box."""
    return [node.name for node in model.graph.node if node.op_type == "Conv" and node.input[1].startswith("outputs.")]


def left_in_float(model: onnx.ModelProto, form: IntegerForm) -> List[str]:
    """Convolutions that stay in float, in the order of the graph."""
    head = [] if form.whole else head_convolutions(model)
    return [node.name for node in _convolutions(model) if node.name in head or _layer(node) in form.left]


def layers(model: onnx.ModelProto, nodes: Collection[str]) -> Tuple[str, ...]:
    """What the network calls the convolutions among these nodes: an exporter may number them in another way next time."""
    return tuple(_layer(node) for node in _convolutions(model) if node.name in nodes)


def _convolutions(model: onnx.ModelProto) -> List[onnx.NodeProto]:
    return [node for node in model.graph.node if node.op_type == "Conv"]


def _layer(convolution: onnx.NodeProto) -> str:
    return str(convolution.input[1].rpartition(".")[0])


def last_joins(model: onnx.ModelProto) -> List[str]:
    """Concatenations that no convolution reads: scores beside boxes, of three levels, would share one scale of 256 steps."""
    read = {name for node in model.graph.node if node.op_type == "Conv" for name in node.input}
    return [node.name for node in model.graph.node if node.op_type == "Concat" and not read.intersection(node.output)]


def quantize(
    calibration: Calibration, left_in_float: Collection[str], signed: bool = False, reduce_range: bool = False
) -> onnx.ModelProto:
    """A Q/DQ network; arguments as :func:`add_qdq`. With ``signed`` it takes floats, else bytes."""
    left = [*left_in_float, *last_joins(calibration.model)]
    quantizer = add_qdq(calibration, OPERATORS, left, signed, reduce_range)
    if not signed:
        take_bytes(quantizer.model.model)
        quantizer.model.topological_sort()  # else no shapes are inferred
        for_cpu(quantizer.model.model)
    return finish(quantizer, full_check=True)


def take_bytes(model: onnx.ModelProto) -> None:
    """Let the picture enter as bytes, height and width before channels."""
    graph = model.graph
    readers = [node for node in graph.node if IMAGE in node.input]
    if len(readers) == 1 and readers[0].op_type == "QuantizeLinear":
        _drop_first_quantization(graph, readers[0])
    else:
        _add_dequantization(graph, readers)
    tensor = graph.input[0].type.tensor_type
    tensor.elem_type = TensorProto.UINT8
    n, channels, rows, columns = (dimension.dim_value for dimension in tensor.shape.dim)
    for dimension, value in zip(tensor.shape.dim, (n, rows, columns, channels)):
        dimension.dim_value = value
    del graph.value_info[:]


def _drop_first_quantization(graph: onnx.GraphProto, first: onnx.NodeProto) -> None:
    """The first Q node is what bytes already are."""
    scale, zero = (_initializer(graph, name) for name in first.input[1:3])
    if numpy_helper.to_array(zero) != 0:
        raise AssertionError(f"the first zero point is {numpy_helper.to_array(zero)}")
    scale.CopyFrom(numpy_helper.from_array(np.array(1 / 255, np.float32), scale.name))
    position = list(graph.node).index(first)
    graph.node.remove(first)
    graph.node.insert(position, _transpose(first.output[0]))


def _add_dequantization(graph: onnx.GraphProto, readers: Sequence[onnx.NodeProto]) -> None:
    """The first layer is in float: it gets what the bytes stand for."""
    values: Dict[str, np.ndarray] = {"bytes_scale": np.array(1 / 255, np.float32), "bytes_zero": np.array(0, np.uint8)}
    graph.initializer.extend(numpy_helper.from_array(value, name) for name, value in values.items())
    for node in readers:
        node.input[:] = ["image_float" if name == IMAGE else name for name in node.input]
    graph.node.insert(0, helper.make_node("DequantizeLinear", ["image_bytes", *values], ["image_float"], "bytes_to_float"))
    graph.node.insert(0, _transpose("image_bytes"))


def _transpose(output: str) -> onnx.NodeProto:
    return helper.make_node("Transpose", [IMAGE], [output], "bytes_to_channels", perm=[0, 3, 1, 2])


def _initializer(graph: onnx.GraphProto, name: str) -> onnx.TensorProto:
    return next(item for item in graph.initializer if item.name == name)

"""Static INT8 for networks that others trained: every operator that the quantizer knows."""

from pathlib import Path
from typing import Collection, List, Mapping, Sequence, Tuple

import onnx
from onnx import version_converter
from onnxruntime.quantization.registry import QDQRegistry, QLinearOpsRegistry
from onnxruntime.quantization.shape_inference import quant_pre_process

from limphome.learning.quantization.calibration import Calibration, Feed, measure
from limphome.learning.quantization.qdq import add_qdq, finish

OPERATORS = tuple(sorted({*QDQRegistry, *QLinearOpsRegistry}))
OLDEST_OPSET = 13
"""The first one with a scale for each channel."""


def calibrate(
    model: bytes, folder: Path, shapes: Mapping[str, Tuple[int, ...]], feeds: Sequence[Feed], method: str
) -> Calibration:
    """Measure the ranges of a network.

    Args:
        folder: for files on the way.
        shapes: of inputs; what the file leaves open is fixed, as a deep learning accelerator wants it.
        method: as :func:`measure`.
    """
    source, prepared = folder / "source.onnx", folder / "prepared.onnx"
    onnx.save(_fixed(onnx.load_model_from_string(model), shapes), source)
    quant_pre_process(source, prepared, skip_symbolic_shape=True)
    _name_nodes(prepared)
    # Tensors after a suppression differ in shape from picture to picture: no two go into one array.
    return measure(prepared, feeds, method, OPERATORS, at_once=1)


def candidates(calibration: Calibration) -> List[str]:
    """Nodes of known operators that give measured values."""
    known = [node for node in calibration.model.graph.node if node.op_type in OPERATORS]
    return [node.name for node in known if any(name in calibration.ranges.data for name in node.output)]


def quantize(
    calibration: Calibration, left_in_float: Collection[str], signed: bool = False, reduce_range: bool = False
) -> onnx.ModelProto:
    """A Q/DQ network that takes what its parent takes; arguments as :func:`add_qdq`."""
    # Operators of other makers have no shapes that ONNX's checker could follow.
    return finish(add_qdq(calibration, OPERATORS, left_in_float, signed, reduce_range), full_check=False)


def _fixed(model: onnx.ModelProto, shapes: Mapping[str, Tuple[int, ...]]) -> onnx.ModelProto:
    for value in model.graph.input:
        dimensions = value.type.tensor_type.shape.dim
        for dimension, size in zip(dimensions, shapes.get(value.name, ())):
            dimension.dim_value = size
    version = next((entry.version for entry in model.opset_import if entry.domain in ("", "ai.onnx")), OLDEST_OPSET)
    return version_converter.convert_version(model, OLDEST_OPSET) if version < OLDEST_OPSET else model


def _name_nodes(path: Path) -> None:
    """Give nodes without a name, or with another's, one of their own."""
    model = onnx.load(path)
    taken = set()
    for index, node in enumerate(model.graph.node):
        if not node.name or node.name in taken:
            node.name = f"{node.op_type}_{index}"
        taken.add(node.name)
    onnx.save(model, path)

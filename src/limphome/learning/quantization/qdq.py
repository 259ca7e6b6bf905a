"""Q/DQ nodes by ONNX Runtime's quantizer."""

import logging
from typing import Any, Collection, Dict, Sequence

import numpy as np
import onnx
from onnxruntime.quantization import QuantType
from onnxruntime.quantization.qdq_quantizer import QDQQuantizer

from limphome.learning.quantization.calibration import Calibration

NEWEST_IR = 10
"""What ONNX Runtime 1.19 reads, the last one for Python 3.8."""


def add_qdq(
    calibration: Calibration,
    operators: Sequence[str],
    left_in_float: Collection[str],
    signed: bool = False,
    reduce_range: bool = False,
) -> QDQQuantizer:
    """A quantizer that has done its work; the network is its ``model.model``, not yet sorted.

    Args:
        operators: kinds of nodes to quantize.
        left_in_float: names of nodes.
        signed: symmetric signed activations, as TensorRT wants; else unsigned ones, which ONNX Runtime is fast with.
        reduce_range: 7-bit weights, for CPUs that sum byte products in 16 bits.
    """
    model = onnx.ModelProto()
    model.CopyFrom(calibration.model)
    options: Dict[str, Any] = {"WeightSymmetric": True, "ActivationSymmetric": signed}
    if signed:
        options.update(AddQDQPairToWeight=True, QuantizeBias=False)
    names = [node.name for node in model.graph.node if node.op_type in operators and node.name not in left_in_float]
    activation = QuantType.QInt8 if signed else QuantType.QUInt8
    left = list(left_in_float)
    quantizer = QDQQuantizer(
        model, True, reduce_range, QuantType.QInt8, activation, calibration.ranges, names, left, list(operators), options
    )
    logging.disable(logging.WARNING)  # it warns of every bias that has no axis for channels
    try:
        with np.errstate(invalid="ignore", over="ignore"):  # an infinite constant; whether it does harm is measured
            quantizer.quantize_model()
    finally:
        logging.disable(logging.NOTSET)
    return quantizer


def finish(quantizer: QDQQuantizer, full_check: bool) -> onnx.ModelProto:
    """The quantized network in a form that older runtimes read, checked."""
    result = quantizer.model.model
    quantizer.model.topological_sort()
    forget_unused_domains(result)
    result.ir_version = min(result.ir_version, NEWEST_IR)
    onnx.checker.check_model(result, full_check=full_check)
    return result


def forget_unused_domains(model: onnx.ModelProto) -> None:
    """Drop operator sets that no node uses; ONNX Runtime's tools add their newest, which older runtimes refuse."""
    used = {node.domain or "" for node in model.graph.node}
    kept = [entry for entry in model.opset_import if (entry.domain if entry.domain != "ai.onnx" else "") in used]
    del model.opset_import[:]
    model.opset_import.extend(kept)

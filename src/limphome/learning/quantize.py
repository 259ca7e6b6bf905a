"""Static INT8 by ONNX Runtime's quantizer: from one calibration the files that each runtime wants."""

import contextlib
import io
import logging
import struct
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import CalibrationMethod, QuantType, create_calibrator
from onnxruntime.quantization.calibrate import TensorsData
from onnxruntime.quantization.qdq_quantizer import QDQQuantizer
from onnxruntime.quantization.shape_inference import quant_pre_process

from limphome.perception.input_layout import NCHW, InputLayout

IMAGE = "image"
OPERATORS = ["Conv", "Relu"]
METHODS = {"minmax": CalibrationMethod.MinMax, "percentile": CalibrationMethod.Percentile, "entropy": CalibrationMethod.Entropy}


@dataclass(frozen=True, eq=False)
class Calibration:
    """Ranges of every tensor of a network over some pictures.

    Attributes:
        model: the FP32 network that was measured, prepared for quantization.
        ranges: tensor -> (lowest, highest), in the quantizer's own form.
    """

    model: onnx.ModelProto
    ranges: TensorsData

    def amax(self) -> Dict[str, float]:
        """Tensor -> highest absolute value."""
        data = self.ranges.data
        return {name: float(max(abs(np.min(r.range_value[0])), abs(np.max(r.range_value[1])))) for name, r in data.items()}


class _Pictures:
    """Hands calibration pictures to the calibrator, one by one."""

    def __init__(self, images: np.ndarray) -> None:
        height, width = images.shape[1:3]
        layout = InputLayout(NCHW, "float32", width, height)
        self._pictures: Iterator[Dict[str, np.ndarray]] = iter({IMAGE: layout.prepare(image).copy()} for image in images)

    def get_next(self) -> Optional[Dict[str, np.ndarray]]:
        return next(self._pictures, None)


def calibrate(parent: Path, images: np.ndarray, method: str = "percentile") -> Calibration:
    """Measure the ranges.

    Args:
        parent: FP32 network as :func:`export` writes it.
        images: uint8, shape (n, height, width, 3).
        method: ``minmax``, ``percentile`` (99.999 %) or ``entropy``.
    """
    logging.getLogger("onnxruntime").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder) / "prepared.onnx"
        quant_pre_process(parent, prepared, skip_symbolic_shape=True)
        options = {"percentile": 99.999} if method == "percentile" else {}
        augmented = Path(folder) / "augmented.onnx"
        calibrator = create_calibrator(prepared, None, str(augmented), calibrate_method=METHODS[method], extra_options=options)
        with contextlib.redirect_stdout(io.StringIO()):
            calibrator.collect_data(_Pictures(images))
            ranges = calibrator.compute_data()
        model = onnx.load(prepared)
    # Pixels are 0 to 255 by construction: then the first scale is exactly 1/255 and bytes can go in as they are.
    ranges.data[IMAGE].lowest, ranges.data[IMAGE].highest = np.float32(0), np.float32(1)
    return Calibration(model, ranges)


def head_convolutions(model: onnx.ModelProto) -> List[str]:
    """Convolutions that write scores and boxes: cheap, and the only ones whose rounding shows in a box."""
    return [node.name for node in model.graph.node if node.op_type == "Conv" and node.input[1].startswith("outputs.")]


def quantize(
    calibration: Calibration, left_in_float: List[str], signed: bool = False, reduce_range: bool = False
) -> onnx.ModelProto:
    """A Q/DQ network.

    Args:
        left_in_float: names of nodes.
        signed: symmetric signed activations with a float input, as TensorRT wants; else unsigned ones and a byte
            input, which is what ONNX Runtime is fast with.
        reduce_range: 7-bit weights, for CPUs that sum byte products in 16 bits.
    """
    model = onnx.ModelProto()
    model.CopyFrom(calibration.model)
    options: Dict[str, Any] = {"WeightSymmetric": True, "ActivationSymmetric": signed}
    if signed:
        options.update(AddQDQPairToWeight=True, QuantizeBias=False)
    names = [node.name for node in model.graph.node if node.op_type in OPERATORS and node.name not in left_in_float]
    activation = QuantType.QInt8 if signed else QuantType.QUInt8
    quantizer = QDQQuantizer(
        model, True, reduce_range, QuantType.QInt8, activation, calibration.ranges, names, left_in_float, OPERATORS, options
    )
    quantizer.quantize_model()
    result = quantizer.model.model
    if not signed:
        take_bytes(result)
    quantizer.model.topological_sort()
    forget_unused_domains(result)
    onnx.checker.check_model(result, full_check=True)
    return result


def forget_unused_domains(model: onnx.ModelProto) -> None:
    """Drop operator sets that no node uses; ONNX Runtime's tools add their newest, which older runtimes refuse."""
    used = {node.domain or "" for node in model.graph.node}
    kept = [entry for entry in model.opset_import if (entry.domain if entry.domain != "ai.onnx" else "") in used]
    del model.opset_import[:]
    model.opset_import.extend(kept)


def take_bytes(model: onnx.ModelProto) -> None:
    """Let the picture enter as bytes, height and width before channels: the first Q node is what bytes already are."""
    graph = model.graph
    (first,) = [node for node in graph.node if IMAGE in node.input]
    scale, zero = (_initializer(graph, name) for name in first.input[1:3])
    if first.op_type != "QuantizeLinear" or numpy_helper.to_array(zero) != 0:
        raise AssertionError(f"the first node is {first.op_type}, zero point {numpy_helper.to_array(zero)}")
    scale.CopyFrom(numpy_helper.from_array(np.array(1 / 255, np.float32), scale.name))
    position = list(graph.node).index(first)
    graph.node.remove(first)
    graph.node.insert(position, helper.make_node("Transpose", [IMAGE], [first.output[0]], "bytes_to_channels", perm=[0, 3, 1, 2]))
    tensor = graph.input[0].type.tensor_type
    tensor.elem_type = TensorProto.UINT8
    n, channels, rows, columns = (dimension.dim_value for dimension in tensor.shape.dim)
    for dimension, value in zip(tensor.shape.dim, (n, rows, columns, channels)):
        dimension.dim_value = value
    del graph.value_info[:]


def dla_cache(calibration: Calibration) -> str:
    """TensorRT's calibration cache: one scale per tensor, as the bits of a big-endian float."""
    lines = ["TRT-8502-EntropyCalibration2"]
    for name, amax in calibration.amax().items():
        lines.append(f"{name}: {struct.pack('>f', amax / 127).hex()}")
    return "\n".join(lines) + "\n"


def _initializer(graph: onnx.GraphProto, name: str) -> onnx.TensorProto:
    return next(item for item in graph.initializer if item.name == name)

"""A network that is to be quantized: how it is fed, which nodes can be INT8, how its files are made."""

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any, Collection, Dict, List, Mapping, Protocol, Sequence

import numpy as np
import onnx

from limphome.core import LimphomeError
from limphome.learning.quantization import foreign_network, own_network
from limphome.learning.quantization.calibration import Calibration
from limphome.learning.quantization.toolkit_errors import TOOLKIT_ERRORS
from limphome.perception.imported_detector import make_constants
from limphome.perception.input_layout import NHWC
from limphome.perception.manifest import Manifest
from limphome.perception.manifest_parts import FileSpec

FORMS: Dict[str, Dict[str, bool]] = {"int8": {}, "int8_avx2": {"reduce_range": True}, "trt": {"signed": True}}
"""Variant -> what its runtime wants: ONNX Runtime with VNNI, without it, TensorRT; see :func:`add_qdq`."""
SUFFIXES = {"int8": "ort.onnx", "int8_avx2": "ort-avx2.onnx", "trt": "trt.onnx"}


class Subject(Protocol):
    """What the search and the release of a quantized network ask of it."""

    manifest: Manifest
    parent: str

    def calibrate(self, images: Sequence[np.ndarray], method: str) -> Calibration:
        """Ranges over some RGB pictures."""

    def candidates(self, calibration: Calibration) -> List[str]:
        """Nodes that can be INT8, in the order of the graph."""

    def fixed(self, calibration: Calibration) -> List[str]:
        """Nodes that stay in float without being tried."""

    def quantize(self, calibration: Calibration, left: Collection[str], variant: str) -> bytes:
        """A file with some nodes left in float."""

    def file(self, variant: str) -> FileSpec:
        """How a quantized file is fed and run; path and digest are filled in later."""


class OwnNetwork:
    """A network that ``limphome model train`` made.

    Args:
        parent: variant of the FP32 file. whole: scores and boxes may be INT8 too.
    """

    def __init__(self, manifest: Manifest, parent: str, whole: bool = False) -> None:
        self.manifest, self.parent, self._whole = manifest, parent, whole

    def calibrate(self, images: Sequence[np.ndarray], method: str) -> Calibration:
        """As the protocol says."""
        fit = self.manifest.make_fit()
        stack = np.stack([fit.bring(image)[0] for image in images])
        return own_network.calibrate(self.manifest.folder / self.manifest.file(self.parent).path, stack, method)

    def candidates(self, calibration: Calibration) -> List[str]:
        """As the protocol says."""
        fixed = self.fixed(calibration)
        return [node.name for node in calibration.model.graph.node if node.op_type == "Conv" and node.name not in fixed]

    def fixed(self, calibration: Calibration) -> List[str]:
        """As the protocol says."""
        return [] if self._whole else own_network.head_convolutions(calibration.model)

    def quantize(self, calibration: Calibration, left: Collection[str], variant: str) -> bytes:
        """As the protocol says."""
        return own_network.quantize(calibration, sorted(left), **FORMS[variant]).SerializeToString()

    def file(self, variant: str) -> FileSpec:
        """As the protocol says."""
        parent = replace(self.manifest.file(self.parent), precision="int8", golden={}, parity={})
        return parent if variant == "trt" else replace(parent, layout=NHWC, dtype="uint8")


class ForeignNetwork:
    """A network that others trained, as its manifest describes it, with one size of picture for all its files.

    Args:
        parent: variant of the FP32 file.
    """

    def __init__(self, manifest: Manifest, parent: str) -> None:
        # An INT8 file has one size (see foreign_network); its parent is compared with it at that one.
        self.manifest, self.parent = replace(manifest, input=replace(manifest.input, multiple=0)), parent

    def calibrate(self, images: Sequence[np.ndarray], method: str) -> Calibration:
        """As the protocol says."""
        file = self.manifest.file(self.parent)
        form = self.manifest.make_picture_input(file)
        constants = make_constants(self.manifest.input.constants)
        name = self.manifest.input.name
        feeds: List[Mapping[str, Any]] = [{name: form.prepare(image)[0].copy(), **constants} for image in images]
        model = self.manifest.read(file.path, file.sha256)
        with tempfile.TemporaryDirectory() as folder:
            try:
                return foreign_network.calibrate(model, Path(folder), {name: form.shape}, feeds, method)
            except TOOLKIT_ERRORS as error:
                raise _refusal(error, "cannot be calibrated", self.manifest) from error

    def candidates(self, calibration: Calibration) -> List[str]:
        """As the protocol says."""
        return foreign_network.candidates(calibration)

    def fixed(self, calibration: Calibration) -> List[str]:
        """As the protocol says."""
        return []

    def quantize(self, calibration: Calibration, left: Collection[str], variant: str) -> bytes:
        """As the protocol says."""
        try:
            return foreign_network.quantize(calibration, left, **FORMS[variant]).SerializeToString()
        except TOOLKIT_ERRORS as error:
            raise _refusal(error, "cannot be quantized", self.manifest) from error

    def file(self, variant: str) -> FileSpec:
        """As the protocol says."""
        return replace(self.manifest.file(self.parent), precision="int8", golden={}, parity={})


def open_subject(manifest: Manifest, parent: str) -> Subject:
    """The network of a manifest."""
    if manifest.file(parent).precision != "fp32":
        raise LimphomeError(f"'{parent}' is {manifest.file(parent).precision}", str(manifest.folder), "a file in FP32")
    return ForeignNetwork(manifest, parent) if manifest.imported else OwnNetwork(manifest, parent)


def weighted(model: onnx.ModelProto, nodes: Collection[str]) -> List[str]:
    """Those of ``nodes`` that hold weights: the work that INT8 is for."""
    stored = {tensor.name for tensor in model.graph.initializer}
    kinds = ("Conv", "ConvTranspose", "Gemm", "MatMul")
    found = [node for node in model.graph.node if node.op_type in kinds and stored.intersection(node.input)]
    return [node.name for node in found if node.name in nodes]


def _refusal(error: Exception, what: str, manifest: Manifest) -> LimphomeError:
    reason = " ".join(str(error).split())[:200]
    return LimphomeError(f"{what}: {reason}", str(manifest.folder), "an FP32 network of standard operators, opset 13 or later")

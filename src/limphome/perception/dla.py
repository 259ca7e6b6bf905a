"""A network on a deep learning accelerator (DLA) of a Jetson.

TensorRT 8 reads no Q/DQ nodes for it: INT8 comes from a plain ONNX file and a calibration cache beside it.
"""

from dataclasses import replace

from limphome.core import LimphomeError
from limphome.perception.manifest import Manifest
from limphome.perception.manifest_parts import FileSpec
from limphome.perception.operators import operators

PLAIN = "fp32"
"""The variant that has no Q/DQ nodes, in manifests of ours and of ``limphome model quantize``."""
TABLE = "dla_calibration"
"""The side file with a range for each of its tensors."""
_WANTED = "a plain ONNX file with its calibration cache, precision int8"


def on_dla(manifest: Manifest, variant: str, core: int) -> Manifest:
    """The same, with one file for a core: in INT8 with the calibration cache, in FP16 where the folder has none.

    Nobody has compared that with the FP32 parent, so it has no parity.
    """
    precision = "int8" if TABLE in manifest.side_files else "fp16"
    file = replace(manifest.file(variant), dla_core=core, precision=precision, parity={})
    return replace(manifest, files={**manifest.files, variant: file})


def dla_table(manifest: Manifest, file: FileSpec, model: bytes) -> bytes:
    """The calibration cache for a file that a core runs; empty without a core, and where the folder has none.

    Raises:
        LimphomeError: a runtime that knows no such core, or a file that it does not take; names the one to take.
    """
    if file.dla_core < 0:
        return b""
    if file.runtime != "tensorrt":
        raise LimphomeError(f"dla_core {file.dla_core} with runtime {file.runtime}", "perception", "runtime tensorrt")
    require_plain(model, _plain_file(manifest))
    return manifest.read(*manifest.side_files[TABLE]) if TABLE in manifest.side_files else b""


def require_plain(model: bytes, wanted: str = _WANTED) -> None:
    """LimphomeError for a file with Q/DQ nodes, which no core takes; it names what is ``wanted``."""
    if not {"QuantizeLinear", "DequantizeLinear"}.isdisjoint(operators(model)):
        raise LimphomeError("has Q/DQ nodes, which a DLA does not take", "model", wanted)


def _plain_file(manifest: Manifest) -> str:
    if PLAIN not in manifest.files or TABLE not in manifest.side_files:
        return f"{_WANTED}: limphome model quantize writes both"
    return f"variant {PLAIN}: {manifest.files[PLAIN].path} with {manifest.side_files[TABLE][0]}, precision int8"

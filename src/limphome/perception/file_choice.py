"""Which file of a network a robot runs."""

from typing import Optional

from limphome.core import LimphomeError
from limphome.perception.cpu_flags import cpu_flags, saturates
from limphome.perception.dla import PLAIN
from limphome.perception.manifest import Manifest

GPU_FILES = {"tensorrt": "trt", "onnxruntime_tensorrt": "trt", "onnxruntime_cuda": PLAIN}
"""Runtime on a GPU -> the file for it. ONNX Runtime computes Q/DQ in integers on a CPU or by TensorRT only
(https://onnxruntime.ai/docs/performance/model-optimizations/quantization.html): with CUDA the convolutions would be those
of FP32, with the work of the Q/DQ nodes and their rounding on top."""


def choose_file(manifest: Manifest, variant: str, runtime: str = "auto", dla_core: int = -1) -> str:
    """As :func:`choose_variant`; ``auto`` is the file for the runtime on a GPU, and for a ``dla_core`` the plain one.

    For a CPU a folder that was made without VNNI gives ``int8_avx2``, which is right on every one, and an imported network
    without INT8 its first file.
    """
    made_for = GPU_FILES.get(runtime, "") if dla_core < 0 else PLAIN
    if variant == "auto" and made_for in manifest.files:
        return made_for
    chosen = choose_variant(variant)
    if variant == "auto" and chosen not in manifest.files:
        if "int8_avx2" in manifest.files:
            return "int8_avx2"
        if manifest.imported:
            return next(iter(manifest.files))
    return chosen


def choose_variant(variant: str, saturating: Optional[bool] = None) -> str:
    """The file for this CPU; an unsigned INT8 file is refused where its sums would saturate."""
    saturating = saturates(cpu_flags()) if saturating is None else saturating
    if variant == "auto":
        return "int8_avx2" if saturating else "int8"
    if variant == "int8" and saturating:
        raise LimphomeError("variant int8 saturates on this CPU (no VNNI)", "perception", "auto or int8_avx2")
    return variant

"""Which file of a network a robot runs."""

from typing import Optional

from limphome.core import LimphomeError
from limphome.perception.cpu_flags import cpu_flags, saturates
from limphome.perception.manifest import Manifest


def choose_file(manifest: Manifest, variant: str, runtime: str = "auto") -> str:
    """As :func:`choose_variant`; for ``auto`` a folder that was made without VNNI gives ``int8_avx2``, which is right on every
    CPU, and an imported network without INT8 its first file.
    """
    if variant == "auto" and runtime in ("tensorrt", "onnxruntime_tensorrt") and "trt" in manifest.files:
        return "trt"
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

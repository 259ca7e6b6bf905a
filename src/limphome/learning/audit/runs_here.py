"""Whether the CPU of this machine runs a file of a network as it was meant, and if not, why."""

from importlib.util import find_spec

from limphome.perception.manifest_parts import FileSpec
from limphome.resources.extra import extra

CPU_RUNTIMES = {"onnxruntime": "pip install onnxruntime", "openvino": extra("openvino")}
"""Runtimes that need no device of their own, and how to get them."""
SATURATING = ("int8", "trt")
"""Files with weights of 8 bits. ONNX Runtime makes signed activations unsigned on x86 (qdq_s8_to_u8.cc), so that the sums of
TensorRT's file saturate without VNNI too (``session.x64quantprecision`` in onnxruntime_session_options_config_keys.h)."""


def why_not(variant: str, file: FileSpec, saturating: bool) -> str:
    """Why a file does not run here as meant, with a way out; empty if it does.

    Args:
        saturating: sums of 8-bit products saturate on this CPU.
    """
    if file.runtime not in CPU_RUNTIMES:
        way = f"import it with --runtime {' or '.join(CPU_RUNTIMES)} and quantize that"
        return f"{variant} is for {file.runtime}, which needs a device: {way}"
    if find_spec(file.runtime) is None:
        return f"{variant} is for {file.runtime}, which is not installed: {CPU_RUNTIMES[file.runtime]}"
    if saturating and variant in SATURATING:
        return f"{variant} saturates on this CPU (no VNNI): limphome model quantize makes int8_avx2 here"
    return ""

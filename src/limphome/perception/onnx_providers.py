"""What ONNX Runtime's GPU providers are told."""

import hashlib
from pathlib import Path
from typing import Dict

from limphome.core import LimphomeError
from limphome.perception.engine import EngineOptions
from limphome.perception.tensorrt.engine_cache import user_cache

FIRST_GPU = "0"  # as the native TensorRT engine, which takes no other either
_FLAGS = {"fp32": (False, False), "fp16": (True, False), "int8": (True, True)}
"""Precision -> FP16, INT8. FP16 beside INT8, or layers without Q/DQ run in FP32."""


def provider_settings(name: str, model: bytes, options: EngineOptions) -> Dict[str, str]:
    """Settings of the provider of a runtime, all as text; the folder for its engines is made.

    Args:
        name: ``onnxruntime``, ``onnxruntime_cuda`` or ``onnxruntime_tensorrt``.

    Raises:
        LimphomeError: a precision that it does not know, or no place for engines.
    """
    if name == "onnxruntime":
        return {}
    told = {"device_id": FIRST_GPU}
    return told if name == "onnxruntime_cuda" else {**told, **_tensorrt(model, options)}


def _tensorrt(model: bytes, options: EngineOptions) -> Dict[str, str]:
    """https://onnxruntime.ai/docs/execution-providers/TensorRT-ExecutionProvider.html"""
    if options.precision not in _FLAGS:
        raise LimphomeError(f"precision '{options.precision}'", "runtime onnxruntime_tensorrt", "one of " + ", ".join(_FLAGS))
    fp16, int8 = _FLAGS[options.precision]
    return {
        "trt_fp16_enable": str(fp16),
        "trt_int8_enable": str(int8),  # without a calibration table: the ranges are those of the file's Q/DQ nodes
        "trt_engine_cache_enable": "True",
        "trt_engine_cache_path": str(_engine_folder(model, options.cache or user_cache())),
    }


def _engine_folder(model: bytes, cache: Path) -> Path:
    """One for each file.

    ONNX Runtime names an engine after the names in the graph, versions, precision and GPU, and not after the weights
    (``TRTGenerateId``): in one folder a network that was trained on would get the engine of the one before.
    """
    folder = cache / f"onnxruntime-{hashlib.sha256(model).hexdigest()[:32]}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LimphomeError(
            f"cannot be made: {error.strerror}", str(folder), "a folder that can be written; XDG_CACHE_HOME names another"
        ) from error
    return folder

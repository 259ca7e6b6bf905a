"""ONNX Runtime on the CPU, on CUDA or through TensorRT, for any network."""

from typing import Any, Dict, List, Mapping

import numpy as np

from limphome.core import LimphomeError
from limphome.perception.engine import PROVIDERS, EngineOptions, Tensor, package
from limphome.perception.runtime_errors import no_model, no_run, onnx_errors

MEND = {
    "onnxruntime": "pip install onnxruntime",
    "onnxruntime_cuda": "pip install onnxruntime-gpu, with NVIDIA's driver; on a Jetson NVIDIA's own wheel for JetPack",
    "onnxruntime_tensorrt": "pip install onnxruntime-gpu tensorrt, with NVIDIA's driver; on a Jetson NVIDIA's wheel for JetPack",
}


class OnnxEngine:
    """Runs an ONNX file with one provider; a provider that is not there, or does not start, is an error.

    Args:
        model: bytes of the file. No path is taken, so no side file can be opened.
        name: ``onnxruntime``, ``onnxruntime_cuda`` or ``onnxruntime_tensorrt``.

    Raises:
        LimphomeError: the provider is missing, or the bytes are no model.
    """

    def __init__(self, model: bytes, options: EngineOptions, name: str = "onnxruntime") -> None:
        onnxruntime = package("onnxruntime", name, MEND[name])
        provider, self._errors = PROVIDERS[name], onnx_errors()
        if provider not in onnxruntime.get_available_providers():
            raise LimphomeError(f"this ONNX Runtime has no {provider}", f"runtime {name}", MEND[name])
        settings = onnxruntime.SessionOptions()
        settings.intra_op_num_threads, settings.inter_op_num_threads = options.threads, 1
        settings.log_severity_level = 4
        settings.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._session = onnxruntime.InferenceSession(model, settings, providers=[provider])
        except self._errors as error:
            raise no_model("ONNX Runtime", error) from error
        if provider not in self._session.get_providers():  # it fell back by itself
            raise LimphomeError(f"{provider} did not start", f"runtime {name}", MEND[name])
        self.inputs = [_tensor(value) for value in self._session.get_inputs()]
        self.outputs = [_tensor(value) for value in self._session.get_outputs()]
        self._names: List[str] = [value.name for value in self.outputs]

    def run(self, feeds: Mapping[str, np.ndarray]) -> Dict[str, np.ndarray]:
        """All outputs for one set of inputs."""
        try:
            return dict(zip(self._names, self._session.run(self._names, dict(feeds))))
        except self._errors as error:
            raise no_run(error) from error


def _tensor(value: Any) -> Tensor:
    kinds = {"float": "float32", "float16": "float16", "double": "float64"}
    text = str(value.type)[len("tensor(") : -1]
    return Tensor(value.name, kinds.get(text, text), tuple(n if isinstance(n, int) else None for n in value.shape or ()))

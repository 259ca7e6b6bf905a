"""ONNX Runtime on the CPU, on CUDA or through TensorRT, for any network."""

from typing import Any, Dict, List, Mapping

import numpy as np

from limphome.core import LimphomeError
from limphome.perception.engine import PROVIDERS, EngineOptions, Tensor, package
from limphome.perception.onnx_providers import provider_settings
from limphome.perception.onnx_session import StoppableRun, open_session
from limphome.perception.progress import beats, nobody
from limphome.perception.time_limit import PATIENT_S

MEND = {
    "onnxruntime": "pip install onnxruntime",
    "onnxruntime_cuda": "pip install onnxruntime-gpu, with NVIDIA's driver; on a Jetson NVIDIA's own wheel for JetPack",
    "onnxruntime_tensorrt": "pip install onnxruntime-gpu tensorrt, with NVIDIA's driver; on a Jetson NVIDIA's wheel for JetPack",
}


class OnnxEngine:
    """Runs an ONNX file with one provider, all of it: what the provider lacks does not go to the CPU, it is an error.

    Args:
        model: bytes of the file.
        name: ``onnxruntime``, ``onnxruntime_cuda`` or ``onnxruntime_tensorrt``.

    Raises:
        LimphomeError: the provider is missing, or does not take the whole network, or the bytes are no model.
    """

    def __init__(self, model: bytes, options: EngineOptions, name: str = "onnxruntime") -> None:
        onnxruntime, provider = package("onnxruntime", name, MEND[name]), PROVIDERS[name]
        if provider not in onnxruntime.get_available_providers():
            raise LimphomeError(f"this ONNX Runtime has no {provider}", f"runtime {name}", MEND[name])
        settings = provider_settings(name, model, options)
        told = options.progress if name == "onnxruntime_tensorrt" else nobody
        with beats(told, "loading the engine, or building it, which takes minutes"):
            session = open_session(model, options.threads, provider, settings)
        if provider not in session.get_providers():  # 1.14 and older know no such ban
            raise LimphomeError(f"{provider} did not start", f"runtime {name}", MEND[name])
        self.inputs = [_tensor(value) for value in session.get_inputs()]
        self.outputs = [_tensor(value) for value in session.get_outputs()]
        self.limit_s = PATIENT_S
        self._names: List[str] = [value.name for value in self.outputs]
        self._run = StoppableRun(session)

    def run(self, feeds: Mapping[str, np.ndarray]) -> Dict[str, np.ndarray]:
        """All outputs for one set of inputs; TimeLimitError when it takes too long."""
        return dict(zip(self._names, self._run(self._names, feeds, self.limit_s)))


def _tensor(value: Any) -> Tensor:
    kinds = {"float": "float32", "float16": "float16", "double": "float64"}
    text = str(value.type)[len("tensor(") : -1]
    return Tensor(value.name, kinds.get(text, text), tuple(n if isinstance(n, int) else None for n in value.shape or ()))

"""OpenVINO on the CPU, for any network."""

from typing import Dict, Mapping

import numpy as np

from limphome.core import LimphomeError
from limphome.perception.engine import EngineOptions, Tensor, package


class OpenvinoEngine:
    """Runs an ONNX file on the CPU: one stream, tuned for latency.

    Raises:
        LimphomeError: OpenVINO is not installed, or the bytes are no model for it.
    """

    def __init__(self, model: bytes, options: EngineOptions) -> None:
        openvino = package("openvino", "openvino", "pip install 'limphome[openvino]'")
        core = openvino.Core()
        hints = {
            "PERFORMANCE_HINT": "LATENCY",
            "NUM_STREAMS": "1",
            "INFERENCE_NUM_THREADS": str(options.threads),
            "INFERENCE_PRECISION_HINT": "f32",
        }
        try:
            network = core.read_model(model=model, weights=b"")
            if options.shapes:
                network.reshape(dict(options.shapes))
            compiled = core.compile_model(network, "CPU", hints)
        except Exception as error:  # the binding raises RuntimeError and classes of its own
            reason = " ".join(str(error).split())[:200]
            raise LimphomeError(f"not a model that OpenVINO loads: {reason}", "model", "a whole ONNX file") from error
        self._request = compiled.create_infer_request()
        self.inputs = [_tensor(port) for port in compiled.inputs]
        self.outputs = [_tensor(port) for port in compiled.outputs]

    def run(self, feeds: Mapping[str, np.ndarray]) -> Dict[str, np.ndarray]:
        """All outputs for one set of inputs; the next call overwrites them."""
        results = self._request.infer(dict(feeds), share_inputs=True, share_outputs=True)
        return {tensor.name: results[index] for index, tensor in enumerate(self.outputs)}


def _tensor(port: object) -> Tensor:
    shape = port.get_partial_shape()  # type: ignore[attr-defined]
    sizes = tuple(n.get_length() if n.is_static else None for n in shape)
    name = port.get_any_name()  # type: ignore[attr-defined]
    return Tensor(name, np.dtype(port.get_element_type().to_dtype()).name, sizes)  # type: ignore[attr-defined]

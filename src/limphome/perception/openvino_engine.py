"""OpenVINO on the CPU, for any network."""

from typing import Any, Dict, Mapping

import numpy as np

from limphome.perception.engine import EngineOptions, Tensor, package
from limphome.perception.runtime_errors import OPENVINO_ERRORS, no_model, no_run


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
        except OPENVINO_ERRORS as error:
            raise no_model("OpenVINO", error) from error
        self._request = compiled.create_infer_request()
        self.inputs = [_tensor(port) for port in compiled.inputs]
        self.outputs = [_tensor(port) for port in compiled.outputs]

    def run(self, feeds: Mapping[str, np.ndarray]) -> Dict[str, np.ndarray]:
        """All outputs for one set of inputs; the next call overwrites them."""
        try:
            results = self._request.infer(dict(feeds), share_inputs=True, share_outputs=True)
        except OPENVINO_ERRORS as error:
            raise no_run(error) from error
        return {tensor.name: results[index] for index, tensor in enumerate(self.outputs)}


def _tensor(port: Any) -> Tensor:
    sizes = tuple(n.get_length() if n.is_static else None for n in port.get_partial_shape())
    return Tensor(port.get_any_name(), np.dtype(port.get_element_type().to_dtype()).name, sizes)

"""OpenVINO on the CPU, for any network."""

import ctypes
from typing import Any, Dict, Mapping

import numpy as np

from limphome.core import LimphomeError
from limphome.perception.engine import EngineOptions, Tensor, package
from limphome.perception.load_limit import LOAD_S, load_within
from limphome.perception.outside_weights import refuse_outside_weights
from limphome.perception.runtime_errors import OPENVINO_ERRORS, no_model, no_run, too_long
from limphome.perception.time_limit import PATIENT_S
from limphome.resources.extra import extra

_STOP_MS = 100


class OpenvinoEngine:
    """Runs an ONNX file on the CPU: one stream, tuned for latency.

    An inference that takes longer than ``limit_s`` is cancelled. OpenVINO looks for that between the operators of the graph,
    and not inside of a ``Loop``: then it computes on, the caller is free, and every later call is refused until it ends.

    Raises:
        LimphomeError: OpenVINO is not installed, or the bytes are no model for it.
    """

    def __init__(self, model: bytes, options: EngineOptions) -> None:
        openvino = package("openvino", "openvino", extra("openvino"))
        refuse_outside_weights(model, "OpenVINO")
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
            compiled = load_within(LOAD_S, lambda: core.compile_model(network, "CPU", hints))
        except OPENVINO_ERRORS as error:
            raise no_model("OpenVINO", error) from error
        self._request = compiled.create_infer_request()
        self.inputs = [_tensor(port) for port in compiled.inputs]
        self.outputs = [_tensor(port) for port in compiled.outputs]
        self.limit_s = PATIENT_S
        self._feeds: Dict[str, np.ndarray] = {}
        self._is_stuck = False

    def run(self, feeds: Mapping[str, np.ndarray]) -> Dict[str, np.ndarray]:
        """All outputs for one set of inputs, which the next call overwrites; TimeLimitError when it takes too long."""
        if self._is_stuck and not self._ends_within(0):
            raise too_long(self.limit_s, "OpenVINO does not stop it, nothing else is computed: start the process again")
        self._is_stuck = False
        self._feeds = dict(feeds)  # it reads them until it ends
        try:
            self._request.start_async(self._feeds, share_inputs=True)
            if not self._request.wait_for(int(1e3 * self.limit_s)):
                raise self._stop()
        except OPENVINO_ERRORS as error:
            raise no_run(error) from error
        return {tensor.name: self._request.get_output_tensor(index).data for index, tensor in enumerate(self.outputs)}

    def _stop(self) -> LimphomeError:
        self._request.cancel()
        self._is_stuck = not self._ends_within(_STOP_MS)
        if not self._is_stuck:
            return too_long(self.limit_s)
        # Whoever lets go of a request waits for it: nobody ever lets go of this one, so that node and process can end.
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(self._request))
        return too_long(self.limit_s, "OpenVINO does not stop it")

    def _ends_within(self, limit_ms: int) -> bool:
        """Whether the inference that was cancelled has ended."""
        try:
            return bool(self._request.wait_for(limit_ms))
        except OPENVINO_ERRORS:  # "was canceled"
            return True


def _tensor(port: Any) -> Tensor:
    sizes = tuple(n.get_length() if n.is_static else None for n in port.get_partial_shape())
    return Tensor(port.get_any_name(), np.dtype(port.get_element_type().to_dtype()).name, sizes)

"""ONNX Runtime on the CPU."""

import numpy as np
import onnxruntime

from limphome.core import LimphomeError
from limphome.perception.runtime import Outputs
from limphome.perception.runtime_errors import no_model, no_run, onnx_errors

OUTPUTS = ["head", "head_max", "features"]


class OnnxRuntime:
    """Runs an ONNX file on the CPU, bit-equal for equal input.

    Args:
        model: bytes of the file. No path is taken, so no side file can be opened.
        threads: of one inference.

    Raises:
        LimphomeError: the bytes are no model, or one with other inputs and outputs.
    """

    def __init__(self, model: bytes, threads: int = 1) -> None:
        self._errors = onnx_errors()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 4
        # Spinning threads win microseconds and take whole cores from the robot's other processes.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        except self._errors as error:
            raise no_model("ONNX Runtime", error) from error
        self._check_names()

    def _check_names(self) -> None:
        names = [output.name for output in self._session.get_outputs()]
        inputs = [node.name for node in self._session.get_inputs()]
        if inputs != ["image"] or not set(OUTPUTS) <= set(names):
            raise LimphomeError(f"inputs {inputs}, outputs {names}", "model", f"input image, outputs {', '.join(OUTPUTS)}")

    def run(self, picture: np.ndarray) -> Outputs:
        """Outputs for one picture in the file's layout."""
        try:
            head, head_max, features = self._session.run(OUTPUTS, {"image": picture})
        except self._errors as error:
            raise no_run(error) from error
        return Outputs(head[0], head_max[0], features[0])

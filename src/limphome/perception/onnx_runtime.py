"""ONNX Runtime on the CPU."""

import numpy as np

from limphome.core import LimphomeError
from limphome.perception.onnx_session import StoppableRun, open_session
from limphome.perception.runtime import Outputs
from limphome.perception.time_limit import PATIENT_S

OUTPUTS = ["head", "head_max", "features"]


class OnnxRuntime:
    """Runs an ONNX file on the CPU, bit-equal for equal input.

    Args:
        model: bytes of the file.
        threads: of one inference.

    Attributes:
        limit_s: an inference that takes longer is stopped [s].

    Raises:
        LimphomeError: the bytes are no model, or one with other inputs and outputs.
    """

    def __init__(self, model: bytes, threads: int = 1) -> None:
        session = open_session(model, threads)
        names = [output.name for output in session.get_outputs()]
        inputs = [node.name for node in session.get_inputs()]
        if inputs != ["image"] or not set(OUTPUTS) <= set(names):
            raise LimphomeError(f"inputs {inputs}, outputs {names}", "model", f"input image, outputs {', '.join(OUTPUTS)}")
        self.limit_s = PATIENT_S
        self._run = StoppableRun(session)

    def run(self, picture: np.ndarray) -> Outputs:
        """Outputs for one picture in the file's layout; TimeLimitError when it takes too long."""
        head, head_max, features = self._run(OUTPUTS, {"image": picture}, self.limit_s)
        return Outputs(head[0], head_max[0], features[0])

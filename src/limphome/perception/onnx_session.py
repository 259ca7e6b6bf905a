"""A network in ONNX Runtime that can be stopped."""

import math
import threading
from functools import partial
from typing import Any, Callable, List, Mapping, Optional, Sequence

import numpy as np

from limphome.perception.load_limit import LOAD_S, load_within
from limphome.perception.outside_weights import refuse_outside_weights
from limphome.perception.runtime_errors import no_model, no_run, onnx_errors, too_long
from limphome.perception.time_limit import TimeLimit

CPU = "CPUExecutionProvider"


def open_session(model: bytes, threads: int, provider: str = CPU) -> Any:
    """Load a network whose weights are all in ``model``.

    Raises:
        LimphomeError: the bytes are no such model, or none that the CPU loads in time; other providers may build for minutes.
    """
    import onnxruntime

    refuse_outside_weights(model, "ONNX Runtime")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    options.log_severity_level = 4
    # Spinning threads win microseconds and take whole cores from the robot's other processes.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return load_within(
            LOAD_S if provider == CPU else threading.TIMEOUT_MAX,
            lambda: onnxruntime.InferenceSession(model, options, providers=[provider]),
        )
    except onnx_errors() as error:
        raise no_model("ONNX Runtime", error) from error


class StoppableRun:
    """Runs a session as its own ``run`` does, and ends an inference that takes longer than ``limit_s``.

    ONNX Runtime looks at the flag ``terminate`` before every operator, those inside of a ``Loop`` too.
    """

    def __init__(self, session: Any) -> None:
        import onnxruntime

        self._run: Callable[..., Any] = session.run
        self._options, self._errors = onnxruntime.RunOptions(), onnx_errors()
        self._limit = TimeLimit(math.inf, partial(setattr, self._options, "terminate", True))

    def __call__(self, names: Optional[Sequence[str]], feeds: Mapping[str, np.ndarray], limit_s: float) -> List[np.ndarray]:
        """The outputs called ``names``, all for None.

        Raises:
            TimeLimitError: it took longer. LimphomeError: the network does not take these inputs.
        """
        self._limit.limit_s, self._options.terminate = limit_s, False
        try:
            with self._limit:
                return self._run(names, dict(feeds), self._options)
        except self._errors as error:
            raise (too_long(limit_s) if self._limit.expired else no_run(error)) from error

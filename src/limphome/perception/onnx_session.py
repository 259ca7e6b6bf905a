"""A network in ONNX Runtime that can be stopped."""

import math
import threading
from functools import partial
from typing import Any, Callable, List, Mapping, Optional, Sequence

import numpy as np

from limphome.core import LimphomeError
from limphome.perception.load_limit import LOAD_S, load_within
from limphome.perception.outside_weights import refuse_outside_weights
from limphome.perception.runtime_errors import no_model, no_run, onnx_errors, too_long
from limphome.perception.time_limit import TimeLimit

CPU = "CPUExecutionProvider"
_LEFT_TO_CPU = "fallback to CPU EP has been explicitly disabled"


def open_session(model: bytes, threads: int, provider: str = CPU, settings: Mapping[str, str] = {}) -> Any:
    """Load a network whose weights are all in ``model``; all of it runs with ``provider``, or there is an error.

    Args:
        settings: of the provider.

    Raises:
        LimphomeError: the bytes are no such model, or none that the CPU loads in time (other providers may build for
            minutes), or the provider did not start, or does not take the whole network.
    """
    import onnxruntime

    refuse_outside_weights(model, "ONNX Runtime")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    options.log_severity_level = 4
    # Spinning threads win microseconds and take whole cores from the robot's other processes.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    if provider != CPU:
        # ONNX Runtime adds the CPU by itself for what a provider leaves; with this it fails. The CPU must not be in the list too.
        options.add_session_config_entry("session.disable_cpu_ep_fallback", "1")
    chosen = [(provider, dict(settings))]
    try:
        session = load_within(
            LOAD_S if provider == CPU else threading.TIMEOUT_MAX,
            lambda: onnxruntime.InferenceSession(model, options, providers=chosen, enable_fallback=0),
        )
    except onnx_errors() as error:
        raise _not_open(provider, error) from error
    session.disable_fallback()  # ``run`` would go on with the CPU after an error of the provider
    return session


def _not_open(provider: str, error: Exception) -> LimphomeError:
    """ONNX Runtime 1.19 tries the CPU all the same when a provider fails, and tells of that; the reason is the cause."""
    reason = error.__cause__ if isinstance(error.__cause__, Exception) else error
    if _LEFT_TO_CPU not in str(reason):
        return no_model("ONNX Runtime", reason)
    return LimphomeError(
        f"{provider} did not start, or has not all of its operators; nothing is left to the CPU",
        "model",
        "the libraries that this provider needs (CUDA, cuDNN, TensorRT), or another runtime: onnxruntime, openvino, tensorrt",
    )


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

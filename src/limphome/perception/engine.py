"""What runs any network file, ours or another's, behind one small interface."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable, Dict, List, Mapping, NamedTuple, Optional, Protocol, Tuple

import numpy as np

from limphome.core import LimphomeError
from limphome.perception.progress import Progress, nobody

PROVIDERS = {
    "onnxruntime": "CPUExecutionProvider",
    "onnxruntime_cuda": "CUDAExecutionProvider",
    "onnxruntime_tensorrt": "TensorrtExecutionProvider",
}

ANY_SIZE = ("onnxruntime", "onnxruntime_cuda", "openvino")
"""Runtimes that take a picture of another size without building anew; the others build an engine for one size."""


CPU_RUNTIMES = ("onnxruntime", "openvino")
"""Ours that need no device of their own."""
BUILDERS = ("tensorrt", "onnxruntime_tensorrt")
"""Runtimes that build an engine when they first see a network, for minutes."""


class Tensor(NamedTuple):
    """An input or output: its name, numpy's name of its type, its shape with None where it is open."""

    name: str
    dtype: str
    shape: Tuple[Optional[int], ...]


class Engine(Protocol):
    """A loaded network: named arrays in, named arrays out.

    Attributes:
        limit_s: an inference that takes longer ends in a TimeLimitError [s].
    """

    inputs: List[Tensor]
    outputs: List[Tensor]
    limit_s: float

    def run(self, feeds: Mapping[str, np.ndarray]) -> Dict[str, np.ndarray]:
        """All outputs for one set of inputs; arrays may be overwritten by the next call."""


@dataclass(frozen=True)
class EngineOptions:
    """How a network is run.

    Attributes:
        threads: of one inference on the CPU.
        precision: ``fp32``, ``fp16`` or ``int8``; a runtime that builds its own engine keys its cache by it.
        dla_core: of a Jetson, -1 for none.
        calibration: table of the DLA's INT8 ranges.
        shapes: sizes for inputs that leave some open.
        cache: folder for built engines, None for the user's.
        progress: told (step, done, total) while an engine is built, from any thread.
    """

    threads: int = 1
    precision: str = "fp32"
    dla_core: int = -1
    calibration: bytes = b""
    shapes: Mapping[str, Tuple[int, ...]] = field(default_factory=dict)
    cache: Optional[Path] = None
    progress: Progress = nobody


def make_engine(name: str, model: bytes, options: EngineOptions) -> Engine:
    """Load ``model`` with the runtime called ``name``.

    Raises:
        LimphomeError: no such runtime, its package is missing (says how to get it), or the bytes are no network for it.
    """
    makers = engine_makers()
    if name in makers:
        return makers[name](model, options)
    from limphome.perception.runtime import added_runtimes  # it imports this module

    added: Dict[str, Any] = dict(added_runtimes())
    if name not in added:
        raise LimphomeError(f"no runtime '{name}'", "perception runtime", "one of " + ", ".join(sorted({*makers, *added})))
    made = added[name]()(model, options.threads)
    if not all(hasattr(made, part) for part in ("inputs", "outputs")):
        raise LimphomeError(
            f"runtime '{name}' runs networks of limphome only", "perception runtime", "one with inputs and outputs"
        )
    return made


def engine_makers() -> Dict[str, Callable[[bytes, EngineOptions], Engine]]:
    """The runtimes that run any network, by name."""
    makers: Dict[str, Callable[[bytes, EngineOptions], Engine]] = {name: _onnx(name) for name in PROVIDERS}
    return {**makers, "openvino": _openvino, "tensorrt": _tensorrt}


def package(name: str, runtime: str, mend: str) -> Any:
    """Import the package that a runtime needs; LimphomeError says how to get it."""
    import importlib

    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise LimphomeError(f"runtime '{runtime}' needs the package '{name}': {error}", "perception runtime", mend) from error


def _onnx(name: str) -> Callable[[bytes, EngineOptions], Engine]:
    def make(model: bytes, options: EngineOptions) -> Engine:
        from limphome.perception.onnx_engine import OnnxEngine

        return OnnxEngine(model, options, name)

    return make


def _openvino(model: bytes, options: EngineOptions) -> Engine:
    from limphome.perception.openvino_engine import OpenvinoEngine

    return OpenvinoEngine(model, options)


def _tensorrt(model: bytes, options: EngineOptions) -> Engine:
    from limphome.perception.tensorrt.engine import TensorrtEngine

    return TensorrtEngine(model, options)

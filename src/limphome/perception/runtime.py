"""What runs a network file, behind one small interface."""

import sys
from dataclasses import dataclass
from typing import Any, Callable, Dict, Optional, Protocol

import numpy as np

from limphome.core import LimphomeError
from limphome.perception.engine import Engine, EngineOptions, engine_makers

GROUP = "limphome.runtimes"


@dataclass(frozen=True, eq=False)
class Outputs:
    """What the network gives for one picture.

    Attributes:
        head: float32, shape (classes + 4, cells), see :class:`GridDecoder`.
        head_max: float32, shape (classes,): the highest logit of each class over all cells.
        features: float32, shape (n,): activations averaged over the picture.
    """

    head: np.ndarray
    head_max: np.ndarray
    features: np.ndarray


class Runtime(Protocol):
    """A loaded network."""

    def run(self, picture: np.ndarray) -> Outputs:
        """Outputs for one picture, laid out as the manifest says for this file."""


RuntimeMaker = Callable[[bytes, int], Runtime]


def make_runtime(name: str, model: bytes, threads: int, options: Optional[EngineOptions] = None) -> Runtime:
    """Load ``model``, a network of ours, with the runtime called ``name``.

    ``onnxruntime`` is the one that was tuned for our networks; the others are those of :func:`engine_makers`. Another
    package adds its own by an entry point of the group ``limphome.runtimes`` whose object is called with the file's bytes
    and the number of threads.
    """
    makers, engines = _makers(), engine_makers()
    if known_runtime(name) in makers:
        return makers[name]()(model, threads)
    return EngineRuntime(engines[name](model, options or EngineOptions(threads)))


def known_runtime(name: str) -> str:
    """The same name; LimphomeError lists the runtimes when it is none of them. Whether its package is there is not asked."""
    known = sorted({*_makers(), *engine_makers()})
    if name not in known:
        raise LimphomeError(f"no runtime '{name}'", "perception runtime", "one of " + ", ".join(known))
    return name


class EngineRuntime:
    """A network of ours on any engine."""

    def __init__(self, engine: Engine) -> None:
        names = [tensor.name for tensor in engine.inputs], {tensor.name for tensor in engine.outputs}
        if names[0] != ["image"] or not {"head", "head_max", "features"} <= names[1]:
            raise LimphomeError(f"inputs {names[0]}, outputs {sorted(names[1])}", "model", "a network of limphome")
        self._engine = engine

    @property
    def limit_s(self) -> float:
        """An inference that takes longer ends in a TimeLimitError [s]."""
        return self._engine.limit_s

    @limit_s.setter
    def limit_s(self, limit_s: float) -> None:
        self._engine.limit_s = limit_s

    def run(self, picture: np.ndarray) -> Outputs:
        """Outputs for one picture in the file's layout."""
        outputs = self._engine.run({"image": picture})
        return Outputs(outputs["head"][0], outputs["head_max"][0], outputs["features"][0])


def limit(runtime: Any, limit_s: float) -> None:
    """End inferences that take longer [s]; a runtime of another package does that if it has such an attribute."""
    if hasattr(runtime, "limit_s"):
        runtime.limit_s = limit_s


def _makers() -> Dict[str, Callable[[], RuntimeMaker]]:
    return {"onnxruntime": _onnx_runtime, **added_runtimes()}


def added_runtimes() -> Dict[str, Callable[[], RuntimeMaker]]:
    """What other packages add, by name; calling one loads the package."""
    return {entry.name: entry.load for entry in _entry_points()}


def _entry_points() -> tuple:
    from importlib.metadata import entry_points

    if sys.version_info >= (3, 10):
        return tuple(entry_points(group=GROUP))
    return tuple(entry_points().get(GROUP, ()))


def _onnx_runtime() -> RuntimeMaker:
    from limphome.perception.onnx_runtime import OnnxRuntime

    return OnnxRuntime

"""What runs a network file, behind one small interface."""

import sys
from dataclasses import dataclass
from typing import Callable, Dict, Protocol

import numpy as np

from limphome.core import LimphomeError

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


def make_runtime(name: str, model: bytes, threads: int) -> Runtime:
    """Load ``model`` with the runtime called ``name``.

    ``onnxruntime`` is ours; another package adds its own by an entry point of the group ``limphome.runtimes``
    whose object is called with the file's bytes and the number of threads.
    """
    makers = _makers()
    if name not in makers:
        raise LimphomeError(f"no runtime '{name}'", "perception runtime", "one of " + ", ".join(sorted(makers)))
    return makers[name]()(model, threads)


def _makers() -> Dict[str, Callable[[], RuntimeMaker]]:
    makers: Dict[str, Callable[[], RuntimeMaker]] = {"onnxruntime": _onnx_runtime}
    for entry in _entry_points():
        makers[entry.name] = entry.load
    return makers


def _entry_points() -> tuple:
    from importlib.metadata import entry_points

    if sys.version_info >= (3, 10):
        return tuple(entry_points(group=GROUP))
    return tuple(entry_points().get(GROUP, ()))


def _onnx_runtime() -> RuntimeMaker:
    from limphome.perception.onnx_runtime import OnnxRuntime

    return OnnxRuntime

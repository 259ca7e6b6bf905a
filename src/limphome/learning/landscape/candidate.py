"""One point of a landscape, and the axes along which points are taken."""

import itertools
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Any, Dict, List, Mapping, Optional, Tuple

from limphome.core import LimphomeError
from limphome.learning.landscape.auto_file import AUTO, auto_file
from limphome.perception.manifest import Manifest
from limphome.perception.runtime import known_runtime

PRECISIONS = ("fp32", "int8", "int8_avx2", "trt")
"""Files of a network that is trained for a landscape."""


@dataclass(frozen=True)
class Candidate:
    """A network and a way to run it.

    Attributes:
        size: of the picture, ``320x240``. width: share of the recipe's channels. Both empty for a network that exists.
        model: label of a model folder that exists, else empty.
        precision: file of the model (``fp32``, ``int8``, ...). runtime: what runs it.
        threads: of one inference. batch: pictures that are seen at once.
        power_mode: number of nvpmodel's, None to leave it as it is.
    """

    size: str = ""
    width: float = 0.0
    model: str = ""
    precision: str = "int8"
    runtime: str = "onnxruntime"
    threads: int = 1
    batch: int = 1
    power_mode: Optional[int] = None

    @property
    def network(self) -> str:
        """Name of the model folder: the same network for every way to run it."""
        return self.model or f"{self.size}-w{self.width:g}"

    @property
    def label(self) -> str:
        """Short and unique within a landscape."""
        mode = "" if self.power_mode is None else f" mode {self.power_mode}"
        return f"{self.network} {self.precision} {self.runtime} t{self.threads} b{self.batch}{mode}"

    def as_dict(self) -> Dict[str, Any]:
        """Plain values, for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Axes:
    """Values along each axis, all combinations of which make the grid; see :class:`Candidate`.

    Attributes:
        precisions: ``auto`` is the file that a robot takes of a network in a runtime.
        manifests: of ``models``, by label, where ``auto`` is among the precisions.

    Raises:
        LimphomeError: an axis without a value, or with one that no candidate can have.
    """

    sizes: Tuple[str, ...] = ("320x240",)
    widths: Tuple[float, ...] = (1.0,)
    models: Tuple[str, ...] = ()
    precisions: Tuple[str, ...] = ("int8", "fp32")
    runtimes: Tuple[str, ...] = ("onnxruntime",)
    threads: Tuple[int, ...] = (1,)
    batches: Tuple[int, ...] = (1,)
    power_modes: Tuple[Optional[int], ...] = (None,)
    manifests: Mapping[str, Manifest] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, values in self.values().items():
            if not values:
                raise LimphomeError(f"no {name}", "landscape", "one or more, with commas between")
        if not self.models:
            self._check_trained()
        for runtime in self.runtimes:
            known_runtime(runtime)
        low = [number for number in (*self.threads, *self.batches) if number < 1] + [w for w in self.widths if not w > 0]
        if low:
            raise LimphomeError(f"{low[0]:g}", "landscape", "threads and batches of 1 or more, widths above 0")

    def _check_trained(self) -> None:
        for size in self.sizes:
            parse_size(size)
        known = (AUTO, *PRECISIONS)
        unknown = sorted(set(self.precisions) - set(known))
        if unknown:
            raise LimphomeError(f"precision '{unknown[0]}'", "landscape", "some of " + ", ".join(known))

    def values(self) -> Dict[str, Tuple[Any, ...]]:
        """Axis -> values, in the order of the grid: what costs most to change comes first."""
        networks: Dict[str, Tuple[Any, ...]] = {"size": self.sizes, "width": self.widths}
        ways = {"precision": self.precisions, "runtime": self.runtimes, "threads": self.threads, "batch": self.batches}
        return {"power_mode": self.power_modes, **({"model": self.models} if self.models else networks), **ways}

    def candidate(self, values: Mapping[str, Any]) -> Candidate:
        """The point with these values; the same one for ``auto`` and for the file that this is."""
        found = Candidate(**values)
        if found.precision != AUTO:
            return found
        return replace(found, precision=self._auto[found.model, found.runtime])

    @cached_property
    def _auto(self) -> Dict[Tuple[str, str], str]:
        """Label of a network, empty for those to be trained, and runtime -> file."""
        pairs = itertools.product(self.models or ("",), self.runtimes)
        return {(label, name): auto_file(self.manifests[label] if label else None, name) for label, name in pairs}

    def grid(self) -> List[Candidate]:
        """All points, each once."""
        axes = self.values()
        found = (self.candidate(dict(zip(axes, values))) for values in itertools.product(*axes.values()))
        return list(dict.fromkeys(found))


def parse_size(text: str) -> Tuple[int, int]:
    """Width and height from ``320x240``; LimphomeError if it is none that the network takes."""
    try:
        width, height = (int(part) for part in text.split("x"))
    except ValueError:
        width, height = 0, 0
    if not (width >= 32 and height >= 32 and width % 4 == 0 and height % 4 == 0):
        raise LimphomeError(f"size '{text}'", "landscape", "WIDTHxHEIGHT in pixels, multiples of 4, at least 32x32")
    return width, height

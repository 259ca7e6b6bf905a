"""What a quantization is asked for, and what comes out."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Collection, Dict, List, Tuple

from limphome.learning.quantization.agreement import Agreement, Bound
from limphome.learning.quantization.calibration import Calibration


@dataclass(frozen=True)
class Order:
    """Which network, and where to.

    Attributes:
        model: folder with a manifest, or an ONNX file in one. out: model folder to write.
        seconds: how long INT8 and its parent take turns to be timed.
    """

    model: Path
    out: Path
    seconds: float


@dataclass(frozen=True)
class Options:
    """Of one quantization.

    Attributes:
        method: ``auto`` tries all. bound: that every file must hold.
        most_trials: files made and compared in the search for each runtime, 0 for no search.
        sensitivity: measure it, and go by it.
    """

    method: str = "auto"
    bound: Bound = field(default_factory=Bound)
    most_trials: int = 60
    sensitivity: bool = False


@dataclass(frozen=True, eq=False)
class Choice:
    """How a network becomes INT8.

    Attributes:
        method: of calibration. methods: what each one kept with the same nodes in INT8, on the pictures of the choice.
        left: nodes that stay in float. calibration: of that method.
        sensitivity: node -> loss of mAP with it alone in INT8, worst first; empty where it was not asked for.
    """

    method: str
    methods: Dict[str, Agreement]
    left: Collection[str]
    calibration: Calibration
    sensitivity: Dict[str, float]


@dataclass(frozen=True, eq=False)
class QuantizedFile:
    """One file and its verdict.

    Attributes:
        variant: of the manifest. model: its bytes. left: nodes in float. int8: nodes that hold weights and are INT8.
        agreement: on pictures that were used for nothing else. refusal: why it is not handed out, or empty.
    """

    variant: str
    model: bytes
    left: Tuple[str, ...]
    int8: int
    agreement: Agreement
    refusal: str


@dataclass(frozen=True, eq=False)
class Outcome:
    """Of a quantization.

    Attributes:
        choice: that the files were made by, each with what more had to stay in float.
        files: the one for this CPU first. nodes: how many could be INT8.
    """

    choice: Choice
    files: List[QuantizedFile]
    nodes: int

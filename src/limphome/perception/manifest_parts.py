"""The sections of ``manifest.json``."""

from dataclasses import dataclass
from typing import Any, Mapping, Tuple

from limphome.perception.picture_fit import GREY, STRETCH
from limphome.resources.config import option


@dataclass(frozen=True)
class InputSpec:
    """The picture that the network takes.

    ``block`` is for networks of ours; ``name``, ``mean``, ``std``, ``constants`` and ``multiple`` for imported ones.
    """

    width: int = option(320, "width [px]", 4, 4096)
    height: int = option(240, "height [px]", 4, 4096)
    block: int = option(4, "side of the pixel blocks folded into channels", 1, 16)
    colour: str = option("rgb", "order of the colours")
    scale: float = option(1 / 255, "what pixels are multiplied with before the first layer", 0, 1)
    name: str = option("image", "name of the input")
    mean: Tuple[float, ...] = option((0.0, 0.0, 0.0), "taken from each colour after the scale")
    std: Tuple[float, ...] = option((1.0, 1.0, 1.0), "what each colour is divided by after that")
    fit: str = option(STRETCH, "how a frame of another size fits: stretch or letterbox")
    centred: bool = option(True, "a letterboxed frame lies in the middle, not at the top left")
    pad: int = option(GREY, "grey around a letterboxed frame", 0, 255)
    constants: Mapping[str, Any] = option({}, "further inputs that never change: name -> {dtype, value}")
    multiple: int = option(0, "sides may be any multiple of it [px], width and height the largest; 0: no other size", 0, 256)


@dataclass(frozen=True)
class DecoderSpec:
    """How the head is read."""

    kind: str = option("anchor_free_grid", "name of the decoder")
    strides: Tuple[int, ...] = option((8, 16, 32), "cell sizes of the head's levels [px]", 1, 4096)
    nms_iou: float = option(0.6, "boxes of one class that overlap more are one thing", 0, 1)
    min_scores: Tuple[float, ...] = option((0.5, 0.5, 0.5), "per class, scores below are dropped")


@dataclass(frozen=True)
class GoldenSpec:
    """What one file must see in the golden frame."""

    boxes_xyxy: Tuple[Tuple[float, ...], ...] = option((), "left, top, right, bottom of each box [px]")
    scores: Tuple[float, ...] = option((), "score of each box")
    class_ids: Tuple[int, ...] = option((), "class of each box", 0, 10**6)


@dataclass(frozen=True)
class FileSpec:
    """One file of the network."""

    path: str = option("", "file name inside the folder")
    sha256: str = option("", "digest of the file")
    runtime: str = option("onnxruntime", "what runs it")
    precision: str = option("fp32", "fp32 or int8")
    layout: str = option("space_to_depth_nhwc", "order of the input's axes")
    dtype: str = option("uint8", "element type of the input")
    parity: Mapping[str, float] = option({}, "how it compares with the FP32 parent")
    golden: Mapping[str, Any] = option({}, "what it sees in the golden frame")
    dla_core: int = option(-1, "deep learning accelerator of a Jetson, -1 for none", -1, 1)

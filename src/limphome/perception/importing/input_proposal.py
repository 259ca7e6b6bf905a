"""What a network's inputs say of the picture that it takes."""

import ast
import math
from dataclasses import dataclass, field
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

from limphome.core import LimphomeError
from limphome.perception.engine import Tensor

OPEN_SIZE = 640
"""Width and height of a network that takes any, unless the user says otherwise [px]."""


@dataclass(frozen=True)
class InputProposal:
    """Keys for a manifest.

    Attributes:
        input: of its section ``input``. file: of the file's entry.
        guessed: keys that the network does not state.
        is_open: width and height are both left open, and no other input tells them.
    """

    input: Dict[str, Any]
    file: Dict[str, Any]
    guessed: List[str] = field(default_factory=list)
    is_open: bool = False


def propose_input(
    tensors: Sequence[Tensor], metadata: Mapping[str, str], size: Optional[Tuple[int, int]] = None, layout: str = ""
) -> InputProposal:
    """Layout, size and constants; colour and normalisation are proposed as their usual values.

    Args:
        tensors: the network's inputs. metadata: what its exporter wrote.
        size: width and height [px], for a network that leaves them open.
        layout: overrides what the shape says.

    Raises:
        LimphomeError: there is no picture among the inputs, or another input whose meaning is unknown.
    """
    picture = _picture(tensors)
    found, block, colour = _layout(picture, layout)
    stated = _stated_size(metadata)
    width, height, open_size = _size(picture, found, block, size, stated)
    guessed = [] if colour == "gray" else ["input.colour"]
    if picture.dtype != "uint8":
        guessed += ["input.scale", "input.mean", "input.std"]
    if open_size and size is None and not stated:
        guessed += ["input.width", "input.height"]
    depth = 1 if colour == "gray" else 3
    constants = {t.name: _constant(t, width, height) for t in tensors if t is not picture}
    section: Dict[str, Any] = {"name": picture.name, "width": width, "height": height, "colour": colour}
    if block > 1:
        section["block"] = block
    section.update(scale=1 / 255, mean=[0.0] * depth, std=[1.0] * depth, fit="letterbox")
    if constants:
        section["constants"] = constants
    is_open = open_size == 2 and not constants
    return InputProposal(section, {"layout": found, "dtype": picture.dtype}, [*guessed, "input.fit"], is_open)


def _picture(tensors: Sequence[Tensor]) -> Tensor:
    for tensor in tensors:
        if len(tensor.shape) == 4 and tensor.dtype in ("uint8", "float32", "float16"):
            if (tensor.shape[0] or 1) > 1:
                raise LimphomeError(
                    f"takes {tensor.shape[0]} pictures at once", "model", "an export with a batch of 1, or an open one"
                )
            return tensor
    raise LimphomeError(
        f"no picture among the inputs {[tuple(t) for t in tensors]}", "model", "one of 4 axes, uint8, float32 or float16"
    )


def _layout(picture: Tensor, layout: str) -> Tuple[str, int, str]:
    """Layout, block and colour."""
    _, second, _, last = picture.shape
    axes = [(name, channels) for name, channels in (("nchw", second), ("nhwc", last)) if not layout or layout.endswith(name)]
    for name, channels in axes:
        if channels in (1, 3):
            return name, 1, "gray" if channels == 1 else "rgb"
    for name, channels in axes:  # only then: 192, 300, 432 and 768 are heights more often than folded channels
        if channels and channels % 3 == 0 and channels <= 768 and math.isqrt(channels // 3) ** 2 == channels // 3:
            return f"space_to_depth_{name}", math.isqrt(channels // 3), "rgb"
    if layout in ("nchw", "nhwc"):
        return layout, 1, "rgb"
    raise LimphomeError(f"input {picture.name} has shape {picture.shape}", "model", "1 or 3 channels; or say --layout")


def _size(
    picture: Tensor, layout: str, block: int, size: Optional[Tuple[int, int]], stated: Optional[Tuple[int, int]]
) -> Tuple[int, int, int]:
    """Width, height, and how many of both the file leaves open; what its exporter stated fills only these."""
    rows, columns = (picture.shape[2], picture.shape[3]) if layout.endswith("nchw") else (picture.shape[1], picture.shape[2])
    wanted = size or stated or (OPEN_SIZE, OPEN_SIZE)
    width, height = (columns * block if columns else wanted[0]), (rows * block if rows else wanted[1])
    if size and (width, height) != tuple(size):
        raise LimphomeError(f"size {size[0]}x{size[1]}", "--size", f"{width}x{height}: the file leaves no other")
    return width, height, (not rows) + (not columns)


def _stated_size(metadata: Mapping[str, str]) -> Optional[Tuple[int, int]]:
    """``imgsz``, as some exporters write it: [height, width]."""
    try:
        height, width = ast.literal_eval(metadata.get("imgsz", ""))
        return int(width), int(height)
    except (ValueError, SyntaxError, TypeError, OverflowError):
        return None


def _constant(tensor: Tensor, width: int, height: int) -> Dict[str, Any]:
    """Inputs beside the picture that tell its size, by the names that exporters give them."""
    known = {
        "orig_target_sizes": [[width, height]],
        "target_sizes": [[height, width]],
        "image_shape": [[height, width]],
        "im_shape": [[height, width]],
        "scale_factor": [[1, 1]],
    }
    if tensor.name in known:
        return {"dtype": tensor.dtype, "value": known[tensor.name]}
    if tensor.name == "pixel_mask":
        shape = [1, *(n or size for n, size in zip(tensor.shape[1:], (height, width)))]
        return {"dtype": tensor.dtype, "fill": 1, "shape": shape}
    allowed = "a picture, and " + ", ".join([*known, "pixel_mask"]) + "; others by --set input.constants"
    raise LimphomeError(f"input {tensor.name} {tensor.shape}: meaning unknown", "model", allowed)


def stated_classes(metadata: Mapping[str, str]) -> List[str]:
    """Names of the classes as some exporters write them: ``names``, a list or a number -> name."""
    try:
        names = ast.literal_eval(metadata.get("names", ""))
        if isinstance(names, dict):
            names = [names[key] for key in sorted(names, key=int)]
    except (ValueError, SyntaxError, TypeError, OverflowError):
        return []
    return [str(name) for name in names] if isinstance(names, (list, tuple)) else []

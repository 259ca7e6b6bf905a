"""A frame in the form that an imported network takes, and the way back for its boxes."""

from dataclasses import dataclass, field
from typing import Tuple

import cv2
import numpy as np

from limphome.core import LimphomeError
from limphome.perception.picture_fit import GREY, STRETCH, PictureFit, Placement, resize

LAYOUTS = ("nchw", "nhwc", "space_to_depth_nchw", "space_to_depth_nhwc")
DTYPES, COLOURS = ("uint8", "float32", "float16"), ("rgb", "bgr", "gray")


@dataclass(frozen=True, eq=False)
class PictureInput:
    """Resizes, orders, scales into buffers that are used again for every frame.

    Attributes:
        layout: ``nchw`` or ``nhwc``, a batch of one; or ``space_to_depth_`` and one of them: see :class:`InputLayout`.
        dtype: ``uint8`` takes the pixels as they are, floats take ``(pixel * scale - mean) / std``.
        width, height: of the network's picture [px].
        colour: ``rgb``, ``bgr`` or ``gray``.
        scale, mean, std: as above; mean and std per colour in the network's order.
        fit, centred, pad: see :class:`PictureFit`.
        block: side of the pixel blocks folded into channels, with ``space_to_depth``.
    """

    layout: str
    dtype: str
    width: int
    height: int
    colour: str = "rgb"
    scale: float = 1 / 255
    mean: Tuple[float, ...] = (0.0, 0.0, 0.0)
    std: Tuple[float, ...] = (1.0, 1.0, 1.0)
    fit: str = STRETCH
    centred: bool = True
    pad: int = GREY
    block: int = 1
    _fit: PictureFit = field(init=False, repr=False)
    _canvas: np.ndarray = field(init=False, repr=False)
    _floats: np.ndarray = field(init=False, repr=False)
    _buffer: np.ndarray = field(init=False, repr=False)

    def __post_init__(self) -> None:
        known = ((self.layout, LAYOUTS), (self.dtype, DTYPES), (self.colour, COLOURS))
        for value, allowed in known:
            if value not in allowed:
                raise LimphomeError(f"input '{value}'", "manifest", "one of " + ", ".join(allowed))
        object.__setattr__(self, "_fit", PictureFit(self.width, self.height, self.fit, self.centred, self.pad))
        depth = 1 if self.colour == "gray" else 3
        if len(self.mean) != depth or len(self.std) != depth or 0 in self.std:
            raise LimphomeError(f"mean {self.mean}, std {self.std}", "manifest", f"{depth} numbers each, std not 0")
        if not self.layout.startswith("space"):
            object.__setattr__(self, "block", 1)
        if self.width % self.block or self.height % self.block:
            raise LimphomeError(f"input {self.width}x{self.height}", "manifest", f"multiples of {self.block}")
        canvas = np.full((self.height, self.width, depth), self.pad, np.uint8)
        object.__setattr__(self, "_canvas", canvas)
        object.__setattr__(self, "_floats", np.zeros(canvas.shape, np.float32))
        object.__setattr__(self, "_buffer", np.zeros(self.shape, self.dtype))

    @property
    def shape(self) -> Tuple[int, ...]:
        """Shape of the network's input."""
        rows, columns = self.height // self.block, self.width // self.block
        depth = (1 if self.colour == "gray" else 3) * self.block**2
        return (1, depth, rows, columns) if self.layout.endswith("nchw") else (1, rows, columns, depth)

    def prepare(self, image: np.ndarray) -> Tuple[np.ndarray, Placement]:
        """Fill the buffer from an RGB picture, uint8 (any height, any width, 3); the next call overwrites it."""
        place = self._fit.place(image.shape[1], image.shape[0])
        image = resize(image, place)
        if self.colour == "bgr":
            image = image[:, :, ::-1]
        elif self.colour == "gray":
            image = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)[:, :, None]
        self._canvas[...] = self.pad
        self._canvas[place.top : place.top + place.rows, place.left : place.left + place.columns] = image
        pixels = self._canvas if self.dtype == "uint8" else self._scaled()
        if self.block > 1:
            blocks = pixels.reshape(self.height // self.block, self.block, self.width // self.block, self.block, -1)
            pixels = blocks.transpose(0, 2, 1, 3, 4).reshape(blocks.shape[0], blocks.shape[2], -1)
        self._buffer[0] = pixels.transpose(2, 0, 1) if self.layout.endswith("nchw") else pixels
        return self._buffer, place

    def _scaled(self) -> np.ndarray:
        std = np.asarray(self.std, np.float32)
        np.multiply(self._canvas, np.float32(self.scale) / std, out=self._floats)
        return np.subtract(self._floats, np.asarray(self.mean, np.float32) / std, out=self._floats)

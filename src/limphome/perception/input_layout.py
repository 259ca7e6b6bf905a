"""A picture in the form that a network file takes."""

from dataclasses import dataclass, field
from typing import Tuple

import numpy as np

from limphome.core import LimphomeError

NHWC, NCHW = "space_to_depth_nhwc", "space_to_depth_nchw"


@dataclass(frozen=True, eq=False)
class InputLayout:
    """Folds blocks of pixels into channels (space to depth) into a buffer that is used again for every frame.

    Channel ``(row * block + column) * 3 + colour`` of a cell is that pixel of its block.

    Attributes:
        layout: ``space_to_depth_nhwc`` or ``space_to_depth_nchw``.
        dtype: ``uint8`` (the pixels as they are) or ``float32`` (times ``scale``).
        width, height: size of the picture [px], multiples of ``block``.
        scale: what a float input multiplies the pixels with.
    """

    layout: str
    dtype: str
    width: int
    height: int
    block: int = 4
    scale: float = 1 / 255
    _buffer: np.ndarray = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if self.layout not in (NHWC, NCHW) or self.dtype not in ("uint8", "float32"):
            raise LimphomeError(f"input {self.dtype} {self.layout}", "manifest", f"uint8 or float32; {NHWC} or {NCHW}")
        if self.block != 4 or self.width % self.block or self.height % self.block:
            raise LimphomeError(
                f"input {self.width}x{self.height}, block {self.block}", "manifest", "block 4 and multiples of it"
            )
        object.__setattr__(self, "_buffer", np.zeros(self.shape, self.dtype))

    @property
    def shape(self) -> Tuple[int, ...]:
        """Shape of the network's input, a batch of one."""
        rows, columns, depth = self.height // self.block, self.width // self.block, 3 * self.block**2
        return (1, rows, columns, depth) if self.layout == NHWC else (1, depth, rows, columns)

    def prepare(self, image: np.ndarray) -> np.ndarray:
        """Fill the buffer from an RGB picture, uint8 (height, width, 3); the next call overwrites it."""
        rows, columns, b = self.height // self.block, self.width // self.block, self.block
        pixels = np.ascontiguousarray(image)
        if self.layout == NHWC and self.dtype == "uint8":
            self._move_words(pixels.reshape(-1).view(np.uint32).reshape(rows, b, columns, 3))
            return self._buffer
        blocks = pixels.reshape(rows, b, columns, b, 3)
        if self.layout == NHWC:
            self._buffer.reshape(rows, columns, b, b, 3)[...] = blocks.transpose(0, 2, 1, 3, 4)
        else:
            self._buffer.reshape(b, b, 3, rows, columns)[...] = blocks.transpose(1, 3, 4, 0, 2)
        if self.dtype == "float32":
            np.multiply(self._buffer, np.float32(self.scale), out=self._buffer)
        return self._buffer

    def _move_words(self, words: np.ndarray) -> None:
        """The four pixels of a block's row are 12 bytes: moved as three 32-bit words, in long strides.

        Twelve plain strided copies take 27 us at 320x240, one transposed copy of the words 65 us, of the bytes far more.
        """
        rows, block, columns, _ = words.shape
        target = self._buffer.view(np.uint32).reshape(rows, columns, block, 3)
        for row in range(block):
            for word in range(3):
                target[:, :, row, word] = words[:, row, :, word]

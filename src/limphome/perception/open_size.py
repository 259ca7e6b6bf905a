"""Picture inputs of a network whose size is open: one for each size of frame."""

from collections import OrderedDict
from dataclasses import replace
from typing import Tuple

from limphome.core import LimphomeError
from limphome.perception.picture_input import PictureInput

KEPT = 4
"""So many sizes are remembered: a robot has one camera, sometimes two."""


class OpenSize:
    """Gives a frame the smallest picture that holds it.

    A frame is scaled as if it were letterboxed into the largest picture; the grey around it then ends at the next
    ``multiple``. So things are as large as in the largest picture, and no frame costs more than that one.

    Args:
        largest: form of the largest picture.
        multiple: of the sides [px]; 0: there is no other size than ``largest``.

    Raises:
        LimphomeError: a stretched form, or a largest picture that is no multiple itself.
    """

    def __init__(self, largest: PictureInput, multiple: int) -> None:
        if multiple and (largest.fit != "letterbox" or largest.width % multiple or largest.height % multiple):
            what = f"multiple {multiple} with {largest.fit} to {largest.width}x{largest.height}"
            raise LimphomeError(what, "manifest input", "letterbox, width and height that are multiples; or multiple 0")
        self._largest, self._multiple = largest, multiple
        self._forms: "OrderedDict[Tuple[int, int], PictureInput]" = OrderedDict()

    @property
    def is_open(self) -> bool:
        """True when frames of other proportions get a picture of another size."""
        return self._multiple > 0

    def form(self, width: int, height: int) -> PictureInput:
        """The input for frames of ``width`` x ``height`` [px]; those used last are kept."""
        size = self.size(width, height)
        if size not in self._forms:
            self._forms[size] = replace(self._largest, width=size[0], height=size[1])
        self._forms.move_to_end(size)
        while len(self._forms) > KEPT:
            self._forms.popitem(last=False)
        return self._forms[size]

    def size(self, width: int, height: int) -> Tuple[int, int]:
        """Width and height [px] of the picture for a frame."""
        whole = (self._largest.width, self._largest.height)
        if not self._multiple:
            return whole
        ratio = min(whole[0] / width, whole[1] / height)
        used = (max(1, round(width * ratio)), max(1, round(height * ratio)))
        return (self._up(used[0]), self._up(used[1]))

    def _up(self, side: int) -> int:
        return -(-side // self._multiple) * self._multiple

"""A picture of any size in the size of a network, and the way back for the boxes: the one place that decides it."""

from dataclasses import dataclass
from typing import NamedTuple, Tuple

import cv2
import numpy as np

from limphome.core import LimphomeError

STRETCH, LETTERBOX = FITS = ("stretch", "letterbox")
GREY = 114
"""Fills what a letterboxed picture leaves free."""
Restored = Tuple[np.ndarray, np.ndarray, np.ndarray]


class Placement(NamedTuple):
    """Where a picture lies in that of the network: ``network = picture * scale + shift`` for x and for y.

    Attributes:
        width, height: of the picture [px]. columns, rows: what it takes of the network's [px].
        left, top: where it begins there [px].
    """

    width: int
    height: int
    columns: int
    rows: int
    left: int
    top: int

    @property
    def scale(self) -> np.ndarray:
        """Of boxes, shape (4,)."""
        return np.array([self.columns / self.width, self.rows / self.height] * 2)

    @property
    def shift(self) -> np.ndarray:
        """Of boxes, shape (4,) [px of the network]."""
        return np.array([self.left, self.top] * 2)

    def to_network(self, boxes: np.ndarray) -> np.ndarray:
        """Boxes (n, 4) of the picture in pixels of the network's, clipped to where the picture lies."""
        low, high = self.shift, self.shift + [self.columns, self.rows] * 2
        return np.clip(boxes * self.scale + self.shift, low, high).astype(np.float32)

    def to_frame(self, boxes: np.ndarray) -> np.ndarray:
        """Boxes (n, 4) of the network's picture in pixels of the frame, clipped to it."""
        back = (boxes - self.shift) / self.scale
        return np.clip(back, 0, [self.width, self.height] * 2).astype(np.float32)

    def restore(self, boxes: np.ndarray, scores: np.ndarray, class_ids: np.ndarray) -> Restored:
        """What a network saw, in pixels of the frame; without boxes that lie in the grey around it.

        Args and returns: boxes (n, 4) [px], scores (n,), class ids (n,).
        """
        back = self.to_frame(boxes)
        shown = (back[:, 2:] > back[:, :2]).all(axis=1)
        return back[shown], scores[shown], class_ids[shown]


@dataclass(frozen=True)
class PictureFit:
    """Brings pictures to the size of a network.

    Attributes:
        width, height: of the network's picture [px].
        fit: ``stretch``, or ``letterbox``: the picture keeps its proportions and ``pad`` fills the rest.
        centred: a letterboxed picture lies in the middle, not at the top left.
        pad: grey of the rest, 0 to 255.

    Raises:
        LimphomeError: another ``fit``.
    """

    width: int
    height: int
    fit: str = STRETCH
    centred: bool = True
    pad: int = GREY

    def __post_init__(self) -> None:
        if self.fit not in FITS:
            raise LimphomeError(f"'fit: {self.fit}'", "input of the network", "one of " + ", ".join(FITS))

    def place(self, width: int, height: int) -> Placement:
        """Where a picture of ``width`` x ``height`` [px] comes to lie."""
        if self.fit == STRETCH:
            return Placement(width, height, self.width, self.height, 0, 0)
        ratio = min(self.width / width, self.height / height)
        columns, rows = max(1, round(width * ratio)), max(1, round(height * ratio))
        left, top = ((self.width - columns) // 2, (self.height - rows) // 2) if self.centred else (0, 0)
        return Placement(width, height, columns, rows, left, top)

    def bring(self, image: np.ndarray) -> Tuple[np.ndarray, Placement]:
        """The RGB picture, uint8 (any height, any width, 3), in the network's size: itself where it has that already."""
        place = self.place(image.shape[1], image.shape[0])
        small = resize(image, place)
        if (place.columns, place.rows) == (self.width, self.height):
            return small, place
        canvas = np.full((self.height, self.width, 3), self.pad, np.uint8)
        canvas[place.top : place.top + place.rows, place.left : place.left + place.columns] = small
        return canvas, place


def resize(image: np.ndarray, place: Placement) -> np.ndarray:
    """The picture as large as it lies in that of the network; itself where it has that size already."""
    if (place.columns, place.rows) == (place.width, place.height):
        return image
    shrinks = place.columns <= place.width and place.rows <= place.height
    return cv2.resize(image, (place.columns, place.rows), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)

"""Whether a network that leaves its size open really runs at other sizes, and at which."""

from typing import Any, Callable, Mapping

import numpy as np

from limphome.core import LimphomeError
from limphome.perception.decoders.boxes import Boxes
from limphome.perception.importing.consistency import MATCHED
from limphome.perception.non_maximum_suppression import box_iou

USUAL = (32, 64, 128)
WIDE = 2 / 3
"""Height of the strip on which sizes are compared, as a share of the picture's."""
SURE, ALIKE = 0.5, 0.5
"""Of the boxes with that score so many must be there in the smaller picture: its edges are elsewhere, so not all are."""

See = Callable[[Mapping[str, Any], np.ndarray], Boxes]
"""Changed keys of the section ``input`` and a picture -> boxes."""


def find_multiple(see: See, decoder: Mapping[str, Any], width: int, height: int, image: np.ndarray) -> int:
    """Smallest multiple of which the sides of the network's picture may be; 0: it has one size.

    A strip of the picture is shown letterboxed in the largest picture and in the smallest that holds it, upright and lying:
    both must show about the same things. A graph that was traced for one size fails here, or sees other things.
    """
    if decoder["kind"] == "ssd_anchors":  # anchors belong to one size
        return 0
    strips = [image[: int(image.shape[0] * WIDE)], image[:, : int(image.shape[1] * WIDE / 2)]]
    least = max(decoder.get("strides", (USUAL[0],)))
    for multiple in (size for size in (least, *USUAL) if size >= least and width % size == height % size == 0):
        if all(_same(see, multiple, np.ascontiguousarray(strip)) for strip in strips):
            return int(multiple)
    return 0


def _same(see: See, multiple: int, strip: np.ndarray) -> bool:
    try:
        small = see({"multiple": multiple, "fit": "letterbox"}, strip)
    except LimphomeError:
        return False
    whole = see({"multiple": 0, "fit": "letterbox"}, strip)
    sure = whole.scores >= SURE
    found = ((box_iou(whole.boxes, small.boxes) >= MATCHED) & (whole.class_ids[:, None] == small.class_ids)).any(axis=1)
    return bool(not sure.any() or found[sure].mean() >= ALIKE)

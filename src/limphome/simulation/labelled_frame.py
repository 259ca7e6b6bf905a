"""One picture to learn from, with all that is known about it."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class LabelledFrame:
    """A picture and its labels.

    Attributes:
        image: RGB, uint8, shape (240, 320, 3), with sensor noise.
        boxes_xyxy: float32, shape (n, 4): tight around the visible pixels, so clipped to the picture [px].
        class_ids: int64, shape (n,), index into ``core.CLASS_NAMES``.
        visible: share of the object's silhouette that is seen, 0 to 1, shape (n,); less when hidden or cut off by the edge.
        height_px: height of the whole object's silhouette, unclipped, shape (n,) [px].
        distance_m: from the camera to the object's middle, along the floor, shape (n,).
        height_m: of the object, shape (n,).
        brightness: luminance of a person's clothes, 0 to 1; nan for things; shape (n,).
        is_child: shape (n,), bool.
        light: overall light, sun and sky, 0.4 (dusk) to 1.8 (bright).
        shadows: whether shadows were drawn.
        world_seed, index: which world and which of its frames; equal for equal pictures.
    """

    image: np.ndarray
    boxes_xyxy: np.ndarray
    class_ids: np.ndarray
    visible: np.ndarray
    height_px: np.ndarray
    distance_m: np.ndarray
    height_m: np.ndarray
    brightness: np.ndarray
    is_child: np.ndarray
    light: float
    shadows: bool
    world_seed: int
    index: int

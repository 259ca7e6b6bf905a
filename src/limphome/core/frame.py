"""A camera picture and the moment it was taken."""

from dataclasses import dataclass

import numpy as np

from limphome.core.errors import LimphomeError

MAX_PIXELS = 40_000_000
"""A larger picture is a mistake or an attack, not a camera."""


@dataclass(frozen=True, eq=False)
class Frame:
    """One camera picture.

    Attributes:
        stamp_s: time of capture, in seconds of the robot's clock.
        image: RGB picture, uint8, shape (height, width, 3). Shared, never written to.
        frame_id: coordinate frame of the camera (REP-103 optical axes).
    """

    stamp_s: float
    image: np.ndarray
    frame_id: str = "camera_optical_frame"

    def __post_init__(self) -> None:
        image = self.image
        if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3 or image.size == 0:
            raise LimphomeError(
                f"{image.dtype} picture of shape {image.shape}", "Frame.image", "uint8 (height, width, 3), not empty"
            )
        if image.size > 3 * MAX_PIXELS:
            size = f"{image.shape[1]}x{image.shape[0]}"
            raise LimphomeError(f"picture of {size} px", "Frame.image", f"at most {MAX_PIXELS // 10**6} million pixels")

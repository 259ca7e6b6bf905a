"""The camera as parameters of the nodes that need its geometry."""

import math
from dataclasses import dataclass

from limphome.core import CameraModel
from limphome.resources import option

PREFIX = "camera."


@dataclass(frozen=True)
class CameraOptions:
    """Picture and mounting of the camera (docs/numbers.md)."""

    width_px: int = option(320, "width of the picture [px]", 16, 8192)
    height_px: int = option(240, "height of the picture [px]", 16, 8192)
    horizontal_fov_deg: float = option(80.0, "full horizontal angle of view [deg]", 10.0, 170.0)
    x_m: float = option(0.20, "camera ahead of base_link [m]", -2.0, 2.0)
    z_m: float = option(0.45, "camera above the floor [m]", 0.0, 3.0)

    @property
    def model(self) -> CameraModel:
        """As the stages take it."""
        return CameraModel(self.width_px, self.height_px, math.radians(self.horizontal_fov_deg), self.x_m, self.z_m)

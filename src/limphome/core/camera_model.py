"""Pinhole camera: where a thing on the robot's floor plan falls in the picture, and back."""

import math
from dataclasses import dataclass
from typing import Tuple

import numpy as np


@dataclass(frozen=True)
class CameraModel:
    """An ideal level pinhole camera that looks along the robot's x axis.

    Attributes:
        width_px, height_px: size of the picture.
        horizontal_fov_rad: full horizontal angle of view.
        x_m, z_m: mounting point in ``base_link`` (forward of the axle, above the floor).
    """

    width_px: int = 320
    height_px: int = 240
    horizontal_fov_rad: float = math.radians(80.0)
    x_m: float = 0.20
    z_m: float = 0.45

    @property
    def focal_px(self) -> float:
        """Focal length; square pixels, so the same for both axes."""
        return self.width_px / 2 / math.tan(self.horizontal_fov_rad / 2)

    def bearing_rad(self, u_px: np.ndarray) -> np.ndarray:
        """Bearing of picture columns at the camera, anticlockwise (left) positive."""
        return np.arctan((self.width_px / 2 - np.asarray(u_px, float)) / self.focal_px)

    def project(self, point_m: np.ndarray) -> Tuple[np.ndarray, np.ndarray]:
        """Picture coordinates of points.

        Args:
            point_m: shape (n, 3), in ``base_link`` with the origin on the floor below the axle.

        Returns:
            Pixels (n, 2) (u right, v down) and depth along the optical axis (n,) [m].
        """
        point = np.asarray(point_m, float)
        depth = point[:, 0] - self.x_m
        with np.errstate(divide="ignore", invalid="ignore"):
            u = self.width_px / 2 - self.focal_px * point[:, 1] / depth
            v = self.height_px / 2 + self.focal_px * (self.z_m - point[:, 2]) / depth
        return np.stack([u, v], axis=1), depth

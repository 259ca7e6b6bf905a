"""What a box in the picture says of the place of the thing in it, on a flat floor."""

from typing import Sequence

from limphome.core import CameraModel


def is_whole(camera: CameraModel, box: Sequence[float]) -> bool:
    """False for a box that the picture's left or right edge cuts: what stands there may stand outside of its bearing."""
    return box[0] > 2.0 and box[2] < camera.width_px - 2.0


def foot_m(camera: CameraModel, box: Sequence[float]) -> float:
    """Distance of the box's lower edge from ``base_link``; infinite at the horizon; cut boxes are nearer than this."""
    below_px = box[3] - camera.height_px / 2
    if below_px <= 1.0:
        return float("inf")
    return camera.focal_px * camera.z_m / below_px + camera.x_m

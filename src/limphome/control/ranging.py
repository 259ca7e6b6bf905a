"""How far away a detected box is: from the lidar beams that fall inside it."""

from typing import Optional

import numpy as np

from limphome.core import CameraModel

_DEPTH_M = 0.5  # returns this much behind the nearest one still belong to the same thing
_MIDDLE = 0.8  # share of the box's width that is looked at: edges of a box show what is beside the thing


def box_point(box_xyxy: np.ndarray, points_m: np.ndarray, camera: CameraModel, lidar_x_m: float) -> Optional[np.ndarray]:
    """Where the thing in a box stands, shape (2,) in ``base_link``, or None when no beam falls into the box.

    Of the returns in the middle of the box's bearing interval, the nearest ones within 0.5 m of depth
    count; their median is the point. It lies on the near surface of the thing.

    Args:
        points_m: lidar returns in ``base_link``, shape (n, 2).
        lidar_x_m: where the lidar sits; it should be close to the camera, else the two see past different things.
    """
    left, right = box_xyxy[0], box_xyxy[2]
    trim = (1 - _MIDDLE) / 2 * (right - left)
    high, low = camera.bearing_rad(np.array([left + trim, right - trim]))
    ahead = points_m[points_m[:, 0] > camera.x_m]
    bearing = np.arctan2(ahead[:, 1], ahead[:, 0] - camera.x_m)
    spare = max(0.0, np.deg2rad(1.0) - (high - low)) / 2  # a far thing may be narrower than the beams are apart
    inside = ahead[(bearing >= low - spare) & (bearing <= high + spare)]
    if len(inside) == 0:
        return None
    distance = np.linalg.norm(inside - (lidar_x_m, 0.0), axis=1)
    return np.median(inside[distance < distance.min() + _DEPTH_M], axis=0)

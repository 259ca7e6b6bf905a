"""How far away a detected box is: from the lidar beams that fall inside it."""

from typing import Optional

import numpy as np

from limphome.core import CameraModel

_DEPTH_M = 0.5  # returns this much behind the nearest one still belong to the same thing
_MIDDLE = 0.8  # share of the box's width that is looked at: edges of a box show what is beside the thing
_FITS = (0.65, 1.5)  # lidar range over range of the box's foot: two pixels are 20 % of it at 8 m


def box_point(box_xyxy: np.ndarray, points_m: np.ndarray, camera: CameraModel, lidar_x_m: float) -> Optional[np.ndarray]:
    """Where the thing in a box stands, shape (2,) in ``base_link``, or None when nothing tells.

    Of the returns in the middle of the box's bearing interval that fit where its lower edge meets the floor, the
    nearest ones within 0.5 m of depth count; their median is the point, on the near surface of the thing. When
    none fits (legs thinner than the beams are apart, something in front), the foot of the box itself is the point.

    Error against the simulator's truth, true boxes up to 8 m (``crowded_yard`` seed 0, ``crossing_person`` seed 1):
    persons and cones 0.06 m in the median; a crate 0.3 m, which is its near side; nothing was left without a place.
    1 box in 20 of a person half hidden is placed on what hides it, up to 2.6 m too near, which is the safe side.

    Args:
        points_m: lidar returns in ``base_link``, shape (n, 2).
        lidar_x_m: where the lidar sits; it should be close to the camera, else the two see past different things.
    """
    inside = _inside(box_xyxy, points_m, camera)
    distance = np.hypot(inside[:, 0] - lidar_x_m, inside[:, 1])
    foot = _foot(box_xyxy, camera)
    if foot is not None:
        ratio = distance / np.hypot(foot[0] - lidar_x_m, foot[1])
        fits = (ratio > _FITS[0]) & (ratio < _FITS[1])
        inside, distance = inside[fits], distance[fits]
    if len(inside) == 0:
        return foot
    return _median(inside[distance < distance.min() + _DEPTH_M])


def _median(points: np.ndarray) -> np.ndarray:
    """Of each column; ``np.median`` takes ten times as long for a handful of points."""
    ordered = np.sort(points, axis=0)
    return (ordered[(len(points) - 1) // 2] + ordered[len(points) // 2]) / 2


def _inside(box_xyxy: np.ndarray, points_m: np.ndarray, camera: CameraModel) -> np.ndarray:
    """Returns in the middle of the box's bearing interval."""
    left, right = box_xyxy[0], box_xyxy[2]
    trim = (1 - _MIDDLE) / 2 * (right - left)
    high, low = camera.bearing_rad(np.array([left + trim, right - trim]))
    ahead = points_m[points_m[:, 0] > camera.x_m]
    bearing = np.arctan2(ahead[:, 1], ahead[:, 0] - camera.x_m)
    spare = max(0.0, np.deg2rad(1.0) - (high - low)) / 2  # a far thing may be narrower than the beams are apart
    return ahead[(bearing >= low - spare) & (bearing <= high + spare)]


def _foot(box_xyxy: np.ndarray, camera: CameraModel) -> Optional[np.ndarray]:
    """Where the lower edge meets the floor; None when the picture cuts it off or it lies near the horizon."""
    below = float(box_xyxy[3]) - camera.height_px / 2
    if box_xyxy[3] > camera.height_px - 2 or below < 5.0:
        return None
    ahead = camera.focal_px * camera.z_m / below
    aside = ahead * (camera.width_px / 2 - float(box_xyxy[0] + box_xyxy[2]) / 2) / camera.focal_px
    return np.array([camera.x_m + ahead, aside])

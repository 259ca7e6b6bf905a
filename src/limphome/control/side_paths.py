"""Ways to drive on: beside the route, each at its own distance, all starting where the robot stands."""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Tuple

import numpy as np

from limphome.control.geometry import clipped
from limphome.control.smooth_path import STEP_M, SmoothPath

_MERGE_M = (1.0, 2.0)  # a quick way over to the side, and a gentle one; longer by
_MERGE_PER_M = 0.6  # this much for each metre to the side
_SPACING_M = 0.2
_STEEPEST = 2.5  # d(side)/d(along) at the start: 68 degrees
SAMPLES = 41  # 4 m
ROUTE_M = STEP_M * np.arange(SAMPLES)  # route up to each sample


@dataclass(frozen=True, eq=False)
class SidePaths:
    """k candidate paths of s samples, 0.1 m of route apart.

    Attributes:
        points_m: shape (k, s, 2), in ``odom``; in memory all x lie together, and all y.
        ends_m: shape (k,), distance to the left of the route at which each settles.
        along_m: shape (k, s), length driven up to each sample.
    """

    points_m: np.ndarray
    ends_m: np.ndarray
    along_m: np.ndarray


def side_paths(path: SmoothPath, index: int, offset_m: float, heading_error_rad: float, reach_m: float) -> SidePaths:
    """Cubic transitions from the robot's place and heading to every offset within reach.

    Args:
        index: sample of the route beside the robot. offset_m: the robot's distance to its left.
        heading_error_rad: robot's heading less the route's; beyond 68 degrees it is clipped: turn first.
        reach_m: the furthest offset.
    """
    ends, merge = _ends(reach_m)
    merge = merge + _MERGE_PER_M * np.abs(ends - offset_m)
    slope = clipped(math.tan(clipped(heading_error_rad, 1.5)), _STEEPEST)
    u = np.minimum(ROUTE_M / merge, 1.0)
    smooth = u * u * (3 - 2 * u)
    lateral = offset_m + smooth * (ends - offset_m) + merge * slope * u * (1 - u) ** 2
    taken = slice(index, index + SAMPLES)
    planes = np.empty((2, *lateral.shape))
    np.multiply(lateral, path.normal[taken].T[:, None], out=planes)
    planes += path.points_m[taken].T[:, None]
    dx, dy = planes[:, :, 1:] - planes[:, :, :-1]
    along = np.zeros_like(lateral)
    np.cumsum(np.sqrt(dx * dx + dy * dy), axis=1, out=along[:, 1:])
    return SidePaths(planes.transpose(1, 2, 0), ends[:, 0], along)


@lru_cache(maxsize=8)
def _ends(reach_m: float) -> Tuple[np.ndarray, np.ndarray]:
    """Offset at which every path settles, and the route it takes without any way to the side; both (k, 1) [m]."""
    side = _SPACING_M * np.arange(-int(reach_m / _SPACING_M), int(reach_m / _SPACING_M) + 1)
    ends, merge = np.meshgrid(side, _MERGE_M)
    return ends.reshape(-1, 1), merge.reshape(-1, 1)

"""A route as a robot can drive it: evenly sampled, corners rounded."""

from typing import Tuple

import numpy as np

from limphome.control.geometry import lengths
from limphome.core import Route

STEP_M = 0.1
_ROUND_M = 0.5  # corners are averaged over this much on either side
_NEAR_GOAL_M = 1.0  # twice as far as where a robot may count as arrived
BEYOND_M = 5.0  # samples past the goal, so that a look ahead never runs out


class SmoothPath:
    """Samples every 0.1 m along a route and straight on past its goal.

    Attributes:
        points_m: shape (n, 2). heading_rad: shape (n,). normal: shape (n, 2), to the left.
        goal_index: the sample at the goal.
        approach_index: the sample from which on the route leads to its goal for good, where it has been near it before (a round
            trip begins there); else 0.
    """

    def __init__(self, route: Route) -> None:
        points = _resampled(route.points_m)
        self.points_m = _rounded(points, int(_ROUND_M / STEP_M))
        self.goal_index = len(self.points_m) - 1
        self.approach_index = _last_approach(self.points_m)
        ahead = self.points_m[-1] - self.points_m[-2]
        ahead = ahead / np.linalg.norm(ahead) * STEP_M
        steps = np.arange(1, int(BEYOND_M / STEP_M) + 1)[:, None]
        self.points_m = np.concatenate([self.points_m, self.points_m[-1] + steps * ahead])
        along = np.gradient(self.points_m, axis=0)
        self.heading_rad = np.arctan2(along[:, 1], along[:, 0])
        self.normal = np.stack([-np.sin(self.heading_rad), np.cos(self.heading_rad)], axis=1)

    def nearest(self, point_m: np.ndarray, around: int) -> Tuple[int, float]:
        """Index of the sample nearest to a point, and the point's distance to the left of it [m].

        Args:
            around: index where the robot was; looks 1 m back and 2 m ahead only, for a route may cross itself.
        """
        low, high = max(0, around - 10), min(self.goal_index, around + 20) + 1
        index = low + int(lengths(self.points_m[low:high] - point_m).argmin())
        return index, float((point_m - self.points_m[index]) @ self.normal[index])


def _last_approach(points: np.ndarray) -> int:
    near = lengths(points - points[-1]) < _NEAR_GOAL_M
    begins = 1 + int(np.flatnonzero(~near).max(initial=-1))
    return begins if near[:begins].any() else 0


def _resampled(corners: np.ndarray) -> np.ndarray:
    moved = np.concatenate([[True], np.linalg.norm(np.diff(corners, axis=0), axis=1) > 1e-6])
    corners = corners[moved]
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(corners, axis=0), axis=1))])
    at = np.linspace(0.0, along[-1], max(2, round(along[-1] / STEP_M) + 1))
    return np.stack([np.interp(at, along, corners[:, axis]) for axis in range(2)], axis=1)


def _rounded(points: np.ndarray, reach: int) -> np.ndarray:
    """Running mean; both ends are continued straight on, so they stay where they are."""
    if len(points) < 3:
        return points
    steps = np.arange(1, reach + 1)[:, None]
    before = points[0] - (points[1] - points[0]) * steps[::-1]
    after = points[-1] + (points[-1] - points[-2]) * steps
    padded = np.concatenate([before, points, after])
    kernel = np.ones(2 * reach + 1) / (2 * reach + 1)
    return np.stack([np.convolve(padded[:, axis], kernel, mode="valid") for axis in range(2)], axis=1)

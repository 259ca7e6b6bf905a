"""The way that the robot is to drive."""

from dataclasses import dataclass

import numpy as np

from limphome.core.errors import LimphomeError


@dataclass(frozen=True, eq=False)
class Route:
    """Waypoints in the ``odom`` frame, driven in order; the last is the goal.

    Attributes:
        points_m: float64, shape (n, 2) with n >= 2.
    """

    points_m: np.ndarray

    def __post_init__(self) -> None:
        points = np.asarray(self.points_m, dtype=float)
        if points.ndim != 2 or points.shape[1] != 2 or len(points) < 2 or not np.isfinite(points).all():
            raise LimphomeError(f"points of shape {points.shape}", "Route.points_m", "finite (n, 2) with n >= 2")
        object.__setattr__(self, "points_m", points)

    @property
    def goal_m(self) -> np.ndarray:
        """Last waypoint, shape (2,)."""
        return self.points_m[-1]

    @property
    def length_m(self) -> float:
        """Length along the waypoints."""
        return float(np.linalg.norm(np.diff(self.points_m, axis=0), axis=1).sum())

"""The way that the robot is to drive."""

from dataclasses import dataclass

import numpy as np

from limphome.core.errors import LimphomeError

_SHORTEST_M, _LONGEST_M = 0.01, 10_000.0  # no length has no direction; who follows it puts a sample at each 0.1 m


@dataclass(frozen=True, eq=False)
class Route:
    """Waypoints in the ``odom`` frame, driven in order; the last is the goal.

    Attributes:
        points_m: float64, shape (n, 2) with n >= 2; 0.01 m to 10 km long.

    Raises:
        LimphomeError: points of another shape or number, not finite, or a length beyond these.
    """

    points_m: np.ndarray

    def __post_init__(self) -> None:
        points = np.asarray(self.points_m, dtype=float)
        if points.ndim != 2 or points.shape[1] != 2 or len(points) < 2 or not np.isfinite(points).all():
            raise LimphomeError(f"points of shape {points.shape}", "Route.points_m", "finite (n, 2) with n >= 2")
        object.__setattr__(self, "points_m", points)
        if not _SHORTEST_M <= self.length_m <= _LONGEST_M:
            allowed = f"{_SHORTEST_M:g} to {_LONGEST_M:g} m, in the odom frame"
            raise LimphomeError(f"a route of {self.length_m:g} m", "Route.points_m", allowed)

    @property
    def goal_m(self) -> np.ndarray:
        """Last waypoint, shape (2,)."""
        return self.points_m[-1]

    @property
    def length_m(self) -> float:
        """Length along the waypoints."""
        return float(np.linalg.norm(np.diff(self.points_m, axis=0), axis=1).sum())

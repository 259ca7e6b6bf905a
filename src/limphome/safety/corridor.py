"""What the robot's body sweeps when it drives an arc, and how far it gets."""

import math
from dataclasses import dataclass
from typing import Tuple

import numpy as np

from limphome.resources import option

_NEARER_M = 0.003  # less than this is lidar noise and rounding, not coming nearer
_BESIDE_M = 0.03  # three standard deviations of the lidar
_LEAST_POSES = 10  # along a way; more where they would be farther apart than half of the body, or its corners than this:
_CORNER_STEP_M = 0.04  # twice the room that is kept at a corner


@dataclass(frozen=True)
class CorridorConfig:
    """Body of the robot, and the room that is kept around it."""

    front_m: float = option(0.25, "body ahead of base_link [m]", 0.01, 5.0)
    rear_m: float = option(0.25, "body behind base_link [m]", 0.01, 5.0)
    half_width_m: float = option(0.20, "body to either side of base_link [m]", 0.01, 5.0)
    clearance_fast_m: float = option(0.5, "room around the body while faster than limp_home_mps [m]", 0.0, 5.0)
    clearance_ahead_m: float = option(0.15, "room kept in the direction of travel at any speed [m]", 0.0, 5.0)
    clearance_side_m: float = option(0.05, "room kept at the sides at any speed [m]", 0.0, 5.0)
    clearance_turn_m: float = option(0.02, "room kept behind the body, and all round when turning in place [m]", 0.0, 5.0)


@dataclass(frozen=True)
class FreeWay:
    """How far an arc is free.

    Attributes:
        slow_m: way until something would be inside the room that is kept at any speed.
        fast_m: way until something would be inside the room that is kept at full speed.
            Both are as long as what was looked at if nothing comes up.
    """

    slow_m: float
    fast_m: float


class Corridor:
    """Swept area of a rectangular body against obstacle points.

    The body is put at poses along the arc; where it first comes too near to a point, the way is
    interpolated between the two poses. A point counts only for motion that brings the body nearer
    to it, and beside a wall the room kept at the side shrinks to what there is: the robot can
    always turn or drive away.
    """

    def __init__(self, config: CorridorConfig) -> None:
        self._config = config
        self._middle_m = (config.front_m - config.rear_m) / 2
        self._half_length_m = (config.front_m + config.rear_m) / 2
        self._least_half_m = min(self._half_length_m, config.half_width_m)
        self._farthest_m = max(config.clearance_fast_m, config.clearance_ahead_m, config.clearance_side_m)
        self.radius_m = float(np.hypot(max(config.front_m, config.rear_m), config.half_width_m))

    def free_way(self, points_m: np.ndarray, soon_m: np.ndarray, v_mps: float, w_radps: float, way_m: float) -> FreeWay:
        """Look ``way_m`` along the arc of a command with v != 0.

        Args:
            points_m: obstacles in ``base_link``, shape (n, 2).
            soon_m: where persons will be soon, shape (k, 2). They ask for the room that is kept at
                full speed and for no more, because nobody walks into a standing robot.
        """
        points = self._near(points_m, way_m + self._farthest_m)
        now = len(points)
        points = np.concatenate([points, soon_m])
        if not len(points):
            return FreeWay(way_m, way_m)
        s = way_m * _steps(way_m / self._least_half_m)
        x, y = _seen_from_arc(points, np.copysign(s, v_mps), w_radps / abs(v_mps) * s)
        gap = self._gap(x, y)
        left_m, right_m = self._room(points[:now], gap[0, :now], 1.0), self._room(points[:now], gap[0, :now], -1.0)
        room_m = np.where(y[:, :now] > 0, left_m, right_m)
        slow = self._slow_gap(x[:, :now], y[:, :now], 1.0 if v_mps > 0 else -1.0, room_m)
        fast = gap.min(axis=1, keepdims=True) - self._config.clearance_fast_m
        return FreeWay(
            _first_below(slow, gap[:, :now] < gap[0, :now] - _NEARER_M, s[:, 0]), _first_below(fast, fast < 0.0, s[:, 0])
        )

    def free_turn(self, points_m: np.ndarray, angle_rad: float, way_m: float = 0.0) -> float:
        """How far of ``angle_rad`` the body can turn before it comes too near to something [rad], not negative.

        Args:
            way_m: what it drives in that turn, negative backwards; 0 in place.
        """
        points = self._near(points_m, self._config.clearance_turn_m + abs(way_m))
        if not len(points):
            return abs(angle_rad)
        steps = _steps((abs(angle_rad) * self.radius_m + abs(way_m)) / _CORNER_STEP_M)
        x, y = _seen_from_arc(points, way_m * steps, angle_rad * steps)
        gap = self._gap(x, y)
        return _first_below(gap - self._config.clearance_turn_m, gap < gap[0] - _NEARER_M, abs(angle_rad) * steps[:, 0])

    def clearance_m(self, points_m: np.ndarray) -> float:
        """Distance from the body to the nearest point now; infinite without points."""
        return float(self._gap(points_m[:, 0], points_m[:, 1]).min()) if len(points_m) else float("inf")

    def edge_m(self, angles_rad: np.ndarray, x_m: float) -> np.ndarray:
        """Way from a point ``x_m`` ahead of base_link to the body's edge in some directions; 0 if the point lies outside."""
        cos, sin = np.cos(angles_rad), np.abs(np.sin(angles_rad))
        ahead = np.where(cos > 0, self._config.front_m - x_m, self._config.rear_m + x_m) / np.maximum(np.abs(cos), 1e-9)
        return np.maximum(np.minimum(ahead, self._config.half_width_m / np.maximum(sin, 1e-9)), 0.0)

    def _room(self, points_m: np.ndarray, gap_m: np.ndarray, side: float) -> float:
        """Room to keep at one side of the body (1.0 left, -1.0 right): no more than there is beside it now."""
        beside = (np.abs(points_m[:, 0] - self._middle_m) < self._half_length_m) & (side * points_m[:, 1] > 0)
        return min(max(float(gap_m[beside].min(initial=1.0)) - _BESIDE_M, 0.0), self._config.clearance_side_m)

    def _near(self, points_m: np.ndarray, reach_m: float) -> np.ndarray:
        reach = reach_m + self.radius_m
        return points_m[np.einsum("ij,ij->i", points_m, points_m) < reach * reach]

    def _gap(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Distance of points from the body [m]; inside, minus the distance to its nearest edge."""
        ahead = np.abs(x - self._middle_m) - self._half_length_m
        aside = np.abs(y) - self._config.half_width_m
        inside = np.minimum(np.maximum(ahead, aside), 0.0)
        ahead, aside = np.maximum(ahead, 0.0), np.maximum(aside, 0.0)
        return np.sqrt(ahead * ahead + aside * aside) + inside

    def _slow_gap(self, x: np.ndarray, y: np.ndarray, direction: float, side_m: np.ndarray) -> np.ndarray:
        """How far points are outside the body with the room kept at any speed [m]; negative inside."""
        limit = self._config
        front = limit.front_m + (limit.clearance_ahead_m if direction > 0 else limit.clearance_turn_m)
        rear = limit.rear_m + (limit.clearance_ahead_m if direction < 0 else limit.clearance_turn_m)
        return np.maximum(np.abs(x - (front - rear) / 2) - (front + rear) / 2, np.abs(y) - limit.half_width_m - side_m)


def _steps(least: float) -> np.ndarray:
    """Poses along a way as shares of it, shape (n, 1): so many steps at least that nothing fits between two of them."""
    return np.linspace(0.0, 1.0, max(_LEAST_POSES, 1 + math.ceil(least)))[:, None]


def _seen_from_arc(points_m: np.ndarray, s_m: np.ndarray, yaw_rad: np.ndarray) -> Tuple[np.ndarray, np.ndarray]:
    """Points as seen from poses along an arc: x and y, each shape (poses, n); ``s_m`` and ``yaw_rad`` are (poses, 1)."""
    half = yaw_rad / 2
    chord = s_m * np.sinc(half / np.pi)  # length of the chord of an arc of length s
    dx, dy = points_m[:, 0] - chord * np.cos(half), points_m[:, 1] - chord * np.sin(half)
    cos, sin = np.cos(yaw_rad), np.sin(yaw_rad)
    return cos * dx + sin * dy, cos * dy - sin * dx


def _first_below(gap_m: np.ndarray, counts: np.ndarray, way: np.ndarray) -> float:
    """Way at which the first gap falls below zero, interpolated; the whole way if none does.

    Args:
        gap_m: shape (poses, n). counts: which of them count, same shape. way: of each pose, shape (poses,).
    """
    below = counts & (gap_m < 0.0)
    hit = below.any(axis=1)
    if not hit.any():
        return float(way[-1])
    i = int(hit.argmax())
    if i == 0:
        return 0.0
    after, before = gap_m[i, below[i]], np.maximum(gap_m[i - 1, below[i]], 0.0)
    return float(way[i - 1] + (way[i] - way[i - 1]) * float((before / (before - after)).min()))

"""Odometry from the wheels' encoders."""

import math
from typing import Any, Tuple

import numpy as np

from limphome.core import Odometry
from limphome.simulation.sdf.rover import Rover
from limphome.simulation.simulator_config import SimulatorConfig


class WheelOdometry:
    """Adds up what the wheels turned, with a radius and a track that are not quite right.

    Its frame ``odom`` is the world's: it starts at the true pose and drifts from there.
    """

    def __init__(self, model: Any, rover: Rover, config: SimulatorConfig, rng: np.random.Generator) -> None:
        self._rover, self._config, self._rng = rover, config, rng
        self._joints = [int(model.joint(joint).qposadr[0]) for joint in (rover.left, rover.right)]
        self._radius_m = rover.radius_m * (1 + rng.normal(scale=config.odometry_scale_sigma))
        self._separation_m = rover.separation_m * (1 + rng.normal(scale=config.odometry_turn_sigma))
        self._last = (0.0, 0.0)
        self._last_s = 0.0
        self._x = self._y = self._yaw = 0.0

    def start(self, data: Any, pose: Tuple[float, float, float], now_s: float) -> None:
        """Begin at a known pose x, y, yaw."""
        self._x, self._y, self._yaw = pose
        self._last, self._last_s = self._angles(data), now_s

    def measure(self, data: Any, now_s: float) -> Odometry:
        """Pose and speed since the last measurement."""
        angles, step_s = self._angles(data), now_s - self._last_s
        left, right = ((new - old) * self._radius_m for new, old in zip(angles, self._last))
        ahead, turn = (left + right) / 2, (right - left) / self._separation_m
        self._x += ahead * math.cos(self._yaw + turn / 2)
        self._y += ahead * math.sin(self._yaw + turn / 2)
        self._yaw = math.atan2(math.sin(self._yaw + turn), math.cos(self._yaw + turn))
        self._last, self._last_s = angles, now_s
        v_mps = ahead / step_s + self._rng.normal(scale=self._config.odometry_speed_sigma)
        w_radps = turn / step_s + self._rng.normal(scale=self._config.odometry_turn_noise)
        return Odometry(now_s, self._x, self._y, self._yaw, float(v_mps), float(w_radps))

    def _angles(self, data: Any) -> Tuple[float, float]:
        left, right = self._joints
        return float(data.qpos[left]), float(data.qpos[right])

"""Chooses one of the ways to drive on, and the speed on it."""

from dataclasses import dataclass
from typing import Optional, Tuple

import numpy as np

from limphome.control.geometry import lengths
from limphome.control.pilot_config import PilotConfig
from limphome.control.side_paths import SAMPLES, SidePaths, side_paths
from limphome.control.smooth_path import STEP_M, SmoothPath
from limphome.control.speed_limits import past_persons, past_things, seconds_for
from limphome.control.surroundings import Surroundings

# Costs in seconds: what one would rather wait than do.
_PER_OFFSET_M = 0.5
_PER_CHANGE_M = 0.3  # less than the cost of the offset, or it would never come back
_PER_GOAL_MISS_M = 3.0
_PER_PERSON_M = 2.0  # for each metre that a person comes nearer than comfortable
_PIVOT_RAD = 1.25  # as steep as side paths can begin, and a little more


@dataclass(frozen=True, eq=False)
class Plan:
    """The way to drive: samples (s, 2) in ``odom``, speed now, where it leads beside the route, and what it costs [s]."""

    points_m: np.ndarray
    speed_mps: float
    offset_m: float
    cost_s: float


class Planner:
    """Keeps to what it chose unless something else is clearly better.

    Args:
        wait_s: what it costs to stand for a person through the whole horizon of the prediction.
    """

    def __init__(self, path: SmoothPath, config: PilotConfig, wait_s: float = 3.0) -> None:
        self._path, self._config, self._wait_s = path, config, wait_s
        self._chosen_m = 0.0

    def plan(self, index: int, offset_m: float, heading_error_rad: float, around: Surroundings, top_mps: float) -> Plan:
        """The best way on from here.

        Args:
            index, offset_m, heading_error_rad: where the robot is beside the route.
            top_mps: fastest speed wanted now.
        """
        best = self._best(index, offset_m, heading_error_rad, around, top_mps)
        self._chosen_m = best.offset_m
        return best

    def way_out(self, index: int, offset_m: float, around: Surroundings, top_mps: float) -> Optional[float]:
        """Heading against the route [rad] from which there is a way on, for a robot that found none; None: nowhere."""
        plans = [(self._best(index, offset_m, turn, around, top_mps), turn) for turn in (-_PIVOT_RAD, 0.0, _PIVOT_RAD)]
        best, turn = min(plans, key=lambda plan: plan[0].cost_s + 0.1 * abs(plan[1]))
        return turn if best.speed_mps > 0 else None

    def _best(self, index: int, offset_m: float, heading_error_rad: float, around: Surroundings, top_mps: float) -> Plan:
        paths = side_paths(self._path, index, offset_m, heading_error_rad, self._config.side_reach_m)
        speed, cost = self._rate(paths, (self._path.goal_index - index) * STEP_M, around, top_mps)
        best = int(np.argmin(cost))
        return Plan(paths.points_m[best], float(speed[best]), float(paths.ends_m[best]), float(cost[best]))

    def _rate(self, paths: SidePaths, goal_m: float, around: Surroundings, top_mps: float) -> Tuple[np.ndarray, np.ndarray]:
        """Speed now and cost of every path, both (k,)."""
        by_things = past_things(paths, around.things, goal_m, top_mps, self._config)
        by_persons, margin = past_persons(paths, around.persons_m, around.velocities_mps, top_mps, self._config)
        cost = seconds_for(paths, by_things)
        cost += self._wait_s * (1 - by_persons / max(top_mps, 1e-6))
        cost += _PER_PERSON_M * np.maximum(0.0, self._config.person_comfort_m - margin)
        cost += _PER_OFFSET_M * np.abs(paths.ends_m) + _PER_CHANGE_M * np.abs(paths.ends_m - self._chosen_m)
        goal = round(goal_m / STEP_M)
        if goal < SAMPLES:
            miss = lengths(paths.points_m[:, goal] - self._path.points_m[self._path.goal_index])
            cost += _PER_GOAL_MISS_M * miss
        return np.minimum(by_things[:, 0], by_persons), cost

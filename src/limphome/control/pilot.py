"""Follows a route, goes round things, waits for persons."""

import math
from dataclasses import replace
from typing import Dict, Optional

import numpy as np

from limphome.control.geometry import clipped, to_base, wrapped
from limphome.control.patience import Patience
from limphome.control.pilot_config import PilotConfig
from limphome.control.planner import Plan, Planner
from limphome.control.pursuit import aim
from limphome.control.smooth_path import STEP_M, SmoothPath
from limphome.control.surroundings import Surroundings
from limphome.control.surveyor import Surveyor
from limphome.core import CameraModel, Command, Detections, Health, Odometry, Route, Scan

__all__ = ["Pilot", "PilotConfig"]

_ALIGN_RAD = 1.3  # further off the route's heading it turns on the spot first
_TURN_RADPS = 0.6  # on the spot
_PAST_GOAL_M = 0.5  # beside the goal this is near enough, a thing may stand on it
_TIRED_OF_WAITING_S = 30.0
_LEAST = {"thing_clearance_m": 0.15, "person_slow_clearance_m": 0.2}  # what it squeezes through with


class Pilot:
    """Steers along a route by odometry, lidar and detections.

    Args:
        route: in ``odom``.
        camera: geometry of the camera that the detections come from.
    """

    def __init__(self, route: Route, config: PilotConfig, camera: CameraModel) -> None:
        self._config = config
        self._goal_m = route.goal_m
        self._take(route)
        self._surveyor = Surveyor(config, camera)
        self._last = Command(0.0, 0.0, 0.0)
        self._way_out_rad: Optional[float] = None
        self._patience = Patience(config.patience_s)
        self._metrics: Dict[str, float] = {}
        self.done = False
        """True from the moment that the goal was reached."""

    def steer(self, odometry: Odometry, scan: Optional[Scan], detections: Optional[Detections], now_s: float) -> Command:
        """The command for now; to be called with every scan.

        Args:
            scan: None, or older than allowed: stops.
            detections: None, or older than allowed: drives by lidar alone, slower.
            now_s: the robot's clock, on which the stamps are.
        """
        self._metrics = {"odometry_age_s": now_s - odometry.stamp_s}
        command = Command(now_s, 0.0, 0.0)
        if scan is not None and self._usable(odometry, scan, now_s) and not self._arrived(odometry):
            command = self._drive(odometry, scan, self._fresh(detections, now_s), now_s)
        self._note(command, now_s)
        return command

    def health(self, now_s: float) -> Health:
        """What it did last: command, errors of following, what it used and how old that was."""
        return Health(now_s, "pilot", {**self._metrics, "command_age_s": now_s - self._last.stamp_s})

    @property
    def approaches(self) -> bool:
        """False while the route still has to lead away from its goal before it comes back to it, as a round trip does."""
        return self._index >= self._path.approach_index

    def _take(self, route: Route) -> None:
        self._path = SmoothPath(route)
        self._planner = Planner(self._path, self._config)
        self._squeezing = Planner(self._path, replace(self._config, **_LEAST), _TIRED_OF_WAITING_S)
        self._index = 0

    def _usable(self, odometry: Odometry, scan: Scan, now_s: float) -> bool:
        self._metrics["scan_age_s"] = now_s - scan.stamp_s
        finite = all(map(math.isfinite, (odometry.x_m, odometry.y_m, odometry.yaw_rad, odometry.v_mps)))
        scan_fits = abs(now_s - scan.stamp_s) <= self._config.scan_stale_s
        return finite and scan_fits and abs(now_s - odometry.stamp_s) <= self._config.odometry_stale_s

    def _fresh(self, detections: Optional[Detections], now_s: float) -> Optional[Detections]:
        fresh = detections is not None and abs(now_s - detections.stamp_s) <= self._config.detections_stale_s
        self._metrics["detections_used"] = float(fresh)
        return detections if fresh else None

    def _arrived(self, odometry: Odometry) -> bool:
        left_m = math.dist(self._goal_m, (odometry.x_m, odometry.y_m))
        self._metrics["goal_distance_m"] = left_m
        near = left_m < self._config.goal_tolerance_m or (self._index >= self._path.goal_index and left_m < _PAST_GOAL_M)
        self.done = self.done or (near and self.approaches)
        return self.done

    def _drive(self, odometry: Odometry, scan: Scan, detections: Optional[Detections], now_s: float) -> Command:
        around = self._surveyor.look(odometry, scan, detections)
        place = np.array([odometry.x_m, odometry.y_m])
        self._index, offset_m = self._path.nearest(place, self._index)
        if self._index >= self._path.goal_index:  # driven past beside it: back to it, straight
            self._take(Route(np.stack([place, self._goal_m])))
        error_rad = wrapped(odometry.yaw_rad - float(self._path.heading_rad[self._index]))
        self._metrics.update(self._surveyor.metrics, cross_track_error_m=offset_m, heading_error_rad=error_rad)
        self._metrics["progress_m"] = self._index * STEP_M
        if abs(error_rad) > _ALIGN_RAD:
            return self._turn(-error_rad, now_s)
        top_mps = self._top_mps(detections is not None)
        planner = self._squeezing if self._patience.squeezes(now_s) else self._planner
        plan = planner.plan(self._index, offset_m, error_rad, around, top_mps)
        self._metrics["plan_offset_m"] = plan.offset_m
        if plan.speed_mps <= 0.0:
            return self._wait(planner, offset_m, error_rad, around, now_s)
        return self._follow(plan, odometry, now_s)

    def _top_mps(self, sees: bool) -> float:
        """Cruising speed, less without eyes, less before the goal."""
        top_mps = min(self._config.cruise_speed_mps, self._config.mission_speed_mps)
        top_mps = top_mps if sees else min(top_mps, self._config.lidar_only_speed_mps)
        if not self.approaches:
            return top_mps
        left_m = max(self._metrics["goal_distance_m"] - self._config.goal_tolerance_m / 2, 0.0)
        return min(top_mps, max(0.1, math.sqrt(2 * self._config.deceleration_mps2 * left_m)))

    def _follow(self, plan: Plan, odometry: Odometry, now_s: float) -> Command:
        lookahead_m = self._config.lookahead_m + self._config.lookahead_s * max(odometry.v_mps, 0.0)
        curvature, bearing_rad = aim(to_base(plan.points_m, odometry), lookahead_m)
        self._metrics["lookahead_error_rad"] = bearing_rad
        if abs(bearing_rad) > _ALIGN_RAD:
            return self._turn(bearing_rad, now_s)
        v_mps = min(plan.speed_mps, 0.8 * self._config.turn_rate_radps / max(abs(curvature), 1e-6))
        v_mps = self._ramped(v_mps, odometry.v_mps, now_s)
        return Command(now_s, v_mps, clipped(curvature * v_mps, self._config.turn_rate_radps))

    def _wait(self, planner: Planner, offset_m: float, error_rad: float, around: Surroundings, now_s: float) -> Command:
        """Stand; after a while turn towards where there is a way on, if anywhere."""
        if self._patience.looks_about(now_s):
            if self._way_out_rad is None or abs(self._way_out_rad - error_rad) < 0.05:
                self._way_out_rad = planner.way_out(self._index, offset_m, around, self._config.slow_speed_mps)
            if self._way_out_rad is not None:
                return self._turn(self._way_out_rad - error_rad, now_s)
        return Command(now_s, 0.0, 0.0)

    def _turn(self, angle_rad: float, now_s: float) -> Command:
        return Command(now_s, 0.0, clipped(1.5 * angle_rad, min(_TURN_RADPS, self._config.turn_rate_radps)))

    def _ramped(self, wanted_mps: float, measured_mps: float, now_s: float) -> float:
        """No faster than the robot can follow; a gate that slows it must not be met by a jump when it lets go."""
        dt = min(max(now_s - self._last.stamp_s, 0.0), 0.2)
        base_mps = min(self._last.v_mps, max(measured_mps, 0.0) + 0.2)
        return min(wanted_mps, base_mps + self._config.acceleration_mps2 * dt)

    def _note(self, command: Command, now_s: float) -> None:
        self._patience.note(command.v_mps > 0 or self.done, now_s)
        if command.v_mps > 0:
            self._way_out_rad = None
        self._metrics["blocked"] = float(self._patience.is_blocked(now_s))
        self._metrics["speed_command_mps"], self._metrics["turn_command_radps"] = command.v_mps, command.w_radps
        self._last = command

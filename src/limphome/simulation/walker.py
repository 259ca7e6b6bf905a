"""One person on the way along a track."""

import math
from typing import List, Tuple

from limphome.simulation.footprint import distance_to_footprint
from limphome.simulation.sdf.thing import Thing, Track

# Between the person's body and the robot.
HALT_M = 0.4
# A person who has waited this long turns round and walks back.
PATIENCE_S = 4.0
_STRIDE_M = 1.3
_TURN_RADPS = 4.0
Place = Tuple[float, float, float]
Quaternion = Tuple[float, float, float, float]


class Walker:
    """Walks from point to point; halts before the robot; swings arms and legs."""

    def __init__(self, thing: Thing, track: Track) -> None:
        self._thing, self._track = thing, track
        self._places = [tuple(map(float, link.position)) for link in thing.links]
        self._target, self._way = min(1, len(track.points_m) - 1), 1
        self._started = self._done = False
        self._waited_s = self._walked_m = 0.0
        first = track.points_m[self._target] - track.points_m[0]
        self._x, self._y = (float(value) for value in track.points_m[0])
        self._yaw = math.atan2(first[1], first[0])

    def step(self, x: float, y: float, now_s: float, step_s: float, robot: Tuple[float, float, float]) -> bool:
        """Go on by ``step_s`` from x, y; False when the person did not move."""
        if self._done or not self._has_started(now_s, robot):
            return False
        goal = self._track.points_m[self._target]
        dx, dy = float(goal[0]) - x, float(goal[1]) - y
        left = math.hypot(dx, dy)
        if left < 0.02:
            self._next_target()
            return False
        pace = min(self._track.speed_mps * step_s, left)
        new_x, new_y = x + dx / left * pace, y + dy / left * pace
        if self._would_touch(x, y, new_x, new_y, robot):
            self._wait(step_s)
            return False
        self._waited_s = 0.0
        self._x, self._y = new_x, new_y
        self._walked_m += pace
        turn = (math.atan2(dy, dx) - self._yaw + math.pi) % (2 * math.pi) - math.pi
        self._yaw += max(-_TURN_RADPS * step_s, min(_TURN_RADPS * step_s, turn))
        return True

    def limbs(self) -> Tuple[List[Place], List[Quaternion]]:
        """Positions (n, 3) and quaternions (n, 4) in the world of the links, the body first."""
        cos, sin = math.cos(self._yaw), math.sin(self._yaw)
        cos_half, sin_half = math.cos(self._yaw / 2), math.sin(self._yaw / 2)
        phase = math.sin(2 * math.pi * self._walked_m / (_STRIDE_M * self._thing.height_m / 1.75))
        positions, quaternions = [], []
        for (x, y, z), swing in zip(self._places, self._thing.swing_rad):
            half = swing * phase / 2
            c, s = math.cos(half), math.sin(half)
            # Yaw about z, then swing about the limb's y.
            quaternions.append((cos_half * c, -sin_half * s, cos_half * s, sin_half * c))
            positions.append((self._x + cos * x - sin * y, self._y + sin * x + cos * y, z))
        return positions, quaternions

    def _has_started(self, now_s: float, robot: Tuple[float, float, float]) -> bool:
        if not self._started:
            near = math.hypot(robot[0] - self._x, robot[1] - self._y) <= self._track.start_distance_m
            self._started = near and now_s >= self._track.start_s
        return self._started

    def _next_target(self) -> None:
        last = len(self._track.points_m) - 1
        following = self._target + self._way
        if 0 <= following <= last:
            self._target = following
        elif self._track.loop:
            self._target = 0 if self._way > 0 else last
        else:
            self._done = True

    def _would_touch(self, x: float, y: float, new_x: float, new_y: float, robot: Tuple[float, float, float]) -> bool:
        gap = distance_to_footprint(new_x, new_y, *robot) - self._thing.radius_m
        return gap < HALT_M and gap < distance_to_footprint(x, y, *robot) - self._thing.radius_m

    def _wait(self, step_s: float) -> None:
        self._waited_s += step_s
        if self._waited_s > PATIENCE_S:
            self._waited_s, self._way = 0.0, -self._way
            self._target = max(0, min(len(self._track.points_m) - 1, self._target + self._way))

"""A flat world for tests of the pilot: discs and walls, walkers, an ideal lidar, boxes from the truth."""

import math
from dataclasses import dataclass, field
from typing import List, Tuple

import numpy as np

from limphome.core import CLASS_NAMES, CameraModel, Command, Detections, Odometry, Scan

CAMERA = CameraModel()
LIDAR_X_M = 0.20
HALF_M = np.array([0.25, 0.20])
DT_S = 0.05


@dataclass
class Disc:
    """A thing or a person; persons go along their track and halt 0.4 m from the robot."""

    x: float
    y: float
    radius: float = 0.2
    kind: str = "person"
    height: float = 1.7
    track: List[Tuple[float, float]] = field(default_factory=list)
    speed: float = 1.0
    start_s: float = 0.0

    @property
    def seen_radius(self) -> float:
        """At the height of the lidar a person is two legs, and narrower than the body."""
        return 0.5 * self.radius if self.kind == "person" and self.radius > 0.1 else self.radius


class FlatWorld:
    """Robot (unicycle with limited acceleration), discs and wall segments (x0, y0, x1, y1)."""

    def __init__(self, discs=(), walls=(), pose=(0.0, 0.0, 0.0), seed=0):
        self.discs, self.walls = list(discs), np.array(list(walls), float).reshape(-1, 4)
        self.x, self.y, self.yaw = pose
        self.v = self.w = self.t = 0.0
        self.rng = np.random.default_rng(seed)
        self.person_clearance_fast = self.thing_clearance = math.inf
        self.contacts = 0

    def step(self, command: Command) -> None:
        """One twentieth of a second."""
        self.v += float(np.clip(command.v_mps - self.v, -1.5 * DT_S, 1.5 * DT_S))
        self.w += float(np.clip(command.w_radps - self.w, -4.0 * DT_S, 4.0 * DT_S))
        self.yaw += self.w * DT_S
        self.x += self.v * math.cos(self.yaw) * DT_S
        self.y += self.v * math.sin(self.yaw) * DT_S
        self.t += DT_S
        for disc in self.discs:
            self._walk(disc)
        self._score()

    def _walk(self, disc: Disc) -> None:
        if not disc.track or self.t < disc.start_s:
            return
        goal = np.array(disc.track[0])
        way = goal - (disc.x, disc.y)
        length = float(np.linalg.norm(way))
        step = way / max(length, 1e-9) * min(length, disc.speed * DT_S)
        gap_now, gap_then = self.gap((disc.x, disc.y), disc.radius), self.gap((disc.x + step[0], disc.y + step[1]), disc.radius)
        if gap_then < 0.4 and gap_then < gap_now:
            return
        disc.x, disc.y = disc.x + step[0], disc.y + step[1]
        if length < 0.05:
            disc.track = disc.track[1:]

    def gap(self, place, radius) -> float:
        """Distance from the hull to a disc."""
        c, s = math.cos(self.yaw), math.sin(self.yaw)
        dx, dy = place[0] - self.x, place[1] - self.y
        local = np.abs([c * dx + s * dy, c * dy - s * dx]) - HALF_M
        return float(np.linalg.norm(np.maximum(local, 0.0))) - radius

    def _score(self) -> None:
        for disc in self.discs:
            gap = self.gap((disc.x, disc.y), disc.radius)
            if gap <= 0:
                self.contacts += 1
            if disc.kind == "person":
                if self.v > 0.31:
                    self.person_clearance_fast = min(self.person_clearance_fast, gap)
            else:
                self.thing_clearance = min(self.thing_clearance, gap)
        for x0, y0, x1, y1 in self.walls:
            for share in np.linspace(0, 1, max(2, int(math.hypot(x1 - x0, y1 - y0) / 0.05))):
                gap = self.gap((x0 + share * (x1 - x0), y0 + share * (y1 - y0)), 0.0)
                self.thing_clearance = min(self.thing_clearance, gap)
                self.contacts += gap <= 0

    def odometry(self) -> Odometry:
        return Odometry(self.t, self.x, self.y, self.yaw, self.v, self.w)

    def scan(self) -> Scan:
        """360 beams with 0.01 m of noise, 12 m at most."""
        angles = -np.pi + 2 * np.pi / 360 * np.arange(360)
        origin = np.array([self.x + LIDAR_X_M * math.cos(self.yaw), self.y + LIDAR_X_M * math.sin(self.yaw)])
        ray = np.stack([np.cos(angles + self.yaw), np.sin(angles + self.yaw)], axis=1)
        ranges = np.full(360, np.inf)
        for disc in self.discs:
            ranges = np.minimum(ranges, _to_disc(origin, ray, disc))
        for wall in self.walls:
            ranges = np.minimum(ranges, _to_wall(origin, ray, wall))
        ranges = np.where(ranges > 12.0, np.inf, ranges + self.rng.normal(0, 0.01, 360))
        return Scan(self.t, np.where(ranges < 0.1, -np.inf, ranges).astype(np.float32))

    def detections(self, far_m: float = 8.0) -> Detections:
        """Boxes of what the camera sees; hidden things are left out."""
        boxes, ids = [], []
        c, s = math.cos(self.yaw), math.sin(self.yaw)
        ranges = self.scan().ranges_m
        for disc in self.discs:
            dx, dy = disc.x - self.x, disc.y - self.y
            x, y = c * dx + s * dy, c * dy - s * dx
            if disc.kind not in CLASS_NAMES or not 0.5 < x - CAMERA.x_m < far_m:
                continue
            bearing = math.atan2(y, x - LIDAR_X_M)
            if ranges[round(math.degrees(bearing) + 180) % 360] < math.hypot(x - LIDAR_X_M, y) - disc.radius - 0.3:
                continue
            corners = np.array([[x, y + disc.radius, 0.0], [x, y - disc.radius, disc.height]])
            (left, bottom), (right, top) = CAMERA.project(corners)[0]
            box = np.clip([left, top, right, bottom], 0, [320, 240, 320, 240])
            if box[2] - box[0] > 2:
                boxes.append(box)
                ids.append(CLASS_NAMES.index(disc.kind))
        n = len(ids)
        return Detections(self.t, np.array(boxes, np.float32).reshape(n, 4), np.ones(n, np.float32), np.array(ids, np.int64))


def _to_disc(origin, ray, disc):
    to = np.array([disc.x, disc.y]) - origin
    along = ray @ to
    aside2 = to @ to - along**2
    hit = (aside2 < disc.seen_radius**2) & (along > 0)
    return np.where(hit, along - np.sqrt(np.maximum(disc.seen_radius**2 - aside2, 0)), np.inf)


def _to_wall(origin, ray, wall):
    start, way = wall[:2] - origin, wall[2:] - wall[:2]
    cross = ray[:, 0] * way[1] - ray[:, 1] * way[0]
    with np.errstate(divide="ignore", invalid="ignore"):
        along = (start[0] * way[1] - start[1] * way[0]) / cross
        share = (start[0] * ray[:, 1] - start[1] * ray[:, 0]) / cross
    return np.where((along > 0) & (share >= 0) & (share <= 1), along, np.inf)


def drive(world, pilot, limit_s=60.0, see=True, trace=None):
    """Close the loop until the pilot is done or the time is over; returns the time it took."""
    detections = []
    while world.t < limit_s and not (pilot.done and world.v < 0.01):
        if see and round(world.t / DT_S) % 2 == 0:
            detections.append(world.detections())
        old = [seen for seen in detections if seen.stamp_s <= world.t - 0.04]
        command = pilot.steer(world.odometry(), world.scan(), old[-1] if old else None, world.t)
        if trace is not None:
            trace.append(
                (world.t, world.x, world.y, world.yaw, world.v, command.v_mps, command.w_radps, pilot.health(world.t).metrics)
            )
        world.step(command)
    return world.t

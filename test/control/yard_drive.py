"""Drives a pilot through a scenario of the simulator without a gate; boxes come from the truth, not from a network."""

import math
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import List, Optional

import numpy as np

from limphome.control.pilot import Pilot, PilotConfig
from limphome.core import CLASS_NAMES, CameraModel, Detections, Scan, topics
from limphome.resources import load_config, share_dir
from limphome.simulation.scenario import load_scenario, write_world
from limphome.simulation.simulator import Simulator
from limphome.simulation.simulator_config import SimulatorConfig

DETECTION_DELAY_S = 0.04
COMMAND_DELAY_S = 0.006


@dataclass
class Drive:
    """What came out: least clearances, of things at any speed and of persons at more than 0.3 m/s."""

    arrived: bool
    goal_distance_m: float
    time_s: float
    contacts: int
    touched: tuple
    clearance_m: float
    person_clearance_fast_m: float
    person_clearance_m: float
    blocked_s: float
    rows: list


def drive(name: str, seed: int, see: bool = True, config: Optional[PilotConfig] = None, wrap=lambda pilot: pilot) -> Drive:
    """One mission in lockstep, until it is over."""
    scenario = load_scenario(name)
    with tempfile.TemporaryDirectory() as folder:
        simulator = Simulator(write_world(scenario, seed, Path(folder)), seed, SimulatorConfig(camera=False))
    config = config or load_config(PilotConfig, share_dir() / "config" / "pilot.yaml")
    pilot = wrap(Pilot(simulator.route, config, simulator.camera_model))
    try:
        return _drive(simulator, pilot, scenario.duration_s, see)
    finally:
        simulator.close()


def _drive(simulator, pilot, limit_s, see) -> Drive:
    out = Drive(False, math.inf, 0.0, 0, (), math.inf, math.inf, math.inf, 0.0, [])
    seen: List[Detections] = []
    odometry, time_s = None, 0.0
    while time_s < limit_s and not (pilot.done and simulator.truth().v_mps < 0.01):
        time_s = round(time_s + 0.01, 2)
        for topic, message in simulator.advance(time_s):
            if topic == topics.ODOMETRY:
                odometry = message
            if topic == topics.SCAN and odometry is not None:
                if see and round(time_s * 100) % 10 == 0:
                    seen.append(true_detections(simulator, message))
                ready = [found for found in seen[-3:] if found.stamp_s <= time_s - DETECTION_DELAY_S]
                command = pilot.steer(odometry, message, ready[-1] if ready else None, time_s)
                simulator.command(command, time_s + COMMAND_DELAY_S)
                _score(out, simulator.truth(), pilot.health(time_s).metrics)
    truth = simulator.truth()
    out.arrived, out.goal_distance_m, out.time_s = pilot.done, truth.goal_distance_m, time_s
    out.contacts, out.touched = truth.contacts, truth.touched
    return out


def _score(out: Drive, truth, metrics) -> None:
    out.clearance_m = min(out.clearance_m, truth.clearance_m)
    out.person_clearance_m = min(out.person_clearance_m, truth.person_clearance_m)
    if truth.v_mps > 0.31:
        out.person_clearance_fast_m = min(out.person_clearance_fast_m, truth.person_clearance_m)
    out.blocked_s += 0.05 * metrics["blocked"]
    out.rows.append((truth, metrics))


def true_detections(simulator: Simulator, scan: Scan, far_m: float = 8.0) -> Detections:
    """A box for everything of a class that stands in view and is not hidden at the height of the lidar."""
    truth, camera = simulator.truth(), simulator.camera_model
    persons = iter(truth.persons_m)
    boxes, ids = [], []
    for thing in simulator.world.things:
        if thing.class_name not in CLASS_NAMES:
            continue
        x, y = next(persons) if thing.class_name == "person" else thing.pose.position[:2]
        box = _box(x, y, thing, truth, camera, scan, far_m)
        if box is not None:
            boxes.append(box)
            ids.append(CLASS_NAMES.index(thing.class_name))
    n = len(ids)
    return Detections(scan.stamp_s, np.array(boxes, np.float32).reshape(n, 4), np.ones(n, np.float32), np.array(ids, np.int64))


def _box(x, y, thing, truth, camera: CameraModel, scan: Scan, far_m: float) -> Optional[np.ndarray]:
    cos, sin = math.cos(truth.yaw_rad), math.sin(truth.yaw_rad)
    dx, dy = x - truth.x_m, y - truth.y_m
    ahead, left = cos * dx + sin * dy - camera.x_m, cos * dy - sin * dx
    if not 0.3 < ahead < far_m:
        return None
    beam = round((math.atan2(left, ahead) - scan.angle_min_rad) / scan.angle_increment_rad)
    around = scan.ranges_m[np.arange(beam - 2, beam + 3) % len(scan.ranges_m)]
    if around.max() < math.hypot(ahead, left) - thing.radius_m - 0.4:
        return None
    r = thing.radius_m
    corners = np.array([[ahead + camera.x_m, left + r, 0.0], [ahead + camera.x_m, left - r, thing.height_m]])
    (u0, v0), (u1, v1) = camera.project(corners)[0]
    box = np.clip([u0, v1, u1, v0], 0, [camera.width_px, camera.height_px] * 2)
    return box if box[2] - box[0] > 2 and box[3] - box[1] > 2 else None

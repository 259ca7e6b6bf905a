"""How fast each candidate path may be driven: past things, and past persons who walk."""

from typing import Tuple

import numpy as np

from limphome.control.clearance_map import ClearanceMap
from limphome.control.pilot_config import PilotConfig
from limphome.control.side_paths import SAMPLES, SidePaths
from limphome.control.smooth_path import STEP_M

_HALF_WIDTH_M = 0.2
_ROBOT_M, _PERSON_M = 0.27, 0.2  # radii: of the hull, rounded up a little; of a person around the middle of the legs
_HORIZON_S, _STEP_S = 2.6, 0.2
_SPREAD_MPS = 0.1  # a walker may be this much faster or slower than the track says
_WALKS_MPS = 0.2
_CRAWL_MPS = 0.05


def past_things(paths: SidePaths, around: ClearanceMap, goal_m: float, top_mps: float, config: PilotConfig) -> np.ndarray:
    """Speed at every sample of every path, shape (k, s), such that braking comfortably suffices [m/s].

    Args:
        goal_m: route left to the goal; what lies behind it does not count.
        top_mps: never faster than this.
    """
    clearance = around.at(paths.points_m) - _HALF_WIDTH_M
    # Who stands too close already may leave, if it gets wider from sample to sample.
    least = np.minimum(config.thing_clearance_m, clearance[:, :1] - 0.03 + 0.4 * paths.along_m)
    share = (clearance - config.thing_clearance_m) / (config.thing_comfort_m - config.thing_clearance_m)
    speed = config.slow_speed_mps + np.clip(share, 0.0, 1.0) * (top_mps - config.slow_speed_mps)
    blocked = (clearance < least) & (np.arange(SAMPLES) * STEP_M <= goal_m)
    blocked[:, :-1] |= blocked[:, 1:]  # stops a sample earlier: between two samples it would creep on and on
    speed = np.where(np.arange(SAMPLES) * STEP_M > goal_m, top_mps, np.minimum(speed, top_mps))
    speed = np.where(blocked, 0.0, speed)
    reserve = speed**2 + 2 * config.deceleration_mps2 * paths.along_m
    reserve = np.minimum.accumulate(reserve[:, ::-1], axis=1)[:, ::-1] - 2 * config.deceleration_mps2 * paths.along_m
    stopped = np.minimum.accumulate(speed, axis=1) <= 0.0  # nothing is reached past a block
    return np.where(stopped, 0.0, np.sqrt(np.maximum(reserve, 0.0)))


def seconds_for(paths: SidePaths, speed_mps: np.ndarray) -> np.ndarray:
    """Time to drive each whole path at its speeds, shape (k,); a blocked part counts as driven at a crawl."""
    return (np.diff(paths.along_m, axis=1) / np.maximum(speed_mps[:, 1:], _CRAWL_MPS)).sum(axis=1)


def past_persons(
    paths: SidePaths, positions_m: np.ndarray, velocities_mps: np.ndarray, top_mps: float, config: PilotConfig
) -> Tuple[np.ndarray, np.ndarray]:
    """Fastest constant speed on each path that keeps clear of all persons for the next 2.6 s.

    Args:
        positions_m, velocities_mps: shape (p, 2) in ``odom``; everybody is expected to walk straight on.

    Returns:
        Speeds (k,), 0 where one has to wait, and the nearest that a person then comes to the hull (k,) [m].
    """
    count = len(paths.points_m)
    if len(positions_m) == 0:
        return np.full(count, top_mps), np.full(count, ClearanceMap.FREE_M)
    slow = min(config.slow_speed_mps, top_mps)
    speeds = np.array([0.0, slow / 2, slow, *np.linspace(slow, top_mps, 4)[1:]])
    times = np.arange(0.0, _HORIZON_S, _STEP_S)
    sample = np.minimum(np.rint(speeds[:, None] * times / STEP_M).astype(int), SAMPLES - 1)
    robot = paths.points_m[:, sample]  # (k, v, t, 2)
    needed = np.where(speeds > slow + 1e-6, config.person_clearance_m, config.person_slow_clearance_m)
    nearest, allowed = np.full((count, len(speeds)), np.inf), np.ones((count, len(speeds)), bool)
    for position, velocity in zip(positions_m, velocities_mps):
        unsure = _SPREAD_MPS * times if np.linalg.norm(velocity) > _WALKS_MPS else 0.0
        place = position + velocity * times[:, None]
        gap = np.hypot(*np.moveaxis(robot - place, -1, 0)) - _ROBOT_M - _PERSON_M - unsure
        # Whom the robot stands too close to already, it may leave, slowly.
        leaving = np.where(speeds > slow + 1e-6, np.inf, gap[0, 0, 0] - 0.01)[:, None] + 0.2 * speeds[:, None] * times
        allowed &= (gap >= np.minimum(needed[:, None], leaving)).all(axis=2)
        nearest = np.minimum(nearest, gap.min(axis=2))
    allowed[:, 0] = True
    best = len(speeds) - 1 - np.argmax(allowed[:, ::-1], axis=1)
    return speeds[best], nearest[np.arange(count), best]

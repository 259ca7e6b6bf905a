"""How fast each candidate path may be driven: past things, and past persons who walk."""

import math
from functools import lru_cache
from typing import NamedTuple, Tuple

import numpy as np

from limphome.control.clearance_map import ClearanceMap
from limphome.control.pilot_config import PilotConfig
from limphome.control.side_paths import ROUTE_M, SAMPLES, SidePaths
from limphome.control.smooth_path import STEP_M

_PERSON_M = 0.2  # radius of a person around the middle of the legs
_HORIZON_S, _STEP_S = 2.6, 0.2
_TIMES_S = np.arange(0.0, _HORIZON_S, _STEP_S)
_SPREAD_MPS = 0.1  # a walker may be this much faster or slower than the track says
_WALKS_MPS = 0.2
_CRAWL_MPS = 0.05
_SPARE_M = 0.03  # who stands too close may come nearer by this while it leaves


def minded_m(config: PilotConfig) -> float:
    """How far from the middle of a path a thing can be and still make a difference [m]."""
    return config.half_width_m + max(config.thing_comfort_m, config.thing_clearance_m + _SPARE_M)


def past_things(paths: SidePaths, around: ClearanceMap, goal_m: float, top_mps: float, config: PilotConfig) -> np.ndarray:
    """Speed at every sample of every path, shape (k, s), such that braking comfortably suffices [m/s].

    Args:
        goal_m: route left to the goal; what lies behind it does not count.
        top_mps: never faster than this.
    """
    clearance = around.at(paths.points_m) - config.half_width_m
    # Who stands too close already may leave, if it gets wider from sample to sample.
    least = np.minimum(config.thing_clearance_m, clearance[:, :1] - _SPARE_M + 0.4 * paths.along_m)
    share = (clearance - config.thing_clearance_m) / (config.thing_comfort_m - config.thing_clearance_m)
    speed = config.slow_speed_mps + np.minimum(np.maximum(share, 0.0), 1.0) * (top_mps - config.slow_speed_mps)
    counts = goal_m >= ROUTE_M
    blocked = (clearance < least) & counts
    blocked[:, :-1] |= blocked[:, 1:]  # stops a sample earlier: between two samples it would creep on and on
    speed = np.where(blocked, 0.0, np.where(counts, np.minimum(speed, top_mps), top_mps))
    braking = 2 * config.deceleration_mps2 * paths.along_m
    reserve = speed**2 + braking
    reserve = np.minimum.accumulate(reserve[:, ::-1], axis=1)[:, ::-1] - braking
    stopped = np.minimum.accumulate(speed, axis=1) <= 0.0  # nothing is reached past a block
    return np.where(stopped, 0.0, np.sqrt(np.maximum(reserve, 0.0)))


def seconds_for(paths: SidePaths, speed_mps: np.ndarray) -> np.ndarray:
    """Time to drive each whole path at its speeds, shape (k,); a blocked part counts as driven at a crawl."""
    steps_m = paths.along_m[:, 1:] - paths.along_m[:, :-1]
    return (steps_m / np.maximum(speed_mps[:, 1:], _CRAWL_MPS)).sum(axis=1)


def past_persons(
    paths: SidePaths, positions_m: np.ndarray, velocities_mps: np.ndarray, top_mps: float, config: PilotConfig
) -> Tuple[np.ndarray, np.ndarray]:
    """Fastest constant speed on each path that keeps clear of all persons for the next 2.6 s.

    Args:
        positions_m, velocities_mps: shape (p, 2) in ``odom``; everybody is expected to walk straight on.

    Returns:
        Speeds (k,), 0 where one has to wait, and the nearest that a person then comes to the hull (k,) [m]. Who stays
        farther away than asked for and comfortable is not looked at; without anybody else that is 5 m.
    """
    count, speeds = len(paths.points_m), _speeds(min(config.slow_speed_mps, top_mps), top_mps)
    near = _may_meet(paths.points_m[:, : speeds.sample.max() + 1], positions_m, velocities_mps, config)
    if not near.any():
        return np.full(count, top_mps), np.full(count, ClearanceMap.FREE_M)
    x_m, y_m = (paths.points_m[..., axis].T.take(speeds.sample, axis=0) for axis in range(2))  # (t, v, k)
    needed = np.where(speeds.is_slow, config.person_slow_clearance_m, config.person_clearance_m)
    touch_m = config.hull_radius_m + _PERSON_M
    touch_later_m = (touch_m + _SPREAD_MPS * _TIMES_S)[:, None, None]
    nearest, allowed = np.full((len(needed), count), np.inf), np.ones((len(needed), count), bool)
    for position, velocity in zip(positions_m[near], velocities_mps[near]):
        place = position + velocity * _TIMES_S[:, None]
        dx, dy = x_m - place[:, 0, None, None], y_m - place[:, 1, None, None]
        gap = np.sqrt(dx * dx + dy * dy)
        gap -= touch_later_m if math.hypot(*velocity) > _WALKS_MPS else touch_m
        # Whom the robot stands too close to already, it may leave, slowly.
        leaving = np.where(speeds.is_slow, gap[0, 0, 0] - 0.01, np.inf) + speeds.left_m
        allowed &= (gap >= np.minimum(needed, leaving)[..., None]).all(axis=0)
        nearest = np.minimum(nearest, gap.min(axis=0))
    allowed[0] = True
    best = len(allowed) - 1 - np.argmax(allowed[::-1], axis=0)
    return speeds.mps[best], nearest[best, np.arange(count)]


class _Speeds(NamedTuple):
    """v speeds that a path may be driven at, the slowest first.

    Attributes:
        mps, is_slow: shape (v,).
        sample: of the path, where the robot is then at each of the times, shape (t, v).
        left_m: how much farther from somebody than now it is then, if it leaves, shape (t, v).
    """

    mps: np.ndarray
    is_slow: np.ndarray
    sample: np.ndarray
    left_m: np.ndarray


@lru_cache(maxsize=8)
def _speeds(slow_mps: float, top_mps: float) -> _Speeds:
    mps = np.array([0.0, slow_mps / 2, slow_mps, *np.linspace(slow_mps, top_mps, 4)[1:]])
    sample = np.minimum(np.rint(mps * _TIMES_S[:, None] / STEP_M).astype(int), SAMPLES - 1)
    return _Speeds(mps, mps <= slow_mps + 1e-6, sample, 0.2 * mps * _TIMES_S[:, None])


def _may_meet(reached_m: np.ndarray, positions_m: np.ndarray, velocities_mps: np.ndarray, config: PilotConfig) -> np.ndarray:
    """Bool (p,): persons who may come so near that it matters, by boxes round their ways and round the robot's (..., 2)."""
    later_m = positions_m + velocities_mps * _HORIZON_S
    low, high = np.minimum(positions_m, later_m), np.maximum(positions_m, later_m)
    nearest_m, farthest_m = reached_m.min(axis=(0, 1)), reached_m.max(axis=(0, 1))
    apart_m = np.maximum(np.maximum(nearest_m - high, low - farthest_m), 0.0)
    minded_m = max(config.person_comfort_m, config.person_clearance_m, config.person_slow_clearance_m)
    return np.hypot(*apart_m.T) < minded_m + config.hull_radius_m + _PERSON_M + _SPREAD_MPS * _HORIZON_S

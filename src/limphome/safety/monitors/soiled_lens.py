"""Does something stick to the lens?"""

import math
from collections import deque
from dataclasses import dataclass
from typing import Deque, Dict, Optional

import numpy as np

from limphome.core import Odometry, Verdict
from limphome.resources import option
from limphome.safety.hysteresis import Hysteresis
from limphome.safety.image_statistics import ImageStatistics
from limphome.safety.reactions import judge

_STEP_M, _STEP_RAD = 0.15, 0.05  # another view: things have moved by a cell of the grid or more
_REPEATED = 0.5  # less change than this [grey levels], with a sensor's noise or without, is the same picture again
_EDGE = 10  # grey levels over two cells of the grid


@dataclass(frozen=True)
class SoiledLensConfig:
    """Options of the soiled-lens monitor."""

    soiled_edges: float = option(
        0.008, "part of the picture whose upright edges stay while the robot drives and turns (0.003)", 0.0, 1.0
    )
    soiled_views: int = option(12, "views in a row in which an edge is there; one every 0.15 m or 0.05 rad", 2, 200)
    soiled_turn_rad: float = option(0.15, "turn among these views before which nobody is accused [rad]", 0.0, 3.0)


class SoiledLens:
    """Trips on mud, tape, cracks: edges that stay in their place in the picture while the robot moves.

    Straight ahead some true edges stay as well: lines that run towards where it drives, and what is far away. So it has to have
    turned; upright edges all move then. Parts of the robot itself in the picture count as dirt: allow for them.
    """

    def __init__(self, config: SoiledLensConfig) -> None:
        self._config = config
        self._soiled = Hysteresis(config.soiled_edges, config.soiled_edges / 2, 2)
        self._pose: Optional[Odometry] = None
        self._seen_from: Optional[Odometry] = None
        self._turned_rad: Deque[float] = deque(maxlen=config.soiled_views)
        self._rising = self._falling = np.zeros((0, 0), np.int16)
        self._share: Optional[float] = None

    def observe_odometry(self, odometry: Odometry) -> None:
        """Keep the newest pose that is one; after NaN no view would ever be another one."""
        if math.isfinite(odometry.x_m + odometry.y_m + odometry.yaw_rad):
            self._pose = odometry

    def observe(self, image: ImageStatistics) -> None:
        """Take the statistics of the next picture; one that is no other view than the last is left out."""
        # A frozen camera shows edges that stay, too. That is another monitor's.
        repeated = image.difference is None or image.difference < _REPEATED
        if self._pose is None or repeated or not self._is_another_view(self._pose):
            return
        self._follow(self._pose)
        steps = image.grid[:, 2:] - image.grid[:, :-2]
        if self._rising.shape != steps.shape:
            self._rising = self._falling = np.zeros(steps.shape, np.int16)
        most = self._config.soiled_views
        self._rising = np.where(steps > _EDGE, np.minimum(self._rising + 1, most), 0)
        self._falling = np.where(steps < -_EDGE, np.minimum(self._falling + 1, most), 0)
        stays = np.maximum(self._rising, self._falling) >= most
        self._judge(float(np.count_nonzero(stays)) / max(stays.size, 1))

    def metrics(self) -> Dict[str, float]:
        """Telemetry of the component ``camera``: the share of edges that stay, once it can be told."""
        return {} if self._share is None else {"still_edge_fraction": self._share}

    def verdict(self, now_s: float) -> Verdict:
        """Soiled, or well."""
        limit = self._config.soiled_edges
        told = self._soiled.told(".1%") if self._soiled.tripped else ""
        text = f"something sticks to the lens: {told} of the picture does not move, at most {limit:.1%}" if told else ""
        return judge("camera_soiled", "camera", now_s, text)

    def _is_another_view(self, pose: Odometry) -> bool:
        last = self._seen_from
        if last is None:
            return True
        moved_m = math.hypot(pose.x_m - last.x_m, pose.y_m - last.y_m)
        return moved_m / _STEP_M + abs(_turn_rad(last, pose)) / _STEP_RAD >= 1.0

    def _follow(self, pose: Odometry) -> None:
        last = self._seen_from
        self._turned_rad.append(self._turned_rad[-1] + _turn_rad(last, pose) if last is not None else 0.0)
        self._seen_from = pose

    def _judge(self, share: float) -> None:
        """Too many such edges accuse only after a turn; few acquit at any time."""
        turned = max(self._turned_rad) - min(self._turned_rad) >= self._config.soiled_turn_rad
        if turned:
            self._share = share
        if turned or share <= self._config.soiled_edges:
            self._soiled.update(share)


def _turn_rad(before: Odometry, after: Odometry) -> float:
    return math.remainder(after.yaw_rad - before.yaw_rad, 2 * math.pi)

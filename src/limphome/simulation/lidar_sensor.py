"""The planar lidar."""

from typing import Any

import numpy as np

from limphome.core import Scan
from limphome.simulation.engine import mujoco
from limphome.simulation.sdf.model_builder import SEEN
from limphome.simulation.sdf.rover import LIDAR, Rover

_GROUPS = np.array([group == SEEN for group in range(6)], np.uint8)


class LidarSensor:
    """Casts the rover's beams at what is drawn, as Gazebo's lidar does; never at the rover itself."""

    def __init__(self, model: Any, rover: Rover, rng: np.random.Generator) -> None:
        self._model, self._rover, self._rng = model, rover, rng
        self._site = model.site(LIDAR).id
        count = len(rover.beams)
        self._local = np.stack([np.cos(rover.beams), np.sin(rover.beams), np.zeros(count)], 1)
        self._hit, self._distance = np.empty(count, np.int32), np.empty(count)

    def scan(self, data: Any, now_s: float) -> Scan:
        """One turn, all beams at once."""
        rover, count = self._rover, len(self._local)
        beams = (self._local @ data.site_xmat[self._site].reshape(3, 3).T).ravel()
        origin = data.site_xpos[self._site]
        mujoco.mj_multiRay(
            self._model, data, origin, beams, _GROUPS, True, -1, self._hit, self._distance, None, count, rover.range_max_m
        )
        distance = np.where(self._hit < 0, np.inf, self._distance)
        ranges = distance + self._rng.normal(scale=rover.noise["lidar"], size=count)
        ranges[distance < rover.range_min_m] = -np.inf
        ranges[ranges > rover.range_max_m] = np.inf
        return Scan(
            stamp_s=now_s,
            ranges_m=ranges.astype(np.float32),
            angle_min_rad=float(rover.beams[0]),
            angle_increment_rad=float(rover.beams[1] - rover.beams[0]),
            range_min_m=rover.range_min_m,
            range_max_m=rover.range_max_m,
        )

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
        self._local = np.stack([np.cos(rover.beams), np.sin(rover.beams), np.zeros(len(rover.beams))], 1)
        self._hit = np.empty(1, np.int32)

    def scan(self, data: Any, now_s: float) -> Scan:
        """One turn of all beams."""
        rover, count = self._rover, len(self._local)
        distance = self._cast(data)
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

    def _cast(self, data: Any) -> np.ndarray:
        """True distance along every beam, infinite without a hit.

        One by one: ``mj_multiRay`` of MuJoCo 3.17 overlooks whole boxes that are turned about the vertical.
        """
        beams = self._local @ data.site_xmat[self._site].reshape(3, 3).T
        origin = data.site_xpos[self._site]
        distance = [mujoco.mj_ray(self._model, data, origin, beam, _GROUPS, True, -1, self._hit) for beam in beams]
        return np.where(np.array(distance) < 0, np.inf, distance)

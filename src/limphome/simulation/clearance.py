"""Free space around the robot, by geometry."""

from typing import Any, Sequence

import numpy as np

from limphome.simulation.engine import mujoco
from limphome.simulation.sdf.model_builder import SOLID
from limphome.simulation.sdf.rover import FOOTPRINT
from limphome.simulation.sdf.thing import Thing

FAR_M = 10.0


class Clearance:
    """Distance from the rover's outline to the nearest of some things."""

    def __init__(self, model: Any, things: Sequence[Thing]) -> None:
        self._model, self._footprint = model, model.geom(FOOTPRINT).id
        bodies = [model.body(name).id for thing in things for name in thing.bodies]
        solid = np.isin(model.geom_bodyid, bodies) & (model.geom_group == SOLID) & (model.geom_type != 0)
        self._geoms = np.flatnonzero(solid)
        self._reach = model.geom_rbound[self._geoms] + model.geom_rbound[self._footprint]

    def nearest_m(self, data: Any) -> float:
        """Smallest distance, negative inside a thing; FAR_M when all are farther."""
        best = FAR_M
        gap = np.linalg.norm(data.geom_xpos[self._geoms] - data.geom_xpos[self._footprint], axis=1) - self._reach
        for index in np.argsort(gap):
            if gap[index] >= best:
                break
            distance = mujoco.mj_geomDistance(self._model, data, self._footprint, int(self._geoms[index]), best, None)
            best = min(best, float(distance))
        return best

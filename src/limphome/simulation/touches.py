"""Counts what the robot touches."""

from typing import Any, Dict, List, Sequence

import numpy as np

from limphome.simulation.sdf.rover import Rover
from limphome.simulation.sdf.thing import Thing

MOVING_MPS = 0.05
# One touch that flutters counts once.
_APART_S = 0.5


class Touches:
    """Touch events of a run: one when the robot meets a thing that it was apart from for half a second.

    Attributes:
        names: what was touched, in order. person_moving: touches of persons while the robot moved.
    """

    def __init__(self, model: Any, rover: Rover, things: Sequence[Thing]) -> None:
        self.names: List[str] = []
        self.person_moving = 0
        body_of = {name: thing for thing in things for name in thing.bodies}
        owner = [body_of.get(model.body(body).name) for body in model.geom_bodyid]
        planes = model.geom_type == 0  # mjGEOM_PLANE: the floor is no obstacle
        self._thing = [None if plane else thing for plane, thing in zip(planes, owner)]
        self._rover = np.isin(model.geom_bodyid, [model.body(name).id for name in rover.bodies]).tolist()
        self._last_s: Dict[str, float] = {}

    def update(self, data: Any, now_s: float, speed_mps: float) -> None:
        """Look at the contacts of the present step."""
        if data.ncon == 0:
            return
        for first, second in data.contact.geom.tolist():
            if not (self._rover[first] or self._rover[second]):
                continue
            thing = self._thing[second if self._rover[first] else first]
            if thing is not None:
                self._touch(thing, now_s, speed_mps)

    def _touch(self, thing: Thing, now_s: float, speed_mps: float) -> None:
        if now_s - self._last_s.get(thing.name, -1.0) > _APART_S:
            self.names.append(thing.name)
            self.person_moving += int(thing.class_name == "person" and abs(speed_mps) > MOVING_MPS)
        self._last_s[thing.name] = now_s

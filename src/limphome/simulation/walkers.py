"""Persons that follow their tracks and never walk into the robot."""

from typing import Any, Dict, Sequence, Tuple

import numpy as np

from limphome.simulation.sdf.thing import Thing, Track
from limphome.simulation.walker import Walker


class Walkers:
    """All persons of a world, standing and walking, on the mocap bodies of a compiled model."""

    def __init__(self, model: Any, things: Sequence[Thing], tracks: Dict[str, Track]) -> None:
        self.persons = [thing for thing in things if thing.class_name == "person"]
        self.names = tuple(thing.name for thing in self.persons)
        self._walkers = {i: Walker(thing, tracks[thing.name]) for i, thing in enumerate(self.persons) if thing.name in tracks}
        self._mocap = [[int(model.body(name).mocapid[0]) for name in thing.bodies] for thing in self.persons]

    def step(self, data: Any, now_s: float, step_s: float, robot: Tuple[float, float, float]) -> None:
        """Move every walker on by ``step_s``, with the robot at x, y, yaw."""
        for index, walker in self._walkers.items():
            mocap = self._mocap[index]
            x, y = float(data.mocap_pos[mocap[0], 0]), float(data.mocap_pos[mocap[0], 1])
            if walker.step(x, y, now_s, step_s, robot):
                data.mocap_pos[mocap], data.mocap_quat[mocap] = walker.limbs()

    def positions(self, data: Any) -> np.ndarray:
        """Where they all are, shape (n, 2)."""
        return np.array([data.mocap_pos[mocap[0], :2] for mocap in self._mocap]).reshape(-1, 2)

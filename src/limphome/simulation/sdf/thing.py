"""What a world holds, in words that the simulator needs after the model is compiled."""

from dataclasses import dataclass
from typing import Tuple

import numpy as np

from limphome.simulation.sdf.pose import Pose


@dataclass(frozen=True, eq=False)
class Thing:
    """One model of the world other than the rover.

    Attributes:
        name: of the SDF model. class_name: ``person``, ``cone``, ``crate`` or empty.
        bodies: names of its MuJoCo bodies, the root first. links: pose of each within the model.
        pose: of the model in the world. swing_rad: how far each link swings when it walks, signed.
        height_m: top of its collision shape.
    """

    name: str
    class_name: str
    bodies: Tuple[str, ...]
    links: Tuple[Pose, ...]
    pose: Pose
    swing_rad: Tuple[float, ...]
    height_m: float
    radius_m: float


@dataclass(frozen=True, eq=False)
class Track:
    """How a person walks.

    Attributes:
        points_m: shape (n, 2), walked in order. loop: begins again at the first after the last.
        speed_mps: walking speed. start_s: when it starts.
        start_distance_m: it also waits until the rover is this near to its first point; infinite: it does not.
    """

    points_m: np.ndarray
    loop: bool
    speed_mps: float
    start_s: float
    start_distance_m: float

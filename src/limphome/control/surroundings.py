"""What the pilot knows of the place around the robot."""

from dataclasses import dataclass

import numpy as np

from limphome.control.clearance_map import ClearanceMap


@dataclass(frozen=True, eq=False)
class Surroundings:
    """Things that stand, and persons (or whatever else walks); all in ``odom``.

    Attributes:
        things: distance to the nearest of them; persons who stand are among them.
        persons_m, velocities_mps: shape (p, 2).
    """

    things: ClearanceMap
    persons_m: np.ndarray
    velocities_mps: np.ndarray

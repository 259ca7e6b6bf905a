"""Pure pursuit (Coulter, "Implementation of the Pure Pursuit Path Tracking Algorithm", CMU-RI-TR-92-01)."""

import math
from typing import Tuple

import numpy as np

from limphome.control.geometry import lengths


def aim(points_m: np.ndarray, lookahead_m: float) -> Tuple[float, float]:
    """Where to steer.

    Args:
        points_m: path ahead in ``base_link``, shape (s, 2), starting at the robot.
        lookahead_m: distance of the point aimed at.

    Returns:
        Curvature of the arc that reaches that point [1/m] and its bearing [rad], both left positive.
    """
    far = np.flatnonzero(lengths(points_m) >= lookahead_m)
    x, y = (float(value) for value in points_m[far[0] if len(far) else -1])
    return 2 * y / max(x * x + y * y, 1e-6), math.atan2(y, x)

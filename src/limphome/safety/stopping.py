"""How fast is slow enough to stop in time."""

import math


def stopping_distance_m(v_mps: float, reaction_s: float, braking_mps2: float) -> float:
    """Way from the decision to standing still: reaction at full speed, then braking."""
    return v_mps * reaction_s + v_mps * v_mps / (2.0 * braking_mps2)


def speed_for_distance_mps(distance_m: float, final_mps: float, reaction_s: float, braking_mps2: float) -> float:
    """Highest speed that can be down to ``final_mps`` after ``distance_m``; ``final_mps`` if there is no way left.

    Solves ``distance = v * reaction + (v^2 - final^2) / (2 * braking)`` for v.
    """
    lag = braking_mps2 * reaction_s
    inside = lag * lag + 2.0 * braking_mps2 * max(distance_m, 0.0) + final_mps * final_mps
    return max(final_mps, math.sqrt(inside) - lag)

"""How much of the space of costs a set of points dominates: one number for a whole front.

Zitzler and Thiele, "Multiobjective optimization using evolutionary algorithms" (1998); computed by slicing along the last axis.
"""

import numpy as np


def hypervolume(costs: np.ndarray, reference: np.ndarray) -> float:
    """Volume between the points and a reference that is worse than all that counts.

    Args:
        costs: shape (n, objectives), less is better; points that are not better than the reference in everything add nothing.
        reference: shape (objectives,).
    """
    inside = costs[(costs < reference).all(axis=1)]
    if len(inside) == 0:
        return 0.0
    if costs.shape[1] == 1:
        return float(reference[0] - inside.min())
    ordered = inside[np.argsort(inside[:, -1])]
    edges = np.append(ordered[:, -1], reference[-1])
    slices = np.diff(edges)
    return float(
        sum(
            thickness * hypervolume(ordered[: count + 1, :-1], reference[:-1])
            for count, thickness in enumerate(slices)
            if thickness > 0
        )
    )

"""Which points no other one beats."""

import numpy as np


def pareto_front(costs: np.ndarray) -> np.ndarray:
    """Points that are not dominated: no other is as good in everything and better in something.

    Args:
        costs: shape (n, objectives), less is better.

    Returns:
        Shape (n,) bool; of equal points all or none are in it.
    """
    no_worse = (costs[:, None] <= costs[None]).all(axis=2)
    better = (costs[:, None] < costs[None]).any(axis=2)
    dominated: np.ndarray = np.any(no_worse & better, axis=0)
    return ~dominated

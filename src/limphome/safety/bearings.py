"""Beams of two scans that look the same way, also where a lidar's number of beams changes from turn to turn."""

import numpy as np


def at_bearings(values: np.ndarray, old_rad: np.ndarray, new_rad: np.ndarray) -> np.ndarray:
    """Values of a former scan's beams for the beams of a new one: those of the nearest beam, 0 or False where none is near.

    Scans of equally many beams are taken for scans of the same beams.

    Args:
        values: shape (n, ...). old_rad: bearings of the former scan, shape (n,). new_rad: of the new one, shape (m,).
    """
    if len(old_rad) == len(new_rad):
        return values
    if not len(old_rad):
        return np.zeros((len(new_rad), *values.shape[1:]), values.dtype)
    order = np.argsort(old_rad)
    after = np.searchsorted(old_rad[order], new_rad) % len(order)
    sides = order[np.stack([after - 1, after])]
    away = np.abs((old_rad[sides] - new_rad + np.pi) % (2 * np.pi) - np.pi)
    found = values[np.where(away[0] < away[1], sides[0], sides[1])]
    found[away.min(axis=0) > 2 * np.pi / len(old_rad)] = 0  # it did not look there
    return found

"""The median without ``np.median``'s overhead, which is ten times its work on arrays as small as a scan."""

import numpy as np


def median(values: np.ndarray) -> np.floating:
    """Median of a flat, not empty array without NaN; integers give a float64."""
    low, high = (len(values) - 1) // 2, len(values) // 2
    ordered = np.partition(values, (low, high))
    # As arrays: before NumPy 2 a float32 scalar over a Python int is a float64.
    return (ordered[low : low + 1] / 2 + ordered[high : high + 1] / 2)[0]

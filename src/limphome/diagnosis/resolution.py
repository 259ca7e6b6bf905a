"""The least spread that a metric is given, however steady it was while fitting.

In lockstep every message comes exactly on time; the same robot under an operating system's scheduler
jitters. A model fitted on the one must not raise an alarm on the other. Nor must one fitted beside one
network on one CPU raise it beside another: how exactly a network repeats itself is its own affair.
"""

from typing import Sequence

import numpy as np

# ending of the metric's name (its unit) -> absolute least, share of its normal size
LEAST = {
    "_hz": (0.0, 0.15),  # of a process on a machine that does other work too
    "_s": (0.01, 0.0),
    "_m": (0.005, 0.0),
    "_mps": (0.005, 0.0),
    "_radps": (0.005, 0.0),
    "_fraction": (0.002, 0.0),
    "golden_error": (0.02, 0.0),  # in units of what perception allows
}
OTHERWISE = (1e-6, 1e-3)


def resolution(names: Sequence[str], center: np.ndarray) -> np.ndarray:
    """Least standard deviation of every metric, in its own unit, shape (m,)."""
    parts = [next((least for ending, least in LEAST.items() if name.endswith(ending)), OTHERWISE) for name in names]
    absolute, relative = np.array(parts).reshape(-1, 2).T
    return absolute + relative * np.abs(center)

"""95 % bounds of rates, without scipy."""

import math
from typing import Tuple

Z95 = 1.959964


def wilson(hits: int, count: int) -> Tuple[float, float]:
    """Bounds of a share (Wilson 1927); (0, 1) without a case."""
    if count == 0:
        return 0.0, 1.0
    share, z2 = hits / count, Z95**2
    middle = (share + z2 / (2 * count)) / (1 + z2 / count)
    half = Z95 / (1 + z2 / count) * math.sqrt(share * (1 - share) / count + z2 / (4 * count**2))
    return max(0.0, middle - half), min(1.0, middle + half)


def poisson_upper(events: int) -> float:
    """The expected number of events that would give so few in only 5 % of the cases (one-sided; 3.0 for none)."""
    low, high = 0.0, 20.0 + 3.0 * events
    for _ in range(60):
        middle = (low + high) / 2
        below = math.exp(-middle) * sum(middle**k / math.factorial(k) for k in range(events + 1))
        low, high = (middle, high) if below > 0.05 else (low, middle)
    return low

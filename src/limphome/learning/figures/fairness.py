"""Are two groups of persons found equally well?"""

from typing import Any, Dict, Mapping, Tuple

import numpy as np

from limphome.learning.evaluation import wilson

EQUAL = 0.05
"""A difference of recall that is called none when all of its 95 % interval lies within."""
PAIRS = (("children", "adults"), ("dark clothes", "light clothes"))


def difference_ci95(first: float, n: int, second: float, m: int) -> Tuple[float, float]:
    """95 % interval of ``first - second``, two counted shares (Newcombe 1998, method 10)."""
    low1, high1 = wilson(first, n)
    low2, high2 = wilson(second, m)
    difference = first - second
    below = np.hypot(first - low1, high2 - second)
    above = np.hypot(high1 - first, second - low2)
    return float(difference - below), float(difference + above)


def compare_groups(slices: Mapping[str, Mapping[str, Any]]) -> Dict[str, Dict[str, Any]]:
    """Each pair of groups that both have persons: difference of recall, its interval and a verdict in words."""
    return {
        f"{first} and {second}": _compare(first, second, slices[first], slices[second])
        for first, second in PAIRS
        if first in slices and second in slices
    }


def _compare(first: str, second: str, one: Mapping[str, Any], other: Mapping[str, Any]) -> Dict[str, Any]:
    low, high = difference_ci95(one["recall"], one["persons"], other["recall"], other["persons"])
    difference = one["recall"] - other["recall"]
    return {"difference": difference, "difference_ci95": [low, high], "verdict": _verdict(first, second, low, high)}


def _verdict(first: str, second: str, low: float, high: float) -> str:
    if low >= -EQUAL and high <= EQUAL:
        return f"{first} and {second} are found equally well (within {EQUAL:g})"
    if high < 0 or low > 0:
        fewer, more = (first, second) if high < 0 else (second, first)
        return f"{fewer} are found less often than {more}"
    return f"too few persons to tell whether {first} and {second} are found equally well"

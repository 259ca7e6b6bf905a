"""What is weighed against what, as costs in which less is better."""

from typing import Any, Dict, List, Mapping, Sequence, Tuple

import numpy as np

from limphome.core import LimphomeError

NAMES = ("accuracy", "latency", "cpu", "energy", "memory")
ACCURACY_DIGITS = 3
"""Less than a thousandth of mAP is chance; it shall not put a slower network on the front."""
REFERENCE = 1.1
"""A tenth worse than the worst point, so that the ends of a front count too."""


def known_objectives(asked: Sequence[str]) -> Tuple[str, ...]:
    """The same names; LimphomeError when one is unknown, or none is given."""
    if not asked or not set(asked) <= set(NAMES):
        raise LimphomeError(f"objectives '{','.join(asked)}'", "landscape", "some of " + ", ".join(NAMES))
    return tuple(asked)


def measurable(asked: Sequence[str], energy: bool, memory: bool) -> Tuple[str, ...]:
    """Those objectives that can be measured; LimphomeError when there are none.

    Args:
        energy: there is a meter. memory: processes are started to see it.
    """
    there = {"energy": energy, "memory": memory}
    return tuple(_some([name for name in known_objectives(asked) if there.get(name, True)], asked))


def usable(asked: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> Tuple[List[str], Dict[str, str]]:
    """Those objectives that every row has, and why each other one is left out; LimphomeError when there are none."""
    known_objectives(asked)
    left_out = {name: "not measured" for name in asked if any(cost(row, name) is None for row in rows)}
    return _some([name for name in asked if name not in left_out], asked), left_out


def cost(row: Mapping[str, Any], name: str) -> Any:
    """1 - mAP 50:95 in thousandths, or the natural logarithm of milliseconds, joules a frame, MB; None if it was not measured.

    ``cpu`` is the network's CPU time, which other programs on the machine disturb less than ``latency``.
    """
    if name == "accuracy":
        return round(1.0 - row["accuracy"]["map50_95"], ACCURACY_DIGITS)
    if name == "latency":
        value = row["latency_ms"]["whole_median"]
    else:
        value = row[{"cpu": "network_cpu_ms", "energy": "energy_j", "memory": "memory_mb"}[name]]
    return None if value is None or value <= 0 else float(np.log(value))


def _some(names: List[str], asked: Sequence[str]) -> List[str]:
    if not names:
        allowed = "accuracy, latency or cpu beside it; energy needs a meter (limphome model bench tells which), memory --memory"
        raise LimphomeError(f"{', '.join(asked)}: not measured here", "--objectives", allowed)
    return names


def cost_matrix(rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> np.ndarray:
    """Shape (rows, names), each column stretched to 0 (best row) ... 1 (worst row)."""
    costs = np.array([[cost(row, name) for name in names] for row in rows], float)
    low, span = costs.min(axis=0), np.ptp(costs, axis=0)
    return (costs - low) / np.where(span > 0, span, 1.0)

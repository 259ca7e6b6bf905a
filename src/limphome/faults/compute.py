"""Faults of the processes: how long they last, how slow they are."""

from limphome.faults.table import find_kind


def slow_inference_s(severity: int) -> float:
    """How much longer one inference takes [s]."""
    return find_kind("compute.slow_inference").value(severity)


def outage_s(severity: int) -> float:
    """How long a crashed node stays away [s]; infinite at severity 5."""
    return find_kind("compute.node_crash").value(severity)

"""Which metrics moved: those that a reader should see beside the faults."""

from typing import List

import numpy as np

from limphome.cli.report.drive_log import DriveLog

_LEAST_SAMPLES = 5
_LEAST_MOVE = 3.0


def moved_metrics(log: DriveLog, count: int = 5) -> List[str]:
    """Names of metrics: those that the named causes give as evidence, then those that moved most, of the broken parts first.

    A metric moves by the difference of its medians during and outside the faults, in units of its spread outside. One that has
    one value all along is not shown: that it fell silent, others show too.
    """
    cited = [name for name in _cited(log) if name in log.metrics and np.ptp(log.metrics[name][1]) > 0]
    scores = {name: _moved(log, rows) for name, rows in log.metrics.items()}
    moved = sorted((name for name in scores if scores[name] > _LEAST_MOVE), key=lambda name: (-scores[name], name))
    broken = {fault.component for fault in log.faults}
    ranked = cited[: count - 1] + sorted(moved, key=lambda name: name.split(".")[0] not in broken)
    return list(dict.fromkeys(ranked))[:count]


def _cited(log: DriveLog) -> List[str]:
    """First words of the evidence of the best causes during the faults, in turn, so that every fault has its say."""
    turns: List[List[str]] = []
    for fault in log.faults:
        rankings = [d for d in log.diagnoses if fault.start_s <= d.time_s <= fault.end_s and d.best.fault != "none"]
        turns.append([text.split()[0].rstrip(":") for text in (rankings[-1].best.evidence if rankings else ()) if text.split()])
    longest = max((len(turn) for turn in turns), default=0)
    return [turn[i] for i in range(longest) for turn in turns if i < len(turn)]


def _moved(log: DriveLog, rows: np.ndarray) -> float:
    """How far the metric moved in that fault in which it moved most."""
    times, values = rows
    inside = [(times >= fault.start_s) & (times <= fault.end_s) for fault in log.faults]
    outside = ~np.any(inside, axis=0) if inside else np.zeros(0, bool)
    if outside.sum() < _LEAST_SAMPLES or not np.isfinite(values).all():
        return 0.0
    normal = values[outside]
    spread = _spread(normal) + 1e-3 * float(np.abs(values).max()) + 1e-9
    levels = [np.median(values[one]) for one in inside if one.sum() >= _LEAST_SAMPLES]
    return max((float(abs(level - np.median(normal)) / spread) for level in levels), default=0.0)


def _spread(values: np.ndarray) -> float:
    low, high = np.percentile(values, (10, 90))
    return float(high - low)

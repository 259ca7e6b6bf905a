"""Patterns of scores to learn names from: moments of recorded runs, with the right answer."""

from dataclasses import dataclass
from typing import List, Sequence, Tuple

import numpy as np

from limphome.diagnosis.features import Features
from limphome.diagnosis.naming import NONE, Label
from limphome.diagnosis.normal_model import NormalModel
from limphome.diagnosis.recorded_run import RecordedRun
from limphome.diagnosis.scores import Scorer

WATCH_S = 8.0  # moments later than this after a fault showed teach nothing new
EVERY_TICKS = 3
CALM_EVERY_TICKS = 50


@dataclass(frozen=True, eq=False)
class Samples:
    """n moments: features (n, f), label, number of the run that each comes from, and weight (every run weighs the same)."""

    features: np.ndarray
    labels: Tuple[Label, ...]
    run: np.ndarray
    weight: np.ndarray


def scored(normal: NormalModel, run: RecordedRun) -> Tuple[np.ndarray, np.ndarray]:
    """Peak score (n,) and features (n, f) of every tick of a run."""
    scorer, features = Scorer(normal), Features(normal)
    rows = [
        scorer.update(tick, values) for tick, values in enumerate(run.telemetry.aligned(normal.names), run.telemetry.first_tick)
    ]
    return np.array([row.peak for row in rows]), np.stack([features.of(row) for row in rows])


def collect(normal: NormalModel, runs: Sequence[RecordedRun], incident_score: float) -> Samples:
    """Moments of departure while a fault acts; calm and near-miss moments of everything before and without one."""
    parts: List[Tuple[np.ndarray, Label, int]] = []
    for number, run in enumerate(runs):
        fault = run.single
        if run.faults and fault is None:
            continue  # it never showed, or there are two: neither has one right name
        peak, features = scored(normal, run)
        time_s = run.telemetry.time_s
        shown_s = fault.shown_s if fault is not None and fault.shown_s is not None else np.inf
        before = np.flatnonzero(time_s < shown_s)[normal.settings.warmup_ticks :]
        near = before[peak[before] > 0.8 * incident_score][::EVERY_TICKS]
        parts.append((features[np.union1d(before[::CALM_EVERY_TICKS], near)], NONE, number))
        if fault is not None:
            during = np.flatnonzero(
                (time_s > shown_s) & (time_s <= min(fault.end_s, shown_s + WATCH_S)) & (peak > incident_score)
            )
            parts.append((features[during[::EVERY_TICKS]], fault.label, number))
    return _joined([part for part in parts if len(part[0])])


def _joined(parts: Sequence[Tuple[np.ndarray, Label, int]]) -> Samples:
    sizes = [len(part[0]) for part in parts]
    return Samples(
        features=np.concatenate([part[0] for part in parts]),
        labels=tuple(label for (_, label, _), size in zip(parts, sizes) for _ in range(size)),
        run=np.repeat([number for _, _, number in parts], sizes),
        weight=np.repeat([1.0 / size for size in sizes], sizes),
    )

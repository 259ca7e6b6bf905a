"""Patterns of scores to learn names from: moments of recorded runs, with the right answer."""

from dataclasses import dataclass
from typing import List, NamedTuple, Sequence, Tuple

import numpy as np

from limphome.diagnosis.features import Features
from limphome.diagnosis.naming import NONE, Label
from limphome.diagnosis.normal_model import NormalModel
from limphome.diagnosis.recorded_run import RecordedRun
from limphome.diagnosis.scores import Scorer

WATCH_S = 8.0  # moments later than this after a fault showed teach nothing new
EVERY_TICKS = 3
CALM_EVERY_TICKS = 50
HEALED_S = 3.0
"""How long after a fault what still departs is its doing."""
HEALED_WEIGHT = 0.3
"""What is seen then weighs so much beside the moments in which the fault acts: those are what an incident begins with."""


class _Part(NamedTuple):
    features: np.ndarray
    label: Label
    run: int
    weight: float = 1.0


@dataclass(frozen=True, eq=False)
class Samples:
    """n moments: features (n, f), label, number of the run that each comes from, and weight.

    Every run weighs the same while its fault acts, and ``HEALED_WEIGHT`` of that after it.
    """

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
    """Moments of departure while a fault acts and shortly after; calm and near-miss ones of everything before and without."""
    parts: List[_Part] = []
    for number, run in enumerate(runs):
        fault = run.single
        if run.faults and fault is None:
            continue  # it never showed, or there are two: neither has one right name
        peak, features = scored(normal, run)
        time_s = run.telemetry.time_s
        shown_s = fault.shown_s if fault is not None and fault.shown_s is not None else np.inf
        before = np.flatnonzero(time_s < shown_s)[normal.settings.warmup_ticks :]
        near = before[peak[before] > 0.8 * incident_score][::EVERY_TICKS]
        parts.append(_Part(features[np.union1d(before[::CALM_EVERY_TICKS], near)], NONE, number))
        if fault is not None:
            departs = peak > incident_score
            acting = departs & (time_s > shown_s) & (time_s <= min(fault.end_s, shown_s + WATCH_S))
            healed = departs & (time_s > fault.end_s) & (time_s <= fault.end_s + HEALED_S) & acting.any()
            parts.append(_Part(features[np.flatnonzero(acting)[::EVERY_TICKS]], fault.label, number))
            parts.append(_Part(features[np.flatnonzero(healed)[::EVERY_TICKS]], fault.label, number, HEALED_WEIGHT))
    return _joined([part for part in parts if len(part.features)])


def _joined(parts: Sequence[_Part]) -> Samples:
    sizes = [len(part.features) for part in parts]
    return Samples(
        features=np.concatenate([part.features for part in parts]),
        labels=tuple(part.label for part, size in zip(parts, sizes) for _ in range(size)),
        run=np.repeat([part.run for part in parts], sizes),
        weight=np.repeat([part.weight / size for part, size in zip(parts, sizes)], sizes),
    )

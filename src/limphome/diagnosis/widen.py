"""Lets the edge of normal give way to what runs without a fault reached that the normal model was not fitted on."""

from dataclasses import replace
from typing import Dict, Sequence

import numpy as np

from limphome.diagnosis.diagnosis_model import DiagnosisModel
from limphome.diagnosis.normal_model import NormalModel
from limphome.diagnosis.recorded_run import RecordedRun
from limphome.diagnosis.scores import KINDS, Scorer

PERSIST_TICKS = 8
"""So long a score has to stay to count as reached."""


def widened_model(model: DiagnosisModel, drives: Sequence[RecordedRun]) -> DiagnosisModel:
    """A model that takes what these drives reached for normal; what it names, and how, stays.

    For a machine or a robot that is a little other than those of the fit: nothing is learned again.
    """
    by = [*model.fitted_on.get("widened_by", []), *(run.scenario for run in drives)]
    normal = widened(model.normal, drives, PERSIST_TICKS)
    return replace(model, normal=normal, fitted_on={**model.fitted_on, "widened_by": by})


def room(before: NormalModel, after: NormalModel) -> Dict[str, float]:
    """Metric -> how many times as far its level may be from normal, for those that got more room; the most first."""
    ratios = (after.limits.level_short / before.limits.level_short).max(axis=0)
    found = {name: float(ratio) for name, ratio in zip(before.names, ratios) if ratio > 1.0}
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def widened(normal: NormalModel, spare: Sequence[RecordedRun], persist_ticks: int) -> NormalModel:
    """The model with limits so wide that no score of a spare run stays above 1 for ``persist_ticks`` in a row.

    What the scene decides (a person in the way, a wait) varies far more than what a sensor or a process does. Each metric
    therefore gets the room that it needs, and a steady one keeps its narrow limits.
    """
    reached = np.ones((len(KINDS), len(normal.names)))
    for run in spare:
        reached = np.maximum(reached, _lasting(normal, run, persist_ticks))
    level, spread, freeze, silence = reached
    limits = normal.limits
    return replace(
        normal,
        limits=replace(
            limits,
            level_short=limits.level_short * level,
            level_long=limits.level_long * level,
            spread_up=limits.spread_up * spread,
            spread_down=limits.spread_down * spread,
            freeze=limits.freeze * freeze,
            silence=limits.silence * silence,
        ),
    )


def _lasting(normal: NormalModel, run: RecordedRun, ticks: int) -> np.ndarray:
    """Highest size of every score that lasted ``ticks``, shape (4, m)."""
    scorer = Scorer(normal)
    table = enumerate(run.telemetry.aligned(normal.names), run.telemetry.first_tick)
    sizes = np.stack([np.abs(scorer.update(tick, values).values) for tick, values in table])
    rows = len(sizes) - ticks + 1
    if rows <= 0:
        return np.zeros(sizes.shape[1:])
    return np.min([sizes[k : k + rows] for k in range(ticks)], axis=0).max(axis=0)

"""The shipped thresholds are those that the rule gives."""

from typing import Sequence

import numpy as np

from limphome.learning.audit.outcome import CannotRun, Outcome, judged
from limphome.learning.audit.subject import Subject
from limphome.learning.thresholds import choose_thresholds

STEP = 0.001  # thresholds are rounded to it


def thresholds_by_rule(subject: Subject) -> Outcome:
    """The rule of :func:`choose_thresholds`, fitted again by the same file from the kept validation frames."""
    frames = subject.frames.learned("validation", subject.trained.recipe)
    variant = "int8" if "int8" in subject.manifest.files else "int8_avx2"  # a CPU without VNNI makes no int8
    if variant not in subject.variants():
        raise CannotRun(f"fitted by {variant}, whose sums saturate on this CPU (no VNNI)")
    found = subject.predictor(variant).predict(frames.images)
    return judge_thresholds(subject.thresholds, choose_thresholds(frames, found), len(frames))


def judge_thresholds(shipped: Sequence[float], fitted: Sequence[float], frames: int) -> Outcome:
    """Judge by the step to which thresholds are rounded."""
    first, second = (", ".join(f"{value:.3f}" for value in values) for values in (shipped, fitted))
    good = bool((np.abs(np.array(shipped) - np.array(fitted)) <= 1.5 * STEP).all())
    return judged(good, f"shipped {first}; fitted again on {frames} frames {second}")

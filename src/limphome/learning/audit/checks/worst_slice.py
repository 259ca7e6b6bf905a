"""Nobody is much overlooked."""

from typing import Any, Mapping

from limphome.learning.audit.outcome import CannotRun, Outcome, judged
from limphome.learning.audit.subject import Subject
from limphome.learning.figures.worst_slice import worst_slice


def worst_slice_near_mean(subject: Subject) -> Outcome:
    """The slice of persons that is found least is found not much less often than all."""
    overall = subject.matches.recall(subject.thresholds[subject.person])
    return judge_slices(subject.details["slices"], overall, subject.asked.bounds.worst_slice_share)


def judge_slices(slices: Mapping[str, Mapping[str, Any]], overall: float, share: float) -> Outcome:
    """Judge the worst large slice by the upper end of its interval, so that no network fails by bad luck."""
    worst = worst_slice(slices)
    if not worst:
        raise CannotRun("no slice has persons enough: more --frames")
    low, high = worst["recall_ci95"]
    text = f"{worst['name']}: recall {worst['recall']:.4f} ({low:.4f} to {high:.4f}) of {worst['persons']}"
    return judged(high >= share * overall, f"{text}; all persons {overall:.4f}, at least {share:g} of that")

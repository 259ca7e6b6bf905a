"""The monitors get every number that they ask for."""

import math
from typing import Mapping, Sequence

from limphome.core import Frame
from limphome.learning.audit.outcome import Outcome, judged
from limphome.learning.audit.subject import Subject

ALWAYS = ("inference_s", "detections", "score_max", "golden_error", "digest_ok")


def health_complete(subject: Subject) -> Outcome:
    """Numbers after a frame and a self-check; those that this kind of network cannot give are named as such."""
    detector = subject.detector
    detector.detect(Frame(0.0, detector.golden_image))
    detector.self_check()
    wanted = [*ALWAYS, "feature_distance", *(f"head_max_{name}" for name in subject.manifest.classes)]
    missing = tuple(detector.not_available)
    return judge_numbers(detector.health(0.0).metrics, [name for name in wanted if not name.startswith(missing or ("\0",))])


def judge_numbers(metrics: Mapping[str, float], wanted: Sequence[str]) -> Outcome:
    """Every wanted number is there and is finite."""
    bad = [name for name in wanted if not math.isfinite(metrics.get(name, math.nan))]
    return judged(not bad, f"{len(wanted)} numbers wanted; missing or not finite: {', '.join(bad) or 'none'}")

"""The golden frame tells a damaged network from a sound one."""

from typing import List, Optional, Sequence, Tuple

import numpy as np

from limphome.core import Frame, LimphomeError
from limphome.faults.model import bit_flip
from limphome.learning.audit.outcome import CannotRun, Outcome, judged
from limphome.learning.audit.subject import Subject
from limphome.perception.detector import Detector
from limphome.perception.golden import Golden

SEVERITIES, SEEDS, FRAMES = (3, 4, 5), 8, 12
Seen = Tuple[float, List[float]]


def golden_frame_catches_damage(subject: Subject) -> Outcome:
    """Bits are flipped in the loaded weights; what changes detections on other frames must show in the golden frame."""
    detector = subject.detector
    images = subject.held_out.images[:: max(1, len(subject.held_out) // FRAMES)][:FRAMES]
    healthy = [Golden(image, detector.detect(Frame(0.0, image))) for image in images]
    damages = [(severity, seed) for severity in SEVERITIES for seed in range(SEEDS)]
    seen = [_look(detector, severity, seed, healthy) for severity, seed in damages]
    return judge_damages([one for one in seen if one is not None], len(damages), subject.bounds.damage_caught)


def judge_damages(seen: Sequence[Seen], tried: int, share: float) -> Outcome:
    """Judge (error of the golden frame, errors of other frames) of each damage; from 1.0 on an error is too large.

    A damage is harmful when it shows in more than one of the other frames.
    """
    harmful = [golden for golden, errors in seen if sum(not error <= 1.0 for error in errors) > 1]
    if not harmful:
        raise CannotRun(f"none of {tried} damages harmed a network that loads")
    caught = sum(not golden <= 1.0 for golden in harmful)
    text = f"{tried} damages, {tried - len(seen)} refused at once, {len(harmful)} harmful, {caught} of them seen"
    return judged(caught >= share * len(harmful), f"{text}; at least {share:g}")


def _look(detector: Detector, severity: int, seed: int, healthy: Sequence[Golden]) -> Optional[Seen]:
    """Errors of a damaged copy; None when it does not even load."""
    try:
        damaged = detector.with_model(bit_flip(detector.model_bytes, severity, np.random.default_rng([seed, severity])))
    except LimphomeError:
        return None
    damaged.self_check()
    errors = [one.error(damaged.detect(Frame(0.0, one.image))) for one in healthy]
    return damaged.health(0.0).metrics["golden_error"], errors

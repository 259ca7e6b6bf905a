"""The golden frame tells a damaged network from a sound one."""

from contextlib import suppress
from dataclasses import dataclass
from typing import List, Optional, Sequence

import numpy as np

from limphome.core import Detections, Frame, LimphomeError
from limphome.faults.model import bit_flip
from limphome.learning.audit.bounds import AuditBounds
from limphome.learning.audit.outcome import CannotRun, Outcome, judged
from limphome.learning.audit.subject import Subject
from limphome.perception.detector import Detector
from limphome.perception.not_finite import NotFiniteError
from limphome.perception.shadow.comparison import Comparison

SEVERITIES, SEEDS, FRAMES = (3, 4, 5), 16, 64  # of eight seeds only nine damages did harm: too few to tell 0.9 by


@dataclass(frozen=True)
class Damage:
    """What a damaged copy shows: error of its golden frame, share of boxes that it changes on other frames."""

    golden_error: float
    changed: float


def golden_frame_catches_damage(subject: Subject) -> Outcome:
    """Bits are flipped in the loaded weights; what changes many boxes of other frames must show in the golden frame."""
    detector = subject.detector
    images = subject.held_out.images[:: max(1, len(subject.held_out) // FRAMES)][:FRAMES]
    healthy = [detector.detect(Frame(0.0, image)) for image in images]
    rngs = [(severity, np.random.default_rng([seed, severity])) for severity in SEVERITIES for seed in range(SEEDS)]
    damages = [_look(detector, severity, rng, images, healthy) for severity, rng in rngs]
    return judge_damages([one for one in damages if one is not None], len(damages), subject.asked.bounds)


def judge_damages(damages: Sequence[Damage], tried: int, bounds: AuditBounds) -> Outcome:
    """Judge by the share of the harmful damages at which the golden frame is off (error above 1)."""
    harmful = [one for one in damages if one.changed > bounds.harm]
    missed = [one for one in damages if one.golden_error <= 1.0]
    if not harmful:
        raise CannotRun(f"none of {tried} damages changed {bounds.harm:.0%} of the boxes")
    caught = sum(not one.golden_error <= 1.0 for one in harmful)
    worst = max((one.changed for one in missed), default=0.0)
    text = f"{tried} damages, {tried - len(damages)} do not load, {len(harmful)} change {bounds.harm:.0%} of the boxes or more"
    text += f", {caught} of them seen, at least {bounds.damage_caught:g}; the worst that was not seen changes {worst:.1%}"
    return judged(caught >= bounds.damage_caught * len(harmful), text)


def _look(
    detector: Detector, severity: int, rng: np.random.Generator, images: np.ndarray, healthy: List[Detections]
) -> Optional[Damage]:
    """None when the damaged copy does not even load."""
    try:
        damaged = detector.with_model(bit_flip(detector.model_bytes, severity, rng))
    except LimphomeError:
        return None
    with suppress(NotFiniteError):  # its health says so
        damaged.self_check()
    comparison = Comparison()
    for image, expected in zip(images, healthy, strict=True):
        comparison.add(expected, damaged.detect_if_finite(Frame(0.0, image)), 0.0, 0.0)
    changed = max(1 - comparison.kept, comparison.added)
    return Damage(damaged.health(0.0).metrics["golden_error"], changed)

"""Pictures that it is shown look like those it was made from."""

import numpy as np

from limphome.core import Frame
from limphome.learning.audit.bounds import AuditBounds
from limphome.learning.audit.mends import MORE_WORLDS
from limphome.learning.audit.outcome import CannotRun, Outcome, judged
from limphome.learning.audit.subject import Subject


def no_skew(subject: Subject) -> Outcome:
    """Distance of the held-out frames' features from the shipped statistics; a frame like those has about 1."""
    detector = subject.detector
    if "feature_distance" in detector.not_available:
        raise CannotRun("an imported network: it gives no features")
    distances = []
    for image in subject.held_out.images[:: max(1, len(subject.held_out) // 200)]:
        detector.detect(Frame(0.0, image))
        distances.append(detector.health(0.0).metrics["feature_distance"])
    return judge_distances(np.array(distances), subject.asked.bounds)


def judge_distances(distances: np.ndarray, bounds: AuditBounds) -> Outcome:
    """Judge the median."""
    median, high = np.quantile(distances, [0.5, 0.99])
    text = f"{len(distances)} frames: median distance {median:.2f}, 99 % below {high:.2f}"
    good = bounds.skew_low <= median <= bounds.skew_high
    return judged(
        good, f"{text}; median {bounds.skew_low:g} to {bounds.skew_high:g}", MORE_WORLDS if median > bounds.skew_high else ""
    )

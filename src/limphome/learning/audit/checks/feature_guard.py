"""The guard that compares features with those of the training speaks up when the camera is broken, and only then."""

from typing import Dict, Iterable, Tuple

import numpy as np

from limphome.core import Frame, Health, Mode
from limphome.faults.table import find_kind
from limphome.learning.audit.mends import MORE_WORLDS
from limphome.learning.audit.outcome import CannotRun, Outcome, judged
from limphome.learning.audit.subject import Subject
from limphome.learning.figures.robustness import corrupted
from limphome.perception.detector import Detector
from limphome.safety.monitors.model_integrity import ModelIntegrity, ModelIntegrityConfig

FAULTS = (("camera.blackout", 5), ("camera.noise", 5), ("camera.blur", 5))
FRAMES = 60


def feature_guard_speaks(subject: Subject) -> Outcome:
    """The monitor of the supervisor, fed with this network's features of clean and of broken pictures."""
    if "feature_distance" in subject.detector.not_available:
        raise CannotRun("an imported network: it gives no features")
    images = subject.held_out.images[:FRAMES]
    clean = watch(_distances(subject.detector, images))
    spoken = {}
    for name, severity in FAULTS:
        pictures, _ = corrupted(find_kind(name), severity, images, 0)
        spoken[f"{name}:{severity}"] = watch(_distances(subject.detector, pictures))
    return judge_guard(clean, spoken)


def judge_guard(clean: Tuple[bool, float], spoken: Dict[str, Tuple[bool, float]]) -> Outcome:
    """Judge (it spoke, median distance) of clean pictures and of each fault."""
    parts = [
        f"{name} {median:.1f} {'spoke' if loud else 'silent'}" for name, (loud, median) in {"clean": clean, **spoken}.items()
    ]
    good = not clean[0] and any(loud for loud, _ in spoken.values())
    return judged(good, "median distance: " + ", ".join(parts), MORE_WORLDS if clean[0] else "")


def watch(distances: Iterable[float]) -> Tuple[bool, float]:
    """Whether the monitor spoke at any frame, and the median distance."""
    monitor, spoke, seen = ModelIntegrity(ModelIntegrityConfig()), False, []
    for index, distance in enumerate(distances):
        monitor.observe(Health(index * 0.1, "perception", {"feature_distance": distance}))
        spoke = spoke or monitor.verdict(index * 0.1).demand != Mode.NOMINAL
        seen.append(distance)
    return spoke, float(np.median(seen))


def _distances(detector: Detector, images: np.ndarray) -> Iterable[float]:
    for image in images:
        detector.detect(Frame(0.0, image))
        yield detector.health(0.0).metrics["feature_distance"]

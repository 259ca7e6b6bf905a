"""No picture and no number makes it answer nonsense."""

from typing import Callable, Dict, List, Tuple

import numpy as np

from limphome.core import Detections, Frame
from limphome.learning.audit.outcome import CannotRun, Outcome, judged
from limphome.learning.audit.subject import Subject
from limphome.perception.detector import Detector
from limphome.perception.imported_detector import Sight
from limphome.perception.not_finite import NotFiniteError

STRANGE = {"nan": np.nan, "inf": np.inf, "-inf": -np.inf, "1e30": 1e30, "-1e30": -1e30}


def numerically_stable(subject: Subject) -> Outcome:
    """Extreme pictures through the robot's file, NaN, infinities and huge numbers into the FP32 file's input.

    The held-out frames too, where there are any that other checks run as well.
    """
    bad = strange_pictures(subject.detector) + held_out_frames(subject)
    tried = len(extreme_pictures(320, 240))
    if "fp32" in subject.manifest.files and subject.manifest.file("fp32").dtype != "uint8":
        bad += strange_numbers(subject)
        tried += len(STRANGE)
    return judged(not bad, f"{tried} extreme inputs; not finite, or outside the picture: {', '.join(bad) or 'none'}")


def extreme_pictures(width: int, height: int) -> Dict[str, np.ndarray]:
    """Pictures that no yard shows."""
    rng, size = np.random.default_rng(0), (height, width, 3)
    stripes = np.zeros(size, np.uint8)
    stripes[:, ::2] = 255
    one = np.zeros(size, np.uint8)
    one[height // 2, width // 2] = 255
    return {
        "black": np.zeros(size, np.uint8),
        "white": np.full(size, 255, np.uint8),
        "noise": rng.integers(0, 256, size, np.uint8),
        "stripes": stripes,
        "one pixel": one,
        "1x1": np.full((1, 1, 3), 255, np.uint8),
        "1 px high": rng.integers(0, 256, (1, width, 3), np.uint8),
        "12 megapixels": np.full((3000, 4000, 3), 127, np.uint8),
    }


def strange_pictures(detector: Detector) -> List[str]:
    """Names of the extreme pictures in which a detector sees nonsense."""
    size = detector.manifest.input
    pictures = extreme_pictures(size.width, size.height)
    return [name for name, image in pictures.items() if not _sees_sanely(detector, image)]


def held_out_frames(subject: Subject) -> List[str]:
    """How many of them the robot's file answers with what is no number."""
    try:
        count = subject.predictions(subject.variant).not_finite
    except CannotRun:
        return []
    return [f"{count} held-out frames"] if count else []


def _sees_sanely(detector: Detector, image: np.ndarray) -> bool:
    try:
        return _sane(detector.detect(Frame(0.0, image)), image.shape)
    except NotFiniteError:
        return False


def strange_numbers(subject: Subject) -> List[str]:
    """Names of the numbers that make boxes which are none."""
    read = _reader(subject)
    bad = []
    for name, number in STRANGE.items():
        with np.errstate(all="ignore"):
            boxes, scores, _ = read(number)
        if not (np.isfinite(boxes).all() and np.isfinite(scores).all()):
            bad.append(name)
    return bad


def _reader(subject: Subject) -> Callable[[float], Tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Boxes, scores and classes of the FP32 file for an input that holds one number everywhere."""
    manifest, file = subject.manifest, subject.manifest.file("fp32")
    if not manifest.imported:
        predictor = subject.predictor("fp32")
        shape = predictor.layout.shape
        return lambda number: predictor.decoder.decode(predictor.runtime.run(np.full(shape, number, np.float32)).head)
    form = manifest.make_picture_input(file)
    sight = Sight(manifest, file, manifest.read(file.path, file.sha256), 1)
    return lambda number: sight.read(np.full(form.shape, number, file.dtype), form.width, form.height)


def _sane(seen: Detections, shape: tuple) -> bool:
    boxes, limit = seen.boxes_xyxy, np.array([shape[1], shape[0]] * 2) + 1e-3
    return bool(np.isfinite(boxes).all() and np.isfinite(seen.scores).all() and (boxes >= -1e-3).all() and (boxes <= limit).all())

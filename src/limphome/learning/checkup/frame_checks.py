"""Pictures and labels that cannot be learned from, found before a training begins."""

from typing import List, Tuple

import numpy as np

from limphome.learning.checkup.symptom import Symptom
from limphome.learning.data.checks.bounds import CheckBounds
from limphome.learning.data.checks.fingerprint import fingerprint
from limphome.learning.data.checks.near_duplicates import Maps, twins
from limphome.learning.frame_set import FrameSet

SAMPLE = 500  # frames that are looked at for brightness and copies
DARK, BRIGHT, FLAT = 8.0, 247.0, 3.0  # grey levels: of the mean, and of the standard deviation
SAME = CheckBounds().same_picture
EDGE_PX = 1.0


def check_labels(frames: FrameSet, classes: Tuple[str, ...]) -> List[Symptom]:
    """Boxes that no network can learn, and classes that are not there."""
    boxes, height, width = frames.labels["box"], *frames.images.shape[1:3]
    finite = np.isfinite(boxes).all(axis=1)
    empty = finite & ((boxes[:, 2:] - boxes[:, :2]) <= 0).any(axis=1)
    limit = np.array([width, height, width, height]) + EDGE_PX
    outside = finite & ((boxes < -EDGE_PX) | (boxes > limit)).any(axis=1)
    unknown = (frames.labels["class_id"] < 0) | (frames.labels["class_id"] >= len(classes))
    found = [
        _labels(frames, ~finite, "are not finite numbers"),
        _labels(frames, empty, "are empty or inside out"),
        _labels(frames, outside, f"lie outside the picture ({width}x{height})"),
        _labels(frames, unknown, f"are of a class outside 0 to {len(classes) - 1}"),
    ]
    for index, name in enumerate(classes):
        if not (frames.labels["class_id"] == index).any():
            found.append([Symptom("labels", f"class {name}", "no frame shows one", "frames with it, or leave the class out")])
    return [symptom for part in found for symptom in part]


def check_pictures(frames: FrameSet) -> List[Symptom]:
    """Pictures that are all black, all white or without any contrast: a wrong scale, a covered lens."""
    rows = _sample(len(frames))
    means = np.array([frames.images[row].mean() for row in rows])
    deviations = np.array([frames.images[row].std() for row in rows])
    found = []
    for bad, what in (
        (means < DARK, f"are black (mean below {DARK:g} of 255)"),
        (means > BRIGHT, f"are white (mean above {BRIGHT:g} of 255)"),
        (deviations < FLAT, f"are flat (standard deviation below {FLAT:g} of 255)"),
    ):
        if bad.mean() > 0.05:
            where = f"frames {_some(rows[bad])}"
            advice = "pixels 0 to 255 (a picture scaled twice is black), limphome data show"
            found.append(Symptom("normalization", where, f"{bad.mean():.0%} of {len(rows)} {what}", advice))
    return found


def check_leak(train: FrameSet, validation: FrameSet) -> List[Symptom]:
    """Validation frames that are learned from: figures on them would be too good."""
    rows = _sample(len(validation))
    copies = twins(_maps(validation, rows), _maps(train, np.arange(len(train))), SAME)
    if not copies:
        return []
    pairs = ", ".join(f"{rows[twin.query]} is {twin.other}" for twin in copies[:5])
    what = f"{len(copies)} of {len(rows)} validation frames are nearly training frames ({pairs})"
    return [Symptom("validation leak", "validation frames", what, "splits by world, never by frame (limphome data check)")]


def _labels(frames: FrameSet, bad: np.ndarray, what: str) -> List[Symptom]:
    if not bad.any():
        return []
    where = f"frames {_some(np.unique(frames.labels['frame'][bad]))}"
    return [Symptom("labels", where, f"{int(bad.sum())} of {len(bad)} boxes {what}", "limphome data check names each")]


def _maps(frames: FrameSet, rows: np.ndarray) -> Maps:
    prints = [fingerprint(np.asarray(frames.images[row])) for row in rows]
    return Maps(np.stack([detail for detail, _ in prints]), np.stack([coarse for _, coarse in prints]))


def _sample(count: int) -> np.ndarray:
    return np.unique(np.linspace(0, count - 1, min(count, SAMPLE)).astype(int))


def _some(rows: np.ndarray) -> str:
    return ", ".join(str(row) for row in rows[:5]) + (", ..." if len(rows) > 5 else "")

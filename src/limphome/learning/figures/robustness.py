"""What bad pictures do to a network: every camera fault that is built, at every severity, against clean pictures."""

from dataclasses import replace
from typing import Any, Callable, Dict, List, Mapping, Optional, Tuple

import numpy as np

from limphome.core import Frame
from limphome.faults.fault_coverage import Coverage
from limphome.faults.fault_kind import FaultKind
from limphome.faults.table import fault_table
from limphome.learning.any_predictor import AnyPredictor
from limphome.learning.figures.exam import Exam
from limphome.learning.predictions import Predictions

SEVERITIES = (1, 2, 3, 4, 5)
FRAME_S = 0.1  # the frames are taken as a film of 10 Hz, so that faults that come and go do so
Progress = Callable[[int], None]


def camera_faults() -> List[FaultKind]:
    """Every fault of the table that changes or loses pictures."""
    return [kind for kind in fault_table().values() if kind.layer == "camera" and kind.make is not None]


def corrupted(kind: FaultKind, severity: int, images: np.ndarray, seed: int) -> Tuple[np.ndarray, np.ndarray]:
    """Pictures as a fault leaves them.

    Returns:
        The pictures that arrive, and which of ``images`` each of them stands for.
    """
    assert kind.make is not None  # of camera_faults
    fault = kind.make(kind.value(severity), np.random.default_rng(seed))
    arrived = [(i, fault.corrupt(Frame(i * FRAME_S, image), i * FRAME_S)) for i, image in enumerate(images)]
    kept = [(i, frame.image) for i, frame in arrived if frame is not None]
    return np.stack([image for _, image in kept]), np.array([i for i, _ in kept])


def robustness(predictor: AnyPredictor, exam: Exam, progress: Progress, seed: int = 0) -> Dict[str, Any]:
    """mAP and person recall under each fault, and as a share of those on the clean pictures.

    A picture that is lost shows nothing. Each frame of a still set is judged by its own labels, so a frozen camera is wrong
    in every frame. ``coverage`` names the faults that were not tried: because they are not built, or because they spoil no
    picture (``not_in_pictures``, as a camera that looks elsewhere).

    Args:
        progress: called with the number of fault-severity pairs that are done.
    """
    frames = exam.frames
    clean = exam.figures(predictor.predict(frames.images))
    rows: Dict[str, Any] = {}
    for kind in camera_faults():
        rows[kind.name] = {}
        for severity in SEVERITIES:
            images, index = corrupted(kind, severity, frames.images, seed)
            same = images.shape == frames.images.shape and np.array_equal(images, frames.images)
            figures = clean if same else exam.figures(_moved(predictor.predict(images), index))
            rows[kind.name][str(severity)] = {**figures, "value": kind.value(severity), **_relative(figures, clean)}
            progress(sum(len(row) for row in rows.values()))
    every = [one for row in rows.values() for one in row.values()]
    means = {f"mean_{name}": _mean([one[name] for one in every]) for name in ("map_relative", "recall_relative")}
    coverage = Coverage.of_layer("camera").as_dict()
    coverage["not_in_pictures"] = [name for name in coverage["built"] if name not in rows]
    return {"frames": len(frames), "coverage": coverage, "clean": clean, **means, "faults": rows}


def _moved(found: Predictions, index: np.ndarray) -> Predictions:
    """The same boxes, of the frames that the pictures stand for."""
    return replace(found, frame=index[found.frame])


def _relative(figures: Mapping[str, Optional[float]], clean: Mapping[str, Optional[float]]) -> Dict[str, Optional[float]]:
    pairs = (("map_relative", "map50_95"), ("recall_relative", "person_recall_0p5_8m"))
    return {name: _share(figures[key], clean[key]) for name, key in pairs}


def _share(value: Optional[float], of: Optional[float]) -> Optional[float]:
    """None where the network has no class person."""
    if value is None or of is None:
        return None
    return value / of if of > 0 else 0.0


def _mean(values: List[Optional[float]]) -> Optional[float]:
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if known else None

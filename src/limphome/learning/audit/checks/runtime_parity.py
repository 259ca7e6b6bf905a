"""Another runtime sees the same."""

from importlib.util import find_spec
from typing import Dict, Tuple

import numpy as np

from limphome.core import Detections, LimphomeError
from limphome.learning.audit.bounds import AuditBounds
from limphome.learning.audit.outcome import CannotRun, Outcome, judged
from limphome.learning.audit.runs_here import CPU_RUNTIMES
from limphome.learning.audit.subject import Subject
from limphome.learning.predictions import Predictions
from limphome.perception.shadow.comparison import Comparison

OTHERS = {name: way for name, way in CPU_RUNTIMES.items() if name != "onnxruntime"}
"""Runtimes beside ONNX Runtime that need no device of their own, and how to get them."""
VARIANTS, FRAMES = ("fp32", "trt", "int8"), 100
ELSEWHERE = "trt"
"""File that another runtime may read and is not for: how it does there is told and judges nobody."""


def other_runtimes_agree(subject: Subject) -> Outcome:
    """Each file through ONNX Runtime and through the others that are here, on held-out frames."""
    here = [name for name in OTHERS if find_spec(name) is not None]
    if not here:
        raise CannotRun("no other runtime here: " + ", ".join(OTHERS.values()))
    images = subject.held_out.images[:: max(1, len(subject.held_out) // FRAMES)][:FRAMES]
    rows: Dict[str, Tuple[float, float]] = {}
    refused: Dict[str, str] = {}
    for variant in (name for name in VARIANTS if name in subject.variants()):
        expected = subject.any_predictor(variant, "onnxruntime").predict(images)
        for runtime in here:
            label = f"{variant}@{runtime}"
            try:
                found = subject.any_predictor(variant, runtime).predict(images)
                rows[label] = share_kept(expected, found, subject.thresholds, len(images))
            except LimphomeError as error:
                refused[label] = f"does not load: {error.what}"
            except CannotRun as reason:
                refused[label] = str(reason)
    return judge_runtimes(rows, refused, len(images), subject.asked.bounds)


def share_kept(expected: Predictions, found: Predictions, thresholds: Tuple[float, ...], frames: int) -> Tuple[float, float]:
    """Shares of boxes kept and added at the robot's thresholds; CannotRun when neither sees any."""
    comparison = Comparison()
    for index in range(frames):
        comparison.add(_of_frame(expected, index, thresholds), _of_frame(found, index, thresholds), 0.0, 0.0)
    if not comparison.expected + comparison.seen:
        raise CannotRun(f"sees no box, as expected: nothing to compare in {frames} frames")
    return comparison.kept, comparison.added


def judge_runtimes(rows: Dict[str, Tuple[float, float]], refused: Dict[str, str], frames: int, bounds: AuditBounds) -> Outcome:
    """Judge (kept, added) by the bounds of quantization; why a file was not compared is told, and no fault of it.

    Raises:
        CannotRun: no file that is meant for another runtime runs here.
    """
    meant = [row for name, row in rows.items() if not name.startswith(ELSEWHERE)]
    if not meant:
        reasons = [f"{name} {reason}" for name, reason in refused.items()]
        raise CannotRun("; ".join([*reasons, *(f"{name}{_aside(name)}" for name in rows)]) or "no file runs here")
    good = all(kept >= bounds.kept and added <= bounds.added for kept, added in meant)
    parts = [f"{name}: kept {kept:.4f}, added {added:.4f}{_aside(name)}" for name, (kept, added) in rows.items()]
    parts += [f"{name} {reason}" for name, reason in refused.items()]
    return judged(good, f"{frames} frames; " + "; ".join(parts) + f"; bounds {bounds.kept:g}, {bounds.added:g}")


def _aside(name: str) -> str:
    return " (not judged: TensorRT's file)" if name.startswith(ELSEWHERE) else ""


def _of_frame(found: Predictions, index: int, thresholds: Tuple[float, ...]) -> Detections:
    rows = np.flatnonzero((found.frame == index) & (found.scores >= np.array(thresholds)[found.class_ids]))
    return Detections(0.0, found.boxes[rows], found.scores[rows], found.class_ids[rows])

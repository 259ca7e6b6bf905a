"""Accuracy of one file in one runtime, on held-out frames at the camera's size."""

from dataclasses import replace
from pathlib import Path
from typing import Any, Dict

from limphome.learning.evaluation import evaluate
from limphome.learning.fitted_frames import fitted
from limphome.learning.frame_set import FrameSet
from limphome.learning.landscape.candidate import Candidate
from limphome.learning.predictions import Predictor
from limphome.perception.manifest import Manifest

KEPT = ("map50_95", "map50", "person_recall_0p5_8m", "recall_ci95", "frames", "persons")


def accuracy(folder: Path, candidate: Candidate, frames: FrameSet) -> Dict[str, Any]:
    """Figures of a candidate; threads and batch do not change them.

    A smaller network sees smaller pictures; its boxes are scaled back, so that all are held to the same labels.
    """
    manifest = Manifest.load(folder).with_runtime(candidate.precision, candidate.runtime)
    file = manifest.file(candidate.precision)
    fit = manifest.make_fit()
    place = fit.place(frames.images.shape[2], frames.images.shape[1])
    found = Predictor(manifest, file, manifest.read(file.path, file.sha256)).predict(fitted(frames, fit).images)
    judged = frames.in_classes(manifest.classes)
    figures = evaluate(judged, replace(found, boxes=place.to_frame(found.boxes))).as_dict()
    return {name: list(value) if isinstance(value, tuple) else value for name, value in figures.items() if name in KEPT}

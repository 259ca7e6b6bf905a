"""Accuracy of one file in one runtime, on held-out frames at the camera's size."""

from dataclasses import replace
from pathlib import Path
from typing import Any, Dict

from limphome.learning.any_predictor import AnyPredictor, make_predictor
from limphome.learning.evaluation import evaluate
from limphome.learning.fitted_frames import fitted
from limphome.learning.frame_set import FrameSet
from limphome.learning.landscape.candidate import Candidate
from limphome.learning.predictions import Predictions
from limphome.learning.shared_classes import shared_classes
from limphome.perception.manifest import Manifest
from limphome.perception.picture_fit import PictureFit
from limphome.perception.progress import Progress, nobody

KEPT = ("map50_95", "map50", "person_recall_0p5_8m", "recall_ci95", "frames", "persons")


def accuracy(folder: Path, candidate: Candidate, frames: FrameSet, progress: Progress = nobody) -> Dict[str, Any]:
    """Figures of a candidate in the classes that it shares with the frames; threads and batch do not change them.

    Args:
        progress: hears how far a runtime is that builds an engine.

    Raises:
        LimphomeError: there is no such class, or the file does not run.
    """
    manifest = Manifest.load(folder).with_runtime(candidate.precision, candidate.runtime)
    judged = frames.in_classes(shared_classes(manifest.classes, frames.classes, str(folder)))
    predictor = make_predictor(manifest, candidate.precision, judged.classes, progress)
    # An imported network is fed frames of any size, and answers in their pixels.
    found = predictor.predict(frames.images) if manifest.imported else _fitted(predictor, frames, manifest.make_fit())
    figures = {name: value for name, value in evaluate(judged, found).as_dict().items() if name in KEPT}
    return {**{name: list(value) if isinstance(value, tuple) else value for name, value in figures.items()}, **found.told}


def _fitted(predictor: AnyPredictor, frames: FrameSet, fit: PictureFit) -> Predictions:
    """A smaller network sees smaller pictures; its boxes are scaled back, so that all are held to the same labels."""
    place = fit.place(frames.images.shape[2], frames.images.shape[1])
    found = predictor.predict(fitted(frames, fit).images)
    return replace(found, boxes=place.to_frame(found.boxes))

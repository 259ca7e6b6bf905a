"""What stands beside mAP and person recall in the figures of a network."""

from typing import Any, Dict, Optional

import numpy as np
from pycocotools.cocoeval import COCOeval

from limphome.learning.figures.box_outcomes import box_outcomes
from limphome.learning.figures.calibration import calibration
from limphome.learning.figures.distance import recall_by_distance
from limphome.learning.figures.exam import Exam
from limphome.learning.figures.fairness import compare_groups
from limphome.learning.figures.worst_slice import worst_slice
from limphome.learning.frame_set import FrameSet
from limphome.learning.person_matches import PersonMatches
from limphome.learning.predictions import LOWEST_SCORE
from limphome.learning.slices import person_slices

_STEP = 8  # every eighth pixel tells the light of a picture


def details(exam: Exam, matches: Optional[PersonMatches], coco: COCOeval) -> Dict[str, Any]:
    """Slices, distance, precision and recall of each class, calibration; at the thresholds that a robot uses.

    Args:
        matches, coco: of the same frames and boxes; the evaluator has run. Without matches what is told of persons is None.
    """
    classes, thresholds = exam.frames.classes, exam.thresholds
    outcomes = [box_outcomes(coco, index) for index in range(len(classes))]
    at = [one.precision_recall(threshold) for one, threshold in zip(outcomes, thresholds, strict=True)]
    everything = calibration(outcomes, (LOWEST_SCORE,) * len(classes))
    return {
        **everything.as_dict(),
        "ece_believed": calibration(outcomes, thresholds).ece,
        "per_class": {
            name: {"threshold": threshold, "precision": precision, "recall": recall, "labels": one.labels}
            for name, threshold, one, (precision, recall) in zip(classes, thresholds, outcomes, at, strict=True)
        },
        **_of_persons(exam, matches),
    }


def _of_persons(exam: Exam, matches: Optional[PersonMatches]) -> Dict[str, Any]:
    threshold = exam.person_threshold
    if matches is None or threshold is None:
        return dict.fromkeys(("recall_by_distance", "slices", "worst_slice", "groups"))
    slices = person_slices(matches, threshold, picture_light(exam.frames))
    return {
        "recall_by_distance": recall_by_distance(matches, threshold),
        "slices": slices,
        "worst_slice": worst_slice(slices),
        "groups": compare_groups(slices),
    }


def picture_light(frames: FrameSet) -> np.ndarray:
    """Mean grey level of each picture, 0 to 255, shape (n,)."""
    return np.array([image[::_STEP, ::_STEP].mean() for image in frames.images])

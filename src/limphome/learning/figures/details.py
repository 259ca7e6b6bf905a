"""What stands beside mAP and person recall in the figures of a network."""

from typing import Any, Dict

import numpy as np
from pycocotools.cocoeval import COCOeval

from limphome.learning.figures.box_outcomes import box_outcomes
from limphome.learning.figures.calibration import calibration
from limphome.learning.figures.distance import recall_by_distance
from limphome.learning.figures.exam import Exam
from limphome.learning.figures.fairness import compare_groups
from limphome.learning.figures.worst_slice import worst_slice
from limphome.learning.frame_set import PERSON, FrameSet
from limphome.learning.person_matches import PersonMatches
from limphome.learning.predictions import LOWEST_SCORE
from limphome.learning.slices import person_slices

_STEP = 8  # every eighth pixel tells the light of a picture


def details(exam: Exam, matches: PersonMatches, coco: COCOeval) -> Dict[str, Any]:
    """Slices, distance, precision and recall of each class, calibration; at the thresholds that a robot uses.

    Args:
        matches, coco: of the same frames and boxes; the evaluator has run.
    """
    classes, thresholds = exam.classes, exam.thresholds
    outcomes = [box_outcomes(coco, index) for index in range(len(classes))]
    at = [one.precision_recall(threshold) for one, threshold in zip(outcomes, thresholds, strict=True)]
    everything = calibration(outcomes, (LOWEST_SCORE,) * len(classes))
    slices = person_slices(matches, thresholds[PERSON], picture_light(exam.frames))
    return {
        **everything.as_dict(),
        "ece_believed": calibration(outcomes, thresholds).ece,
        "per_class": {
            name: {"threshold": threshold, "precision": precision, "recall": recall, "labels": one.labels}
            for name, threshold, one, (precision, recall) in zip(classes, thresholds, outcomes, at, strict=True)
        },
        "recall_by_distance": recall_by_distance(matches, thresholds[PERSON]),
        "slices": slices,
        "worst_slice": worst_slice(slices),
        "groups": compare_groups(slices),
    }


def picture_light(frames: FrameSet) -> np.ndarray:
    """Mean grey level of each picture, 0 to 255, shape (n,)."""
    return np.array([image[::_STEP, ::_STEP].mean() for image in frames.images])

"""The score from which a box is believed."""

from typing import List, Tuple

import numpy as np

from limphome.learning.coco_evaluation import coco_evaluation
from limphome.learning.few_frames import FRAMES_TO_SHOW
from limphome.learning.frame_set import FrameSet, counts
from limphome.learning.person_matches import match_persons
from limphome.learning.predictions import Predictions

UNKNOWN = 0.5
"""Threshold of a class that no frame shows: nothing is known of its scores."""


def choose_thresholds(frames: FrameSet, found: Predictions) -> Tuple[float, ...]:
    """Per class the best F1; for persons the lowest score with at most one false person in 1000 frames.

    Frames too few to show that (:mod:`~limphome.learning.few_frames`) often hold no false person, whatever the score: from them
    persons get no lower threshold than the best F1. A class of :func:`unlabelled` gets :data:`UNKNOWN`, persons at least that.
    """
    precision = coco_evaluation(frames, found)
    best = [best_f1_threshold(precision.eval, index) for index in range(len(frames.classes))]
    matches = match_persons(frames, found)
    if frames.person is not None and matches is not None:
        shown = len(frames) >= FRAMES_TO_SHOW and frames.classes[frames.person] not in unlabelled(frames)
        floor = 0.0 if shown else best[frames.person]
        best[frames.person] = max(matches.threshold(), floor)
    return tuple(float(np.ceil(value * 1000) / 1000) for value in best)  # rounded up: no false person more


def unlabelled(frames: FrameSet) -> List[str]:
    """Classes without a label that counts."""
    there = set(frames.labels["class_id"][counts(frames.labels)].tolist())
    return [name for index, name in enumerate(frames.classes) if index not in there]


def best_f1_threshold(accumulated: dict, class_index: int) -> float:
    """Score at which COCO's precision-recall curve (IoU 0.5) has its best F1; :data:`UNKNOWN` where there is no curve."""
    precision = accumulated["precision"][0, :, class_index, 0, -1]
    if (precision < 0).all():  # COCO's -1: no label to be found
        return UNKNOWN
    recall = accumulated["params"].recThrs
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
    return float(np.clip(accumulated["scores"][0, int(np.argmax(f1)), class_index, 0, -1], 0.05, 0.95))

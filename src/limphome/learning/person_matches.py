"""Which persons are found, and which boxes show nobody."""

from dataclasses import dataclass
from typing import Dict, List, Optional

import numpy as np

from limphome.learning.frame_set import FrameSet, counts, crowds
from limphome.learning.predictions import Predictions
from limphome.perception.non_maximum_suppression import box_area, box_iou, shared_area

NEAR_M, FAR_M = 0.5, 8.0
MATCH_IOU, NOBODY_IOU = 0.5, 0.1


@dataclass(frozen=True, eq=False)
class PersonMatches:
    """Every person that counts, and every false one, by score.

    Attributes:
        labels: the persons that count and are 0.5 to 8 m away, ``LABEL`` rows.
        found_score: for each the score of the best box with IoU 0.5 or more, 0 where there is none.
        false_scores: scores of boxes that overlap nobody (IoU below 0.1 with every person, less than half inside every crowd),
            highest first.
        false_frames: frame of each of those.
        frames: number of frames.
    """

    labels: np.ndarray
    found_score: np.ndarray
    false_scores: np.ndarray
    false_frames: np.ndarray
    frames: int

    def threshold(self, per_1000: float = 1.0) -> float:
        """Lowest score at which at most ``per_1000`` false persons are seen in 1000 frames."""
        allowed = int(self.frames * per_1000 / 1000)
        return float(np.nextafter(self.false_scores[allowed], 1)) if len(self.false_scores) > allowed else 0.05

    def recall(self, threshold: float) -> float:
        """Share of the persons found at a threshold."""
        return float(np.mean(self.found_score >= threshold)) if len(self.found_score) else 0.0

    def false_per_1000(self, threshold: float) -> float:
        """False persons in 1000 frames at a threshold."""
        return 1000 * float(np.sum(self.false_scores >= threshold)) / self.frames


def at_threshold(matches: Optional[PersonMatches], threshold: Optional[float]) -> Dict[str, Optional[float]]:
    """The two figures of persons at a threshold; None where no class is called person."""
    if matches is None or threshold is None:
        return {"person_recall_0p5_8m": None, "false_person_per_1000_frames": None}
    return {
        "person_recall_0p5_8m": matches.recall(threshold),
        "false_person_per_1000_frames": matches.false_per_1000(threshold),
    }


def match_persons(frames: FrameSet, found: Predictions) -> Optional[PersonMatches]:
    """Pair persons with boxes, best score first, each box used once; None where no class is called person."""
    person = frames.person
    if person is None:
        return None
    distance_m = frames.labels["distance_m"]  # nan where a label does not tell: then it counts
    wanted = counts(frames.labels) & ~(distance_m < NEAR_M) & ~(distance_m > FAR_M)
    is_person = frames.labels["class_id"] == person
    is_crowd = crowds(frames.labels)
    boxes_of, labels_of = _by_frame(found.frame, len(frames)), _by_frame(frames.labels["frame"], len(frames))
    scores = np.zeros(len(frames.labels))
    false: List[np.ndarray] = []
    for index in range(len(frames)):
        mine = np.arange(labels_of[index], labels_of[index + 1])
        mine = mine[is_person[mine]]
        box = np.arange(boxes_of[index], boxes_of[index + 1])
        box = box[found.class_ids[box] == person]
        iou = box_iou(frames.labels["box"][mine], found.boxes[box])
        crowd = frames.labels["box"][mine[is_crowd[mine]]]
        false.append(box[(iou.max(axis=0, initial=0.0) < NOBODY_IOU) & ~_inside(found.boxes[box], crowd)])
        _match(iou, mine, found.scores[box], scores)
    keep = wanted & is_person
    wrong = np.concatenate(false)
    wrong = wrong[np.argsort(-found.scores[wrong], kind="stable")]
    return PersonMatches(frames.labels[keep], scores[keep], found.scores[wrong], found.frame[wrong], len(frames))


def _inside(boxes: np.ndarray, crowd: np.ndarray) -> np.ndarray:
    """Which boxes (n, 4) lie in a crowd by half of their own area, as in COCO's evaluator: each shows one of many there."""
    share = shared_area(crowd, boxes) / np.maximum(box_area(boxes), 1e-9)
    return share.max(axis=0, initial=0.0) >= MATCH_IOU


def _match(iou: np.ndarray, persons: np.ndarray, box_scores: np.ndarray, scores: np.ndarray) -> None:
    free = np.ones(len(persons), bool)
    for column in np.argsort(-box_scores, kind="stable"):
        candidates = np.where(free, iou[:, column], 0.0)
        if len(candidates) and candidates.max() >= MATCH_IOU:
            winner = int(candidates.argmax())
            free[winner] = False
            scores[persons[winner]] = box_scores[column]


def _by_frame(frame: np.ndarray, count: int) -> np.ndarray:
    return np.searchsorted(frame, np.arange(count + 1))

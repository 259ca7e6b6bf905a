"""How good detections are: COCO's mAP, and what the safety argument asks of persons."""

import contextlib
import io
from dataclasses import asdict, dataclass
from typing import Any, Dict, List, Optional, Tuple

import numpy as np
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from limphome.learning.frame_set import PERSON, FrameSet, counts
from limphome.learning.predictions import Predictions
from limphome.perception.non_maximum_suppression import box_iou

NEAR_M, FAR_M = 0.5, 8.0
MATCH_IOU, NOBODY_IOU = 0.5, 0.1


@dataclass(frozen=True)
class Figures:
    """Figures of one network over one frame set.

    Attributes:
        frames, persons: how many; persons that count, 0.5 to 8 m away.
        map50, map50_95: COCO's, over all classes. ap50_95: per class.
        person_recall_0p5_8m: share of those persons found, at ``person_threshold``.
        recall_ci95: Wilson interval of it.
        person_threshold: lowest score at which at most one frame in 1000 shows a false person.
        false_person_per_1000_frames: at that threshold.
    """

    frames: int
    persons: int
    map50: float
    map50_95: float
    ap50_95: Dict[str, float]
    person_recall_0p5_8m: float
    recall_ci95: Tuple[float, float]
    person_threshold: float
    false_person_per_1000_frames: float

    def as_dict(self) -> Dict[str, Any]:
        """Plain values, for JSON."""
        return asdict(self)


@dataclass(frozen=True, eq=False)
class PersonMatches:
    """Every person that counts, and every false one, by score.

    Attributes:
        labels: the persons that count and are 0.5 to 8 m away, ``LABEL`` rows.
        found_score: for each the score of the best box with IoU 0.5 or more, 0 where there is none.
        false_scores: scores of boxes that overlap nobody (IoU below 0.1 with every person), highest first.
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


def match_persons(frames: FrameSet, found: Predictions) -> PersonMatches:
    """Pair persons with boxes, best score first, each box used once."""
    distance_m = frames.labels["distance_m"]  # nan where a label does not tell: then it counts
    wanted = counts(frames.labels) & ~(distance_m < NEAR_M) & ~(distance_m > FAR_M)
    is_person = frames.labels["class_id"] == PERSON
    boxes_of, labels_of = _by_frame(found.frame, len(frames)), _by_frame(frames.labels["frame"], len(frames))
    scores = np.zeros(len(frames.labels))
    false: List[np.ndarray] = []
    for index in range(len(frames)):
        mine = np.arange(labels_of[index], labels_of[index + 1])
        mine = mine[is_person[mine]]
        box = np.arange(boxes_of[index], boxes_of[index + 1])
        box = box[found.class_ids[box] == PERSON]
        iou = box_iou(frames.labels["box"][mine], found.boxes[box])
        best = iou.max(axis=0, initial=0.0)
        false.append(box[best < NOBODY_IOU])
        _match(iou, mine, found.scores[box], scores)
    keep = wanted & is_person
    wrong = np.concatenate(false)
    wrong = wrong[np.argsort(-found.scores[wrong], kind="stable")]
    return PersonMatches(frames.labels[keep], scores[keep], found.scores[wrong], found.frame[wrong], len(frames))


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


def evaluate(frames: FrameSet, found: Predictions, classes: Tuple[str, ...], coco: Optional[COCOeval] = None) -> Figures:
    """All figures of one network.

    Args:
        coco: evaluator of the same frames and boxes, if it has run already.
    """
    matches = match_persons(frames, found)
    threshold = matches.threshold()
    coco = coco or coco_evaluation(frames, found, classes)
    per_class = {name: _mean(coco.eval["precision"][:, :, index, 0, -1]) for index, name in enumerate(classes)}
    recall = matches.recall(threshold)
    return Figures(
        frames=len(frames),
        persons=len(matches.labels),
        map50=float(coco.stats[1]),
        map50_95=float(coco.stats[0]),
        ap50_95=per_class,
        person_recall_0p5_8m=recall,
        recall_ci95=wilson(recall, len(matches.labels)),
        person_threshold=threshold,
        false_person_per_1000_frames=matches.false_per_1000(threshold),
    )


def coco_evaluation(frames: FrameSet, found: Predictions, classes: Tuple[str, ...]) -> COCOeval:
    """COCO's evaluator, accumulated; labels that do not count are ignored in both directions."""
    ignored, boxes = ~counts(frames.labels), frames.labels["box"]
    truth = COCO()
    truth.dataset = {
        "info": {},
        "images": [{"id": index} for index in range(len(frames))],
        "categories": [{"id": index, "name": name} for index, name in enumerate(classes)],
        "annotations": [
            {
                "id": row + 1,
                "image_id": int(label["frame"]),
                "category_id": int(label["class_id"]),
                "bbox": _xywh(boxes[row]),
                "area": float(np.prod(boxes[row][2:] - boxes[row][:2])),
                "iscrowd": int(ignored[row]),
            }
            for row, label in enumerate(frames.labels)
        ],
    }
    with contextlib.redirect_stdout(io.StringIO()):
        truth.createIndex()
        columns = [found.frame[:, None], found.boxes[:, :2], found.boxes[:, 2:] - found.boxes[:, :2]]
        table = np.concatenate([*columns, found.scores[:, None], found.class_ids[:, None]], axis=1)
        seen = truth.loadRes(table) if len(table) else _nothing(truth)
        result = COCOeval(truth, seen, "bbox")
        result.evaluate()
        result.accumulate()
        result.summarize()
    return result


def _nothing(truth: COCO) -> COCO:
    """No detection at all, which ``loadRes`` does not take."""
    empty = COCO()
    empty.dataset = {**truth.dataset, "annotations": []}
    empty.createIndex()
    return empty


def _xywh(box: np.ndarray) -> List[float]:
    left, top, right, bottom = (float(value) for value in box)
    return [left, top, right - left, bottom - top]


def _mean(precision: np.ndarray) -> float:
    known = precision[precision > -1]
    return float(known.mean()) if len(known) else -1.0


def wilson(share: float, count: int, z: float = 1.96) -> Tuple[float, float]:
    """95 % interval of a share that was counted."""
    if count == 0:
        return 0.0, 1.0
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * np.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return float(middle - half), float(middle + half)

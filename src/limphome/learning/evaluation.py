"""How good detections are: COCO's mAP, and what the safety argument asks of persons."""

from dataclasses import asdict, dataclass
from typing import Any, Dict, Optional, Tuple

import numpy as np
from pycocotools.cocoeval import COCOeval

from limphome.learning.coco_evaluation import coco_evaluation
from limphome.learning.frame_set import FrameSet
from limphome.learning.person_matches import match_persons
from limphome.learning.predictions import Predictions


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

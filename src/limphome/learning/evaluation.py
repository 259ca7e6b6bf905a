"""How good detections are: COCO's mAP, and what the safety argument asks of persons."""

from dataclasses import asdict, dataclass
from typing import Any, Dict, Optional, Tuple

import numpy as np
from pycocotools.cocoeval import COCOeval

from limphome.learning.coco_evaluation import coco_evaluation
from limphome.learning.frame_set import FrameSet
from limphome.learning.person_matches import PersonMatches, at_threshold, match_persons
from limphome.learning.predictions import Predictions


@dataclass(frozen=True)
class Figures:
    """Figures of one network over one frame set.

    Attributes:
        frames, persons: how many; persons that count, 0.5 to 8 m away. What is told of persons is None where no class is
            called so.
        map50, map50_95: COCO's, over all classes. ap50_95: per class.
        person_recall_0p5_8m: share of those persons found, at ``person_threshold``.
        recall_ci95: Wilson interval of it.
        person_threshold: lowest score at which at most one frame in 1000 shows a false person.
        false_person_per_1000_frames: at that threshold.
    """

    frames: int
    persons: Optional[int]
    map50: float
    map50_95: float
    ap50_95: Dict[str, float]
    person_recall_0p5_8m: Optional[float]
    recall_ci95: Optional[Tuple[float, float]]
    person_threshold: Optional[float]
    false_person_per_1000_frames: Optional[float]

    def as_dict(self) -> Dict[str, Any]:
        """Plain values, for JSON."""
        return asdict(self)


def evaluate(frames: FrameSet, found: Predictions, coco: Optional[COCOeval] = None) -> Figures:
    """All figures of one network.

    Args:
        coco: evaluator of the same frames and boxes, if it has run already.
    """
    matches = match_persons(frames, found)
    coco = coco or coco_evaluation(frames, found)
    per_class = {name: _mean(coco.eval["precision"][:, :, index, 0, -1]) for index, name in enumerate(frames.classes)}
    return Figures(
        frames=len(frames),
        map50=float(coco.stats[1]),
        map50_95=float(coco.stats[0]),
        ap50_95=per_class,
        persons=None if matches is None else len(matches.labels),
        **persons_at(matches, None if matches is None else matches.threshold()),
    )


def persons_at(matches: Optional[PersonMatches], threshold: Optional[float]) -> Dict[str, Any]:
    """The figures of persons at a threshold, with it and the interval; None where no class is called person."""
    at = at_threshold(matches, threshold)
    interval = None if matches is None else wilson(at["person_recall_0p5_8m"] or 0.0, len(matches.labels))
    return {"recall_ci95": interval, "person_threshold": threshold, **at}


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

"""What each node costs when it alone is INT8."""

from typing import Callable, Dict, List, Sequence

import numpy as np

from limphome.core import Detections
from limphome.learning.coco_evaluation import coco_evaluation
from limphome.learning.data.picture_set import neutral_labels
from limphome.learning.frame_set import FrameSet
from limphome.learning.predictions import Predictions


def map_drop(expected: Sequence[Detections], seen: Sequence[Detections], classes: Sequence[str]) -> float:
    """Loss of COCO mAP 50:95 against detections of the parent, which are taken for the truth."""
    frame, boxes, class_ids = _columns(expected)
    labels = neutral_labels(frame.tolist(), class_ids.tolist(), boxes)
    labels["height_px"] = np.inf  # the parent found it, however small it is
    count = len(expected)
    truth = FrameSet(np.zeros((count, 1, 1, 3), np.uint8), labels, np.zeros(count, np.int32), tuple(classes))
    frame, boxes, class_ids = _columns(seen)
    scores = np.concatenate([one.scores for one in seen])
    found = Predictions(frame, boxes, scores, class_ids, np.zeros((count, 0), np.float32))
    return round(1 - float(coco_evaluation(truth, found).stats[0]), 5)


def sensitivity(nodes: Sequence[str], drop: Callable[[str], float], tell: Callable[[str], None]) -> Dict[str, float]:
    """Node -> loss with this node alone in INT8, worst first; one trial for each."""
    found: Dict[str, float] = {}
    for index, node in enumerate(nodes):
        if index % 10 == 0:
            tell(f"sensitivity {index}/{len(nodes)}")
        found[node] = drop(node)
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def _columns(found: Sequence[Detections]) -> List[np.ndarray]:
    frame = np.concatenate([np.full(len(one), index, np.int64) for index, one in enumerate(found)])
    boxes = np.concatenate([one.boxes_xyxy for one in found])
    return [frame, boxes, np.concatenate([one.class_ids for one in found])]

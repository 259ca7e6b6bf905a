"""COCO's evaluator on frames and boxes of ours."""

import contextlib
import io
from typing import Any, Dict, List

import numpy as np
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from limphome.learning.frame_set import FrameSet, counts
from limphome.learning.predictions import Predictions


def coco_evaluation(frames: FrameSet, found: Predictions) -> COCOeval:
    """COCO's evaluator, accumulated; labels that do not count are ignored in both directions."""
    truth = COCO()
    truth.dataset = {
        "info": {},
        "images": [{"id": index} for index in range(len(frames))],
        "categories": [{"id": index, "name": name} for index, name in enumerate(frames.classes)],
        "annotations": _annotations(frames),
    }
    with contextlib.redirect_stdout(io.StringIO()):
        truth.createIndex()
        result = COCOeval(truth, _seen(truth, found), "bbox")
        result.evaluate()
        result.accumulate()
        result.summarize()
    return result


def _annotations(frames: FrameSet) -> List[Dict[str, Any]]:
    ignored, boxes = ~counts(frames.labels), frames.labels["box"]
    return [
        {
            "id": row + 1,
            "image_id": int(label["frame"]),
            "category_id": int(label["class_id"]),
            "bbox": _xywh(boxes[row]),
            "area": float(np.prod(boxes[row][2:] - boxes[row][:2])),
            "iscrowd": int(ignored[row]),
        }
        for row, label in enumerate(frames.labels)
    ]


def _seen(truth: COCO, found: Predictions) -> COCO:
    columns = [found.frame[:, None], found.boxes[:, :2], found.boxes[:, 2:] - found.boxes[:, :2]]
    table = np.concatenate([*columns, found.scores[:, None], found.class_ids[:, None]], axis=1)
    return truth.loadRes(table) if len(table) else _nothing(truth)


def _nothing(truth: COCO) -> COCO:
    """No detection at all, which ``loadRes`` does not take."""
    empty = COCO()
    empty.dataset = {**truth.dataset, "annotations": []}
    empty.createIndex()
    return empty


def _xywh(box: np.ndarray) -> List[float]:
    left, top, right, bottom = (float(value) for value in box)
    return [left, top, right - left, bottom - top]

"""Boxes that cannot be right."""

from typing import List, Tuple

import numpy as np

from limphome.learning.data.checks.result import CheckResult, judged
from limphome.learning.data.finding import Finding
from limphome.learning.data.picture_set import PictureSet

NAME = "boxes"
MIN_SIDE_PX, SLACK_PX = 1.0, 1.0
SAME_PX = 1.0


def bad_boxes(pictures: PictureSet) -> Tuple[np.ndarray, List[Finding]]:
    """Which labels are no boxes of their picture, and what is wrong with each.

    Returns:
        bool, shape (n,), and a finding for each of them.
    """
    reasons = _reasons(pictures)
    bad = np.array([bool(reason) for reason in reasons], bool)
    return bad, [_finding(pictures, int(row), reasons[row]) for row in np.flatnonzero(bad)]


def check_boxes(pictures: PictureSet) -> CheckResult:
    """No box is empty, degenerate, outside its picture, or there twice."""
    bad, findings = bad_boxes(pictures)
    findings += [_finding(pictures, row, "is there twice") for row in _doubles(pictures, bad)]
    return judged(NAME, f"{len(pictures.labels)} boxes", findings)


def _reasons(pictures: PictureSet) -> List[str]:
    boxes, frame = pictures.labels["box"], pictures.labels["frame"]
    sizes = np.array([(picture.width, picture.height) for picture in pictures.pictures], float).reshape(-1, 2)[frame]
    wide, high = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    unknown = sizes.min(axis=1, initial=np.inf) == 0
    limit = np.where(unknown[:, None], np.inf, sizes)
    apart = (boxes[:, 2:] <= 0).any(1) | (boxes[:, :2] >= limit).any(1)
    beyond = (boxes[:, :2] < -SLACK_PX).any(1) | (boxes[:, 2:] > limit + SLACK_PX).any(1)
    # The first reason that holds is told.
    tests = (
        (~np.isfinite(boxes).all(1), "has a number that is none"),
        ((wide <= 0) | (high <= 0), "is empty"),
        ((wide < MIN_SIDE_PX) | (high < MIN_SIDE_PX), "is thinner than a pixel"),
        (apart, "lies outside the picture"),
        (beyond, "reaches out of the picture"),
    )
    reasons = [""] * len(boxes)
    for mask, reason in reversed(tests):
        for row in np.flatnonzero(mask):
            reasons[row] = reason
    return reasons


def _doubles(pictures: PictureSet, bad: np.ndarray) -> List[int]:
    """Second and further copies of a box of the same class."""
    seen, found = set(), []
    for row in np.flatnonzero(~bad):
        label = pictures.labels[row]
        key = (int(label["frame"]), int(label["class_id"]), *np.round(label["box"] / SAME_PX).astype(int).tolist())
        if key in seen:
            found.append(int(row))
        seen.add(key)
    return found


def _finding(pictures: PictureSet, row: int, reason: str) -> Finding:
    label = pictures.labels[row]
    frame = int(label["frame"])
    number = row - int(np.searchsorted(pictures.labels["frame"], frame))
    corners = ", ".join(f"{value:.6g}" for value in label["box"])
    picture = pictures.pictures[frame]
    size = f"picture {picture.width} x {picture.height}"
    what = f"{pictures.classes[label['class_id']]} ({corners}) {reason}; {size}"
    return Finding(NAME, picture.name, f"box {number}", what)

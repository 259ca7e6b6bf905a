"""Classes that nobody labelled, and classes that drown."""

from typing import List

import numpy as np

from limphome.learning.data.checks.bounds import CheckBounds
from limphome.learning.data.checks.result import CheckResult, judged
from limphome.learning.data.finding import Finding
from limphome.learning.data.picture_set import PictureSet

NAME = "classes"


def check_classes(pictures: PictureSet, bounds: CheckBounds) -> CheckResult:
    """Every class has boxes in every split, none outweighs another by far, and most pictures show something."""
    counts = {split: _counts(pictures.of_split(split)) for split in pictures.splits}
    findings: List[Finding] = []
    for split, count in counts.items():
        findings += _unlabelled(pictures, split, count)
        findings += _imbalance(pictures, split, count, bounds.imbalance)
        findings += _empty(pictures.of_split(split), split, bounds.without_box)
    figures = {split: dict(zip(pictures.classes, count.tolist(), strict=True)) for split, count in counts.items()}
    return judged(NAME, f"{len(pictures.classes)} classes: {', '.join(pictures.classes)}", findings, {"boxes": figures})


def _counts(pictures: PictureSet) -> np.ndarray:
    return np.bincount(pictures.labels["class_id"], minlength=len(pictures.classes))


def _finding(pictures: PictureSet, split: str, what: str) -> Finding:
    return Finding(NAME, str(pictures.folder), f"split {split}", what)


def _unlabelled(pictures: PictureSet, split: str, counts: np.ndarray) -> List[Finding]:
    names = [name for name, count in zip(pictures.classes, counts, strict=True) if count == 0]
    return [_finding(pictures, split, f"the class '{name}' has no box") for name in names]


def _imbalance(pictures: PictureSet, split: str, counts: np.ndarray, bound: float) -> List[Finding]:
    most = int(counts.argmax()) if len(counts) else 0
    rare = [index for index, count in enumerate(counts) if 0 < count * bound < counts[most]]
    what = "the class '{}' has {} boxes, '{}' has {}: more than {:g} to 1"
    return [
        _finding(
            pictures, split, what.format(pictures.classes[index], counts[index], pictures.classes[most], counts[most], bound)
        )
        for index in rare
    ]


def _empty(pictures: PictureSet, split: str, bound: float) -> List[Finding]:
    share = 1 - len(set(pictures.labels["frame"].tolist())) / max(1, len(pictures))
    if share <= bound:
        return []
    return [_finding(pictures, split, f"{share:.0%} of {len(pictures)} pictures have no box, more than {bound:.0%}")]

"""How many frames it takes to show that false persons are rare."""

from typing import Any, List, Mapping, Sequence

from limphome.learning.frame_set import PERSON

FRAMES_TO_SHOW = 3000
"""Frames without any false person that show, at 95 %, that there is at most one in 1000.

The rule of three: Hanley and Lippman-Hand, "If nothing goes wrong, is everything all right?", JAMA 249 (1983).
"""


def few_frames(frames: int, split: str) -> List[str]:
    """A sentence where a split is too small to show one false person in 1000."""
    if frames >= FRAMES_TO_SHOW:
        return []
    return [f"{frames} {split} frames cannot show one false person in 1000 (it takes {FRAMES_TO_SHOW})"]


def few_validation_frames(training: Mapping[str, Any], classes: Sequence[str]) -> List[str]:
    """The same of the frames that a network's thresholds were chosen on, from its manifest; nothing where it has no persons."""
    validation = training.get("data", {}).get("validation")
    return few_frames(validation["frames"], "validation") if validation and PERSON in classes else []


def no_threshold(name: str) -> str:
    """A sentence for a class that the validation frames do not show, see :mod:`~limphome.learning.thresholds`."""
    return f"no validation frame shows a {name} that counts: its threshold was chosen by nothing seen"


def unlabelled_in_validation(training: Mapping[str, Any]) -> List[str]:
    """The same of each such class, from a network's manifest."""
    return [no_threshold(name) for name in training.get("data", {}).get("validation", {}).get("unlabelled", [])]
